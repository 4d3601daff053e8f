"""The tables of variation families: each product's at a marketplace, and which attribute an option is."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint

from backend.storage.columns import big, key, metadata, of, words

family = Table(
    "family", metadata, key(), of("shop_id", "shop"), of("seller_id", "seller"), words("marketplace_id", None),
    of("product_id", "product"),
    words("state"), big("next_at"), big("attempts"),
    words("product_type"), words("theme"), words("parent_sku"),
    words("parent_asin"),       # the parent's, once it is known, or the one of Amazon's that it joins
    words("facts"),             # what holds for all children, in Amazon's attribute JSON
    big("exempt"),              # children without a barcode need none
    big("sending_at", null=True),  # set before the deed, cleared with its outcome
    words("sent"),              # the key of the parent that was sent last; "" for none
    big("sent_at", null=True), words("submission_id"), words("request_id"), words("issues"),
    words("cause"), words("details"), big("cause_at"),
    words("there"),             # what Amazon was seen to have of it
    big("looked_at", null=True), big("live_at", null=True), big("created_at"), big("updated_at"),
    UniqueConstraint("seller_id", "marketplace_id", "product_id", name="one_family_per_product"),
    Index("family_due", "seller_id", "state", "next_at"),
    Index("family_of_product", "product_id"),
    Index("family_of_shop", "shop_id", "state"),
)  # fmt: skip

# Which of Amazon's attributes a shop's option is, as the merchant said it once.
option_mapping = Table(
    "option_mapping", metadata, of("shop_id", "shop"),
    words("option", None),      # folded
    words("attribute"), big("updated_at"),
    PrimaryKeyConstraint("shop_id", "option", name="one_meaning_per_option"),
)  # fmt: skip

# Offers on Amazon's products that the merchant wants in the family all the same.
family_joiner = Table(
    "family_joiner", metadata, of("family_id", "family"), of("variation_id", "variation"), big("asked_at"),
    PrimaryKeyConstraint("family_id", "variation_id", name="one_line_per_joiner"),
)  # fmt: skip
