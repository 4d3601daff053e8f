"""Auto-add: rules, how each product stands with them, what is to be looked at; and what the set-up had reached.

Revision ID: 0016
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _big(name: str, default: str = "0", *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, Big, server_default=None if null else sa.text(default), nullable=null)


def _words(name: str, default: str | None = "") -> sa.Column[str]:
    return sa.Column(name, sa.Text, server_default=default, nullable=False)


def _of(name: str, table: str) -> sa.Column[int]:
    return sa.Column(name, Big, sa.ForeignKey(f"{table}.id", ondelete="CASCADE"), nullable=False)


def upgrade() -> None:
    """The new tables. The lane is made when a rule is."""
    op.create_table(
        "auto_rule", sa.Column("id", Big, primary_key=True, autoincrement=True), _of("shop_id", "shop"),
        _of("seller_id", "seller"), _words("marketplace_id", None), _words("name"), _big("active", "1"),
        _words("categories"), _words("conditions"), _big("selling_policy_id"), _big("synchronization_policy_id"),
        _big("shipping_policy_id"), _words("condition"), _words("mode"), _big("only_ready"),
        _big("daily_cap", null=True), _words("on_leaving"), _big("made_at"), _big("known_to", "-1"),
        _big("position"), _words("within"), _big("day"), _big("listed_today"), _big("created_at"),
        _big("updated_at"),
    )  # fmt: skip
    op.create_index("auto_rule_of_shop", "auto_rule", ["shop_id", "id"])
    op.create_table(
        "auto_product", _of("rule_id", "auto_rule"), _of("product_id", "product"), _of("shop_id", "shop"),
        _words("state"), _words("why"), _words("cause"), _big("came_at"), _big("decided_at"),
        _big("run_id", null=True),
        sa.PrimaryKeyConstraint("rule_id", "product_id", name="one_standing_per_product"),
    )  # fmt: skip
    op.create_index("auto_product_by_state", "auto_product", ["rule_id", "state", "came_at", "product_id"])
    op.create_index("auto_product_of_product", "auto_product", ["product_id", "state"])
    op.create_table(
        "auto_look", _of("shop_id", "shop"), _of("product_id", "product"), _big("asked", "1"),
        sa.PrimaryKeyConstraint("shop_id", "product_id", name="one_auto_look_per_product"),
    )  # fmt: skip
    op.create_table(
        "setup_mark", _of("shop_id", "shop"), _words("step", None), _big("done_at"),
        sa.PrimaryKeyConstraint("shop_id", "step", name="one_mark_per_step"),
    )  # fmt: skip
