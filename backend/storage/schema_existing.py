"""The tables of existing listings: how far the reading of a seller's own items is, and every item with what became of
it."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint

from backend.storage.columns import big, key, metadata, of, words

reading = Table(
    "reading", metadata, of("seller_id", "seller"), words("marketplace_id", None),
    words("stage"),            # "" at rest, look, ask, asking, wait, read, search, identify, claim
    big("run"),                # grows with every reading; an item not seen in the last whole one is gone
    big("next_at"), big("attempts"), big("position"), big("total"), words("cursor"), words("token"),
    words("report_id"), words("document_id"), big("asking_at", null=True),
    words("way"),              # report or search: how the last whole reading was made
    big("started_at"), big("finished_at"), big("odd"),     # lines that could not be read
    PrimaryKeyConstraint("seller_id", "marketplace_id", name="one_reading_per_place"),
)  # fmt: skip

remote_item = Table(
    "remote_item", metadata, key(), of("shop_id", "shop"), of("seller_id", "seller"), words("marketplace_id", None),
    words("sku", None), words("asin"), words("title"), big("price", null=True), words("currency"),
    big("quantity", null=True), words("status"), words("condition"), big("by_amazon"), words("product_type"),
    words("image_url"), words("barcodes"), big("barcodes_at", null=True), words("search"),
    big("seen_run"), big("seen_at"), big("first_at"), big("gone_at", null=True),
    words("state"),            # new, proposed, conflict, unmanaged, linking, linked, dismissed, ours
    words("by_what"), words("why"), words("details"), big("decided_at", null=True),
    of("variation_id", "variation", null=True), of("listing_id", "listing", null=True),
    of("selling_policy_id", "policy", null=True), of("synchronization_policy_id", "policy", null=True),
    of("shipping_policy_id", "policy", null=True),
    UniqueConstraint("seller_id", "marketplace_id", "sku", name="one_line_per_remote_sku"),
    Index("remote_item_of_shop", "shop_id", "state", "id"),
    Index("remote_item_owed", "seller_id", "state", "id"),
    Index("remote_item_counted", "shop_id", "state", "gone_at"),
    Index("remote_item_in_order", "seller_id", "marketplace_id", "id"),
    Index("remote_item_of_variation", "variation_id"),
)  # fmt: skip
