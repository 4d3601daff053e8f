"""Which product a marketplace's SKU means and what the shop calls a region, each chosen by a person and remembered;
lines that were matched after the shop's order was made; and the indexes of the list of orders.

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _big(name: str, default: str | None = "0") -> sa.Column[int]:
    return sa.Column(name, Big, server_default=sa.text(default) if default else None, nullable=False)


def _words(name: str, default: str | None = "") -> sa.Column[str]:
    return sa.Column(name, sa.Text, server_default=default, nullable=False)


def _of(name: str, target: str) -> sa.Column[int]:
    return sa.Column(name, Big, sa.ForeignKey(f"{target}.id", ondelete="CASCADE"), nullable=False)


def upgrade() -> None:
    op.create_table(
        "order_match", _of("seller_id", "seller"), _words("sku", None), _of("product_id", "product"),
        _of("variation_id", "variation"), _big("at"),
        sa.PrimaryKeyConstraint("seller_id", "sku", name="one_match_per_sku"),
    )  # fmt: skip
    op.create_index("match_of_product", "order_match", ["product_id"])
    op.create_table(
        "order_region", _of("shop_id", "shop"), _words("country", None), _words("mark", None), _words("region"),
        _big("at"),
        sa.PrimaryKeyConstraint("shop_id", "country", "mark", name="one_region_per_mark"),
    )  # fmt: skip
    op.add_column("order_item", _big("late"))
    op.drop_index("order_of_shop", "orders")
    op.create_index(
        "order_of_shop", "orders",
        ["shop_id", "created_at", "id", "seller_id", "marketplace_id", "sender", "kinds", "order_code", "shop_code",
         "status"],
    )  # fmt: skip
    op.create_index("order_by_status", "orders", ["shop_id", "status", "sender", "ours", "ship_by", "id"])
    op.create_index("order_by_sender", "orders", ["shop_id", "sender", "created_at", "id"])
    op.drop_index("item_by_sku", "order_item")
    op.create_index("item_by_sku", "order_item", ["sku"], postgresql_ops={"sku": "text_pattern_ops"})
    op.create_index("item_of_product", "order_item", ["product_id", "order_id"])
