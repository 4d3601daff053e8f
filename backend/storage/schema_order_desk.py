"""The tables of what a person decided about orders: which product a SKU means, what the shop calls a region."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table

from backend.storage.columns import big, metadata, of, words

# A marketplace's SKU that the shop does not know, and what it means there.
order_match = Table(
    "order_match", metadata, of("seller_id", "seller"), words("sku", None), of("product_id", "product"),
    of("variation_id", "variation"), big("at"),
    PrimaryKeyConstraint("seller_id", "sku", name="one_match_per_sku"),
    Index("match_of_product", "product_id"),
)  # fmt: skip

# A region of an address as the marketplace writes it: `mark` is its fingerprint, because it is part of where somebody
# lives; `region` is what the shop is told instead, "" to leave it out.
order_region = Table(
    "order_region", metadata, of("shop_id", "shop"), words("country", None), words("mark", None), words("region"),
    big("at"),
    PrimaryKeyConstraint("shop_id", "country", "mark", name="one_region_per_mark"),
)  # fmt: skip
