"""The tables of new products: what listings say of theirs, drafts, Amazon's product types, what was learned."""

from sqlalchemy import Column, ForeignKey, Index, PrimaryKeyConstraint, Table, Text

from backend.storage.columns import Big, big, key, metadata, of, words


def _of_listing() -> Column[int]:
    return Column(
        "listing_id", Big, ForeignKey("listing.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )


# What a listing says of its product; a listing without a line is an offer on a product that Amazon has.
details = Table(
    "details", metadata, _of_listing(), of("shop_id", "shop"), words("product_type", None), words("attributes"),
    big("exempt"), words("key", None),
    words("checksum"),          # of the schema that they were checked against
    big("confirmed_at"),
    big("held_at", null=True),  # the schema changed since: nothing of them is sent until the merchant looked
    Index("details_of_type", "shop_id", "product_type"),
)  # fmt: skip

# A form that is being filled in.
creation = Table(
    "creation", metadata, _of_listing(), of("shop_id", "shop"), words("product_type"), words("locale"),
    words("attributes"), big("exempt"),
    words("checked"),           # the key of what Amazon's preview was asked about last, and what it said
    words("said"), big("checked_at"), big("updated_at"),
    Index("creation_of_type", "shop_id", "product_type"),
)  # fmt: skip

# Amazon's schema documents, each once, compressed.
type_document = Table(
    "type_document", metadata, Column("checksum", Text, primary_key=True), words("body"), big("size"),
    big("fetched_at"),
)  # fmt: skip

product_type = Table(
    "product_type", metadata, of("seller_id", "seller"), words("marketplace_id", None), words("name", None),
    words("locale", None), words("title"), words("groups"), words("version"), words("checksum"),
    big("fetched_at"), big("looked_at"), big("next_at"), big("attempts"),
    PrimaryKeyConstraint("seller_id", "marketplace_id", "name", "locale", name="one_line_per_type"),
    Index("product_type_due", "seller_id", "next_at"),
)  # fmt: skip

# What Amazon changed in a type that is in use.
type_change = Table(
    "type_change", metadata, key(), of("seller_id", "seller"), words("marketplace_id"), words("name"),
    words("locale"), words("before"), words("after"), words("report"), big("found_at"),
    big("confirmed_at", null=True),
    Index("type_change_of_seller", "seller_id", "confirmed_at"),
)  # fmt: skip

# What the merchant said last for a type, of what is alike for all its products.
learned = Table(
    "learned", metadata, of("shop_id", "shop"), words("marketplace_id", None), words("name", None),
    words("attributes"), big("updated_at"),
    PrimaryKeyConstraint("shop_id", "marketplace_id", "name", name="one_lesson_per_type"),
)  # fmt: skip
