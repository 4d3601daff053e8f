"""Existing listings: the seller's own items on Amazon, read, linked and reviewed.

Revision ID: 0007
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _big(name: str) -> sa.Column[int]:
    return sa.Column(name, Big, server_default=sa.text("0"), nullable=False)


def _perhaps(name: str) -> sa.Column[int]:
    return sa.Column(name, Big, nullable=True)


def _words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, server_default="", nullable=False)


def _of(name: str, target: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, Big, sa.ForeignKey(f"{target}.id", ondelete="CASCADE"), nullable=null)


def upgrade() -> None:
    op.create_table(
        "reading",
        _of("seller_id", "seller"), sa.Column("marketplace_id", sa.Text, nullable=False),
        _words("stage"), _big("run"), _big("next_at"), _big("attempts"), _big("position"), _big("total"),
        _words("cursor"), _words("token"), _words("report_id"), _words("document_id"), _perhaps("asking_at"),
        _words("way"), _big("started_at"), _big("finished_at"), _big("odd"),
        sa.PrimaryKeyConstraint("seller_id", "marketplace_id", name="one_reading_per_place"),
    )  # fmt: skip
    op.create_table(
        "remote_item",
        sa.Column("id", Big, primary_key=True, autoincrement=True, nullable=False),
        _of("shop_id", "shop"), _of("seller_id", "seller"),
        sa.Column("marketplace_id", sa.Text, nullable=False), sa.Column("sku", sa.Text, nullable=False),
        _words("asin"), _words("title"), _perhaps("price"), _words("currency"), _perhaps("quantity"),
        _words("status"), _words("condition"), _big("by_amazon"), _words("product_type"), _words("image_url"),
        _words("barcodes"), _perhaps("barcodes_at"), _words("search"), _big("seen_run"), _big("seen_at"),
        _big("first_at"), _perhaps("gone_at"), _words("state"), _words("by_what"), _words("why"),
        _words("details"), _perhaps("decided_at"), _of("variation_id", "variation", null=True),
        _of("listing_id", "listing", null=True), _of("selling_policy_id", "policy", null=True),
        _of("synchronization_policy_id", "policy", null=True), _of("shipping_policy_id", "policy", null=True),
        sa.UniqueConstraint("seller_id", "marketplace_id", "sku", name="one_line_per_remote_sku"),
    )  # fmt: skip
    op.create_index("remote_item_of_shop", "remote_item", ["shop_id", "state", "id"])
    op.create_index("remote_item_owed", "remote_item", ["seller_id", "state", "id"])
    op.create_index("remote_item_counted", "remote_item", ["shop_id", "state", "gone_at"])
    op.create_index("remote_item_in_order", "remote_item", ["seller_id", "marketplace_id", "id"])
    op.create_index("remote_item_of_variation", "remote_item", ["variation_id"])
    op.add_column("listing", _words("own_sku"))
    op.add_column("listing", _perhaps("own_handling"))
    op.create_index("variation_by_identifier", "variation", ["shop_id", "identifier"])
    op.execute("insert into lane (kind, subject) select 'existing', id from seller")
