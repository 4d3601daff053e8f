"""The tables of links: ASINs a merchant took off a product, and what the background proposes for those without one."""

from sqlalchemy import Column, ForeignKey, Index, PrimaryKeyConstraint, Table

from backend.storage.columns import Big, big, metadata, of, words

# The matching lane never chooses one of these again for the variation there.
refused_asin = Table(
    "refused_asin", metadata, of("shop_id", "shop"), of("variation_id", "variation"), words("marketplace_id", None),
    words("asin", None), words("reason"), big("at"),
    PrimaryKeyConstraint("variation_id", "marketplace_id", "asin", name="one_refusal_each"),
)  # fmt: skip

# One line for each listing that was looked at: the best candidate, or that there is none.
proposal = Table(
    "proposal", metadata,
    Column("listing_id", Big, ForeignKey("listing.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    of("shop_id", "shop"), of("seller_id", "seller"),
    words("state"),            # none, open, dismissed, accepted
    words("asin"), big("score"), words("rests_on"),
    big("sure"),               # 1: may be accepted together with others
    big("differs"),            # how many fields contradict
    words("body"),             # what the page shows of it
    words("cause"), big("version"), words("compared"),  # what it was found for: cause, variation's version, its data
    big("next_at"), big("attempts"), big("found_at"), big("batch"), big("decided_at"),
    Index("proposal_of_shop", "shop_id", "state", "score"), Index("proposal_of_batch", "shop_id", "batch"),
)  # fmt: skip
