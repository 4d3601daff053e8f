"""The tables of the listings page: what it sorts and filters by, saved views, columns, and values set by hand."""

from sqlalchemy import Column, ForeignKey, Index, PrimaryKeyConstraint, Table, UniqueConstraint, text

from backend.storage.columns import Big, big, key, metadata, of, words

# One narrow row per listing, kept by the database's own triggers (migration 0015): a hundred thousand are read in the
# time of a hundred wide ones. Prices are thousandths of a major unit, so that currencies with other digits stand in one
# order; -1 is a number that is not known, UNLIMITED in storage/grid.py a stock that is not counted.
listing_grid = Table(
    "listing_grid", metadata,
    Column("listing_id", Big, ForeignKey("listing.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    of("shop_id", "shop"), big("seller_id", None), words("marketplace_id", None), big("product_id", None),
    big("variation_id", None), big("run_id", None),
    big("selling_policy_id", None), big("synchronization_policy_id", None), big("shipping_policy_id", None),
    words("condition"), words("status"), words("cause"), big("muted"), big("paused"),
    words("sku"), words("asin"), words("title"),
    big("shop_price"), big("stock"),                    # the shop's
    big("price"), big("quantity"),                      # what we want
    big("price_there"), big("quantity_there"),          # what Amazon shows
    big("by_amazon"), big("differs"),
    big("changed_at"),                                  # its status or what was sent, whichever is newer
    Index("grid_of_product", "product_id"), Index("grid_of_variation", "variation_id"),
    Index("grid_of_sku", "shop_id", "sku", "listing_id"), Index("grid_by_title", "shop_id", "title", "listing_id"),
    Index("grid_by_price", "shop_id", "price", "listing_id"),
    Index("grid_by_quantity", "shop_id", "quantity", "listing_id"),
    Index("grid_by_shop_price", "shop_id", "shop_price", "listing_id"),
    Index("grid_by_stock", "shop_id", "stock", "listing_id"),
    Index("grid_by_change", "shop_id", "changed_at", "listing_id"),
    Index("grid_by_run", "shop_id", "run_id", "listing_id"),
    Index("grid_differing", "shop_id", "listing_id", sqlite_where=text("differs = 1"),
          postgresql_where=text("differs = 1")),
)  # fmt: skip

listing_view = Table(
    "listing_view", metadata, key(), of("shop_id", "shop"), words("name"),
    words("query"),             # filter and sort, as in an address
    words("columns"), big("is_default"), big("created_at"),
    UniqueConstraint("shop_id", "name", name="one_view_per_name"),
)  # fmt: skip

grid_columns = Table(
    "grid_columns", metadata,
    Column("shop_id", Big, ForeignKey("shop.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    words("columns"),
)  # fmt: skip

# A price by hand is one listing's; a quantity is the SKU's in all countries of a seller, as it is on Amazon.
manual_price = Table(
    "manual_price", metadata,
    Column("listing_id", Big, ForeignKey("listing.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    of("shop_id", "shop"), big("price"), words("currency"),
    big("was", null=True),      # the price that stood there before, which may come back without being asked for
    big("ends_at", null=True), big("set_at"),
    Index("manual_price_ends", "shop_id", "ends_at"),
)  # fmt: skip

manual_quantity = Table(
    "manual_quantity", metadata, of("seller_id", "seller"), words("sku", None), of("shop_id", "shop"),
    big("quantity"),
    big("movement_id"),         # the ledger's newest movement then: what was sold since comes off
    big("ends_at", null=True), big("set_at"),
    PrimaryKeyConstraint("seller_id", "sku", name="one_quantity_per_sku"),
    Index("manual_quantity_ends", "shop_id", "ends_at"),
)  # fmt: skip
