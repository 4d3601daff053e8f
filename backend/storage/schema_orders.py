"""The tables of stock and orders: what is looked at again, what stands on Amazon, what was sold, every movement."""

from sqlalchemy import Column, ForeignKey, Index, PrimaryKeyConstraint, Table, UniqueConstraint, text

from backend.storage.columns import Big, big, key, metadata, of, words

# What a shop's webhooks named and the catalogue lane has not read again yet.
look = Table(
    "look", metadata, of("shop_id", "shop"), big("external_id", None), big("asked", "1"), big("at"),
    PrimaryKeyConstraint("shop_id", "external_id", name="one_look_per_product"),
)  # fmt: skip

# The same for a seller's orders that a notice of the marketplace named.
order_look = Table(
    "order_look", metadata, of("seller_id", "seller"), words("order_code", None), big("asked", "1"), big("asked_at"),
    PrimaryKeyConstraint("seller_id", "order_code", name="one_look_per_order"),
)  # fmt: skip

# One region and SKU is one quantity on Amazon, whatever the countries.
channel_stock = Table(
    "channel_stock", metadata, of("seller_id", "seller"), words("sku", None), of("variation_id", "variation"),
    big("base", null=True), big("base_at"),       # what certainly stood there, and since when
    big("sent", null=True), big("sent_at"), big("sure"),     # on its way; sure: its answer came
    big("seen", null=True), big("seen_at"), big("inferred"),
    big("owed"), big("owed_at"),       # of the inferred: missing by then, before the base that counts now
    PrimaryKeyConstraint("seller_id", "sku", name="one_stock_per_sku"),
    Index("channel_stock_of_variation", "variation_id"),
)  # fmt: skip

order_progress = Table(
    "order_progress", metadata,
    Column("seller_id", Big, ForeignKey("seller.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    big("since"),                                  # orders from before it never move the shop's stock
    big("seen_until"), big("polled_at"), words("token"), big("window_from"),
    big("fill_from", null=True), big("fill_to", null=True), words("fill_token"), big("fill_found"),
    big("fill_asked_at", null=True),
)  # fmt: skip

orders = Table(
    "orders", metadata, key(), of("shop_id", "shop"), of("seller_id", "seller"), words("marketplace_id"),
    words("order_code", None), words("status"), words("sender"), big("ours", "1"), big("moves_stock", "1"),
    big("created_at"), big("changed_at"), big("first_seen_at"), big("seen_at"), big("ship_by", null=True),
    big("deliver_by", null=True), big("total", null=True), words("currency"), words("body"),
    words("kinds"),                                # each between two spaces, so that one is found by itself
    words("asked_to_cancel"),                      # why the buyer wants it cancelled; "" when nobody asked
    words("shop_code"), words("shop_status"),       # "", awaiting, paid, sent, cancelled: how far the shop's order is
    words("stock_state"),       # "", asked (nobody knows whether the shop lowered its stock), moved, undone, back
    big("stock_before", null=True),                # what the shop had of the first line before that
    words("stage"), big("next_at"), big("attempts"), big("sending_at", null=True),
    words("cause"), words("details"), big("cause_at"),
    big("forget_from"),        # when its last parcel left, or it last changed: the buyer is forgotten so long after
    big("forgotten_at", null=True),                # since when nothing is known of the buyer any more
    UniqueConstraint("seller_id", "order_code", name="one_line_per_order"),
    Index("order_due", "seller_id", "stage", "next_at"),
    # All that the list of orders is counted and narrowed by, so that 100,000 are counted without reading one.
    Index("order_of_shop", "shop_id", "created_at", "id", "seller_id", "marketplace_id", "sender", "kinds",
          "order_code", "shop_code", "status"),
    Index("order_by_cause", "shop_id", "cause"),
    Index("order_by_shop_code", "shop_id", "shop_code"),
    Index("order_by_state", "shop_id", "stage", "status"),
    Index("order_by_status", "shop_id", "status", "sender", "ours", "ship_by", "id"),
    Index("order_by_sender", "shop_id", "sender", "created_at", "id"),
    Index("order_to_forget", "shop_id", "status", "forget_from", sqlite_where=text("forgotten_at is null"),
          postgresql_where=text("forgotten_at is null")),
)  # fmt: skip

order_item = Table(
    "order_item", metadata, key(), of("order_id", "orders"), big("position"), words("item_code"), words("sku"),
    words("asin"), words("title"), big("units"), big("fulfilled"), big("price", null=True),
    big("coded"),              # 1: Amazon wants a code of each piece (Transparency)
    of("product_id", "product", null=True), of("variation_id", "variation", null=True),
    big("open"),               # pieces that the shop's stock does not show yet
    big("booked"),             # 1: the shop was told, so the next reading shows them
    big("told"),                # pieces that the shop took off its stock for this line
    big("given"),               # pieces of them that it was given back one by one, before all of them
    big("put_back"),           # pieces put back into the shop that no reading has shown yet
    big("late"),    # 1: matched after the shop's order was made, its pieces are to be taken off; 2: they were
    UniqueConstraint("order_id", "item_code", name="one_line_per_item"),
    Index("item_of_variation", "variation_id", "order_id"),
    Index("item_of_product", "product_id", "order_id"),
    Index("item_by_sku", "sku", postgresql_ops={"sku": "text_pattern_ops"}),
)  # fmt: skip

# The packages of an order as the marketplace knows them.
order_package = Table(
    "order_package", metadata, of("order_id", "orders"), words("reference", None), words("carrier"), words("service"),
    words("tracking"), big("sent_at", null=True), words("state"), words("pieces"),
    PrimaryKeyConstraint("order_id", "reference", name="one_line_per_package"),
    Index("package_by_tracking", "tracking"),
)  # fmt: skip

# Every piece's movement with its cause; their sum is the stock that can be sold.
movement = Table(
    "movement", metadata, key(), of("shop_id", "shop"), of("variation_id", "variation"), big("at"),
    words("kind"), big("delta"), big("after", null=True),
    of("order_id", "orders", null=True), of("seller_id", "seller", null=True), words("note"),
    Index("movement_of_variation", "variation_id", "id"),
)  # fmt: skip

drift = Table(
    "drift", metadata, key(), of("shop_id", "shop"), of("listing_id", "listing"), words("field"),
    words("wanted"), words("shown"), big("since"), big("seen_at"), big("sent_at", null=True),
    words("submission_id"), big("healed_at", null=True),
    Index("drift_of_listing", "listing_id", "healed_at"), Index("drift_of_shop", "shop_id", "healed_at", "id"),
)  # fmt: skip
