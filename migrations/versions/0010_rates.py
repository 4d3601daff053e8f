"""Exchange rates, which all shops share.

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
    op.execute("insert into lane (kind, subject) values ('rates', 0)")
