"""The tables of Amazon's warehouse: what lies there, when it was read, what to read again; who shall send a listing."""

from sqlalchemy import Column, ForeignKey, Index, PrimaryKeyConstraint, Table

from backend.storage.columns import Big, big, metadata, of, words

# A seller's pieces of a SKU that can be sent to buyers of a marketplace.
warehouse_stock = Table(
    "warehouse_stock", metadata, of("seller_id", "seller"), words("marketplace_id", None), words("sku", None),
    of("shop_id", "shop"), words("asin"), words("title"),
    big("fulfillable"), big("reserved"), big("inbound"), big("unfulfillable"), big("researching"),
    big("changed_at", null=True),  # as Amazon says
    big("read_at"),
    PrimaryKeyConstraint("seller_id", "marketplace_id", "sku", name="one_line_per_sku_in_warehouse"),
    Index("warehouse_by_sku", "seller_id", "sku"), Index("warehouse_of_shop", "shop_id"),
)  # fmt: skip

warehouse_read = Table(
    "warehouse_read", metadata, of("seller_id", "seller"), words("marketplace_id", None),
    big("whole_at"),            # all of it was read
    big("looked_at"),           # what changed since was read
    words("refused"),           # why Amazon lets us not look: role
    big("refused_at"),
    PrimaryKeyConstraint("seller_id", "marketplace_id", name="one_warehouse_reading_per_place"),
)  # fmt: skip

# SKUs that a notice or a sale named, to be read before the next whole reading.
warehouse_look = Table(
    "warehouse_look", metadata, of("seller_id", "seller"), words("sku", None), big("asked", "1"), big("asked_at"),
    PrimaryKeyConstraint("seller_id", "sku", name="one_look_per_sku_in_warehouse"),
)  # fmt: skip

# Who shall send a listing from now on. The newest wish of each listing stays, so that it can be taken back.
sender_switch = Table(
    "sender_switch", metadata,
    Column("listing_id", Big, ForeignKey("listing.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    of("shop_id", "shop"), of("seller_id", "seller"),
    words("target"),            # merchant, marketplace
    words("state"),             # wanted, sent (Amazon has not shown it yet), done, refused
    words("cause"), words("said"),  # why it was refused, and Amazon's words
    big("asked_at"), big("sent_at", null=True), big("ended_at", null=True), big("next_at"), big("attempts"),
    big("unsure_until"),        # an earlier one may still arrive until then
    Index("switch_due", "seller_id", "state", "next_at"), Index("switch_of_shop", "shop_id"),
)  # fmt: skip
