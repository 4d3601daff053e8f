"""The tables of the wizard: the further places of a draft, and what Amazon's fees would be, kept for a day."""

from sqlalchemy import Column, ForeignKey, Index, PrimaryKeyConstraint, Table, Text

from backend.storage.columns import big, metadata, of, words

# The first place of a draft stands in the draft itself.
draft_place = Table(
    "draft_place", metadata,
    Column("draft_id", Text, ForeignKey("draft.id", ondelete="CASCADE"), nullable=False),
    of("seller_id", "seller"), words("marketplace_id", None), big("position"), words("condition_note"),
    PrimaryKeyConstraint("draft_id", "seller_id", "marketplace_id", name="one_line_per_further_place"),
)  # fmt: skip

fee_estimate = Table(
    "fee_estimate", metadata, of("seller_id", "seller"), words("marketplace_id", None), words("asin", None),
    big("price"),               # minor units, like the fees
    words("currency"),
    words("fees"),              # [[kind, amount], ...]; "" where Amazon gave none
    words("refused"),           # why it gave none, in Amazon's words
    big("at"),
    PrimaryKeyConstraint("seller_id", "marketplace_id", "asin", "price", name="one_estimate_each"),
    Index("fee_estimate_by_age", "at"),
)  # fmt: skip

# The one product that a barcode leads to, before a listing is made; "" is none or several.
found_asin = Table(
    "found_asin", metadata, of("seller_id", "seller"), words("marketplace_id", None), words("kind", None),
    words("value", None), words("asin"), big("at"),
    PrimaryKeyConstraint("seller_id", "marketplace_id", "kind", "value", name="one_asin_each"),
    Index("found_asin_by_age", "at"),
)  # fmt: skip
