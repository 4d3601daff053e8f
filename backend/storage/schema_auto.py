"""The tables of auto-add: its rules, how each product stands with them, and what is to be looked at."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table

from backend.storage.columns import big, key, metadata, of, words

auto_rule = Table(
    "auto_rule", metadata, key(), of("shop_id", "shop"), of("seller_id", "seller"), words("marketplace_id", None),
    words("name"), big("active", "1"), words("categories"), words("conditions"),
    # No foreign keys: a rule outlives its policies and falls back on the shop's defaults.
    big("selling_policy_id"), big("synchronization_policy_id"), big("shipping_policy_id"), words("condition"),
    words("mode"), big("only_ready"), big("daily_cap", null=True), words("on_leaving"),
    big("made_at"), big("known_to", "-1"), big("position"),     # what was there before the rule
    words("within"),            # its categories with their children, as they were looked at last
    big("day"), big("listed_today"), big("created_at"), big("updated_at"),
    Index("auto_rule_of_shop", "shop_id", "id"),
)  # fmt: skip

auto_product = Table(
    "auto_product", metadata, of("rule_id", "auto_rule"), of("product_id", "product"), of("shop_id", "shop"),
    words("state"), words("why"), words("cause"), big("came_at"), big("decided_at"), big("run_id", null=True),
    PrimaryKeyConstraint("rule_id", "product_id", name="one_standing_per_product"),
    Index("auto_product_by_state", "rule_id", "state", "came_at", "product_id"),
    Index("auto_product_of_product", "product_id", "state"),
)  # fmt: skip

# Products that changed since the rules looked at them.
auto_look = Table(
    "auto_look", metadata, of("shop_id", "shop"), of("product_id", "product"), big("asked", "1"),
    PrimaryKeyConstraint("shop_id", "product_id", name="one_auto_look_per_product"),
)  # fmt: skip

# What a shop's set-up had reached once, so that the dashboard sees what is no more.
setup_mark = Table(
    "setup_mark", metadata, of("shop_id", "shop"), words("step", None), big("done_at"),
    PrimaryKeyConstraint("shop_id", "step", name="one_mark_per_step"),
)  # fmt: skip
