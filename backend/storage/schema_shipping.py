"""The tables of sending: what Amazon is told of packages, how far orders were looked at, whose numbers are whose."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint

from backend.storage.columns import big, key, metadata, of, words

# A package as Amazon is told of it, written down before the call; its number within the order is its key there.
shipment = Table(
    "shipment", metadata, key(), of("order_id", "orders"), words("reference", None), words("tracking"),
    words("origin"),                               # the number in the shop that it stands for
    words("carrier"), words("name"), words("method"), big("sent_at"), words("pieces"), words("codes"),
    words("source"), words("state"), big("next_at"), big("attempts"), big("tried_at", null=True),
    words("cause"), words("answer"),               # why it was refused, and in Amazon's words
    big("made_at"), big("changed_at"),
    UniqueConstraint("order_id", "reference", name="one_shipment_per_reference"),
    Index("shipment_by_state", "state", "next_at"),
)  # fmt: skip

# How far an order was looked at by whoever sends: compared with what changed since.
order_sending = Table(
    "order_sending", metadata, of("order_id", "orders"), big("side_seen"), big("order_at"),
    big("next_at", null=True), words("written"),   # the numbers that we write into the shop ourselves
    big("shown"),                                  # 1: they stand there
    PrimaryKeyConstraint("order_id", name="one_sending_per_order"),
    Index("sending_due", "next_at"),
)  # fmt: skip

# What the merchant answered when nobody could tell a carrier: for a name, a host, or the form of a number.
carrier_answer = Table(
    "carrier_answer", metadata, of("shop_id", "shop"), words("kind", None), words("sample", None), words("carrier"),
    words("name"), big("at"),
    PrimaryKeyConstraint("shop_id", "kind", "sample", name="one_answer_per_sample"),
)  # fmt: skip
