"""Exchange rates, which all shops share; shipping templates of each seller; imports.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _big(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, Big, server_default=None if null else sa.text("0"), nullable=null)


def _words(name: str, default: str | None = "") -> sa.Column[str]:
    return sa.Column(name, sa.Text, server_default=default, nullable=False)


def _of(name: str, table: str) -> sa.Column[int]:
    return sa.Column(name, Big, sa.ForeignKey(f"{table}.id", ondelete="CASCADE"), nullable=False)


def _one(name: str, table: str) -> sa.Column[int]:
    """The key of a table that has one line for each of another's."""
    return sa.Column(
        name, Big, sa.ForeignKey(f"{table}.id", ondelete="CASCADE"), primary_key=True, autoincrement=False,
    )  # fmt: skip


def upgrade() -> None:
    """The new tables, and the one lane that reads the rates for everybody."""
    op.create_table(
        "exchange_rate", sa.Column("currency", sa.Text, primary_key=True), _words("rate"), _words("origin"),
        _words("day"), _big("read_at"), _words("odd_rate"), _words("odd_why"), _words("odd_day"), _big("odd_at"),
    )  # fmt: skip
    op.create_table("rate_told", _one("shop_id", "shop"), _big("changed_at"))
    op.create_table(
        "shipping_template", _of("seller_id", "seller"), _words("marketplace_id", None), _words("code", None),
        _words("name"), _big("position"), _big("found_at"), _big("gone_at", null=True),
        sa.PrimaryKeyConstraint("seller_id", "marketplace_id", "code", name="one_line_per_template"),
    )  # fmt: skip
    op.create_table(
        "template_list", _of("seller_id", "seller"), _words("marketplace_id", None), _big("read_at"),
        _big("next_at"), _big("attempts"), _words("trouble"),
        sa.PrimaryKeyConstraint("seller_id", "marketplace_id", name="one_list_per_marketplace"),
    )  # fmt: skip
    op.create_table(
        "import_file", sa.Column("id", Big, primary_key=True, autoincrement=True), _of("shop_id", "shop"),
        _words("name"), _words("state"), _words("made_at"), _words("made_by"), _big("cut"), _big("position"),
        _big("total"), _big("created_at"), _big("finished_at", null=True),
    )  # fmt: skip
    op.create_index("import_of_shop", "import_file", ["shop_id", "state"])
    op.create_table(
        "import_line", _of("import_id", "import_file"), sa.Column("position", Big, nullable=False), _words("kind"),
        _words("body"), _words("verdict"), _words("why"), _big("done"), _big("our_id", null=True),
        sa.PrimaryKeyConstraint("import_id", "position", name="one_line_per_position"),
    )  # fmt: skip
    op.create_index("import_line_by_verdict", "import_line", ["import_id", "kind", "verdict", "why"])
    op.create_index("journal_by_time", "journal", ["shop_id", "at"])
    op.execute("insert into lane (kind, subject) values ('rates', 0)")
