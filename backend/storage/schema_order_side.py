"""The tables beside an order: what the shop says of it, what is wrong with it, how orders are dealt with, who buys."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table

from backend.storage.columns import big, metadata, of, words

# How far a shop's own orders were looked through for changes.
order_watch = Table(
    "order_watch", metadata, of("shop_id", "shop"), big("seen_until"), big("looked_at"),
    PrimaryKeyConstraint("shop_id", name="one_watch_per_shop"),
)  # fmt: skip

order_side = Table(
    "order_side", metadata, of("order_id", "orders"), words("payment"), words("sending"), words("tracking"),
    words("tracking_url"), words("parcels"), big("refunded"), words("refunds"), big("changed_at"), big("seen_at"),
    PrimaryKeyConstraint("order_id", name="one_side_per_order"),
)  # fmt: skip

# What only the merchant can cure, one for each part of an order's life (its booking has its own: orders.cause).
order_trouble = Table(
    "order_trouble", metadata, of("shop_id", "shop"), of("order_id", "orders"), words("part", None), words("cause"),
    words("details"), big("at"),
    PrimaryKeyConstraint("order_id", "part", name="one_trouble_per_part"),
    Index("order_trouble_of_shop", "shop_id", "part", "cause"),
)  # fmt: skip

order_setting = Table(
    "order_setting", metadata, of("shop_id", "shop"), words("name", None), words("value"),
    PrimaryKeyConstraint("shop_id", "name", name="one_value_per_order_setting"),
)  # fmt: skip

# Personal: sealed as a whole, and erased in time.
order_person = Table(
    "order_person", metadata, of("order_id", "orders"), words("sealed"), big("kept_at"),
    PrimaryKeyConstraint("order_id", name="one_person_per_order"),
)  # fmt: skip
