"""What lies in Amazon's warehouse, who sends a listing, and the wish that somebody else does.

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _big(name: str, default: str = "0", *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, Big, server_default=None if null else sa.text(default), nullable=null)


def _words(name: str, default: str | None = "") -> sa.Column[str]:
    return sa.Column(name, sa.Text, server_default=default, nullable=False)


def _of(name: str, target: str) -> sa.Column[int]:
    return sa.Column(name, Big, sa.ForeignKey(f"{target}.id", ondelete="CASCADE"), nullable=False)


def upgrade() -> None:
    """Listings that are known to be Amazon's to send say so; sellers that are known begin to be read."""
    op.add_column("listing", sa.Column("sender", sa.Text, server_default="merchant", nullable=False))
    op.execute(
        sa.text("update listing set sender = 'marketplace' where shown like :pattern").bindparams(
            pattern='%"fulfilled_by_amazon":true%'
        )
    )
    op.create_table(
        "warehouse_stock", _of("seller_id", "seller"), _words("marketplace_id", None), _words("sku", None),
        _of("shop_id", "shop"), _words("asin"), _words("title"), _big("fulfillable"), _big("reserved"),
        _big("inbound"), _big("unfulfillable"), _big("researching"), _big("changed_at", null=True), _big("read_at"),
        sa.PrimaryKeyConstraint("seller_id", "marketplace_id", "sku", name="one_line_per_sku_in_warehouse"),
    )  # fmt: skip
    op.create_index("warehouse_by_sku", "warehouse_stock", ["seller_id", "sku"])
    op.create_index("warehouse_of_shop", "warehouse_stock", ["shop_id"])
    op.create_table(
        "warehouse_read", _of("seller_id", "seller"), _words("marketplace_id", None), _big("whole_at"),
        _big("looked_at"), _words("refused"), _big("refused_at"),
        sa.PrimaryKeyConstraint("seller_id", "marketplace_id", name="one_warehouse_reading_per_place"),
    )  # fmt: skip
    op.create_table(
        "warehouse_look", _of("seller_id", "seller"), _words("sku", None), _big("asked", "1"), _big("asked_at"),
        sa.PrimaryKeyConstraint("seller_id", "sku", name="one_look_per_sku_in_warehouse"),
    )  # fmt: skip
    op.create_table(
        "sender_switch",
        sa.Column("listing_id", Big, sa.ForeignKey("listing.id", ondelete="CASCADE"), primary_key=True,
                  autoincrement=False),
        _of("shop_id", "shop"), _of("seller_id", "seller"), _words("target"), _words("state"), _words("cause"),
        _words("said"), _big("asked_at"), _big("sent_at", null=True), _big("ended_at", null=True), _big("next_at"),
        _big("attempts"), _big("unsure_until"),
    )  # fmt: skip
    op.create_index("switch_due", "sender_switch", ["seller_id", "state", "next_at"])
    op.create_index("switch_of_shop", "sender_switch", ["shop_id"])
    op.execute("insert into lane (kind, subject) select 'warehouse', id from seller")
