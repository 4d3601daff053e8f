"""What the shop says of marketplaces' orders, what is wrong with one beside its booking, how the merchant wants orders
dealt with, and who buys, sealed.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _big(name: str, default: str = "0", *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, Big, server_default=None if null else sa.text(default), nullable=null)


def _words(name: str, default: str | None = "") -> sa.Column[str]:
    return sa.Column(name, sa.Text, server_default=default, nullable=False)


def _of(name: str, target: str) -> sa.Column[int]:
    return sa.Column(name, Big, sa.ForeignKey(f"{target}.id", ondelete="CASCADE"), nullable=False)


def upgrade() -> None:
    """Shops that are known begin to be watched now."""
    op.create_table(
        "order_watch", _of("shop_id", "shop"), _big("seen_until"), _big("looked_at"),
        sa.PrimaryKeyConstraint("shop_id", name="one_watch_per_shop"),
    )  # fmt: skip
    op.create_table(
        "order_side", _of("order_id", "orders"), _words("payment"), _words("sending"), _words("tracking"),
        _words("tracking_url"), _words("parcels"), _big("refunded"), _words("refunds"), _big("changed_at"),
        _big("seen_at"),
        sa.PrimaryKeyConstraint("order_id", name="one_side_per_order"),
    )  # fmt: skip
    op.create_table(
        "order_trouble", _of("shop_id", "shop"), _of("order_id", "orders"), _words("part", None), _words("cause"),
        _words("details"), _big("at"),
        sa.PrimaryKeyConstraint("order_id", "part", name="one_trouble_per_part"),
    )  # fmt: skip
    op.create_index("order_trouble_of_shop", "order_trouble", ["shop_id", "part", "cause"])
    op.create_table(
        "order_setting", _of("shop_id", "shop"), _words("name", None), _words("value"),
        sa.PrimaryKeyConstraint("shop_id", "name", name="one_value_per_order_setting"),
    )  # fmt: skip
    op.create_table(
        "order_person", _of("order_id", "orders"), _words("sealed"), _big("kept_at"),
        sa.PrimaryKeyConstraint("order_id", name="one_person_per_order"),
    )  # fmt: skip
    op.create_index("order_by_shop_code", "orders", ["shop_id", "shop_code"])
    op.execute("insert into lane (kind, subject) select 'order_changes', id from shop")
