"""What Amazon is told of packages, how far orders were looked at for it, the merchant's answers about carriers, and
which lines need a code for each piece.

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _big(name: str, default: str = "0", *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, Big, server_default=None if null else sa.text(default), nullable=null)


def _words(name: str, default: str | None = "") -> sa.Column[str]:
    return sa.Column(name, sa.Text, server_default=default, nullable=False)


def _of(name: str, target: str) -> sa.Column[int]:
    return sa.Column(name, Big, sa.ForeignKey(f"{target}.id", ondelete="CASCADE"), nullable=False)


def upgrade() -> None:
    """Sellers that are known begin to be looked at now."""
    op.create_table(
        "shipment", sa.Column("id", Big, primary_key=True, autoincrement=True), _of("order_id", "orders"),
        _words("reference", None), _words("tracking"), _words("origin"), _words("carrier"), _words("name"),
        _words("method"), _big("sent_at"), _words("pieces"), _words("codes"), _words("source"), _words("state"),
        _big("next_at"), _big("attempts"), _big("tried_at", null=True), _words("cause"), _words("answer"),
        _big("made_at"), _big("changed_at"),
        sa.UniqueConstraint("order_id", "reference", name="one_shipment_per_reference"),
    )  # fmt: skip
    op.create_index("shipment_by_state", "shipment", ["state", "next_at"])
    op.create_table(
        "order_sending", _of("order_id", "orders"), _big("side_seen"), _big("order_at"),
        _big("next_at", null=True), _words("written"), _big("shown"),
        sa.PrimaryKeyConstraint("order_id", name="one_sending_per_order"),
    )  # fmt: skip
    op.create_index("sending_due", "order_sending", ["next_at"])
    op.create_table(
        "carrier_answer", _of("shop_id", "shop"), _words("kind", None), _words("sample", None), _words("carrier"),
        _words("name"), _big("at"),
        sa.PrimaryKeyConstraint("shop_id", "kind", "sample", name="one_answer_per_sample"),
    )  # fmt: skip
    op.add_column("order_item", _big("coded"))
    op.execute("insert into lane (kind, subject) select 'shipments', id from seller")
