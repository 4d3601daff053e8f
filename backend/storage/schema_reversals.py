"""The tables of cancelling and giving money back: what was paid, what is wanted, and the feeds that carry it."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint

from backend.storage.columns import big, key, metadata, of, words

# What each line of an order was paid with, by part, in minor units.
order_money = Table(
    "order_money", metadata, of("order_id", "orders"), words("item_code", None), words("currency"), words("parts"),
    PrimaryKeyConstraint("order_id", "item_code", name="one_sum_per_line"),
)  # fmt: skip

# A feed that carries cancellations or refunds of one seller.
reversal_feed = Table(
    "reversal_feed", metadata, key(), of("seller_id", "seller"), words("kind"), words("places"), words("state"),
    words("document_id"), words("remote_id"), big("starting_at", null=True), big("next_at"), big("attempts"),
    big("created_at"), big("finished_at", null=True),
    Index("reversal_feed_of_seller", "seller_id", "kind", "state"),
    Index("reversal_feed_by_remote", "remote_id"),
)  # fmt: skip

# A cancellation or a refund; one `name` of an order is never sent twice.
reversal = Table(
    "reversal", metadata, key(), of("order_id", "orders"), of("shop_id", "shop"), of("seller_id", "seller"),
    words("kind"), words("source"),         # merchant, buyer, shop
    words("name", None), words("state"),    # asks, waits, wanted, sending, done, refused, unsure, dropped
    words("reason"), words("shares"), big("amount", null=True), words("currency"), words("said"),
    words("cause"), words("details"), words("pieces"),   # by item code: what goes back into the stock
    big("returning_at", null=True), big("returned_at", null=True),
    of("feed_id", "reversal_feed", null=True), big("attempts"), big("next_at"), big("made_at"),
    big("done_at", null=True),
    UniqueConstraint("order_id", "kind", "name", name="one_reversal_per_name"),
    Index("reversal_due", "seller_id", "state", "next_at"),
    Index("reversal_of_feed", "feed_id"),
)  # fmt: skip

# What the shop said when it was last looked at for cancellations and refunds.
reversal_seen = Table(
    "reversal_seen", metadata, of("order_id", "orders"), words("payment"), words("seen"),
    PrimaryKeyConstraint("order_id", name="one_look_back_per_order"),
)  # fmt: skip

# A buyer's request that the merchant declined.
reversal_decline = Table(
    "reversal_decline", metadata, of("order_id", "orders"), big("at"),
    PrimaryKeyConstraint("order_id", name="one_decline_per_order"),
)  # fmt: skip

# Which reason the merchant's words stood for; of the words only a mark is kept, as they may name a person.
reversal_word = Table(
    "reversal_word", metadata, of("shop_id", "shop"), words("mark", None), words("reason"), big("at"),
    PrimaryKeyConstraint("shop_id", "mark", name="one_reason_per_mark"),
)  # fmt: skip
