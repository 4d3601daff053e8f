"""The tables of problems: what is muted, cures for many listings at once, and every field that was ever sent."""

from sqlalchemy import Column, ForeignKey, Index, PrimaryKeyConstraint, Table, UniqueConstraint

from backend.storage.columns import Big, big, key, metadata, of, words

# Why a listing's problem is muted; listing.muted says whether it still is.
mute = Table(
    "mute", metadata,
    Column("listing_id", Big, ForeignKey("listing.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    of("shop_id", "shop"), words("language"),      # in which Amazon's text was read
    words("reason"), big("at"),
)  # fmt: skip

bulk_act = Table(
    "bulk_act", metadata, key(), of("shop_id", "shop"), words("token"), words("kind"), words("value"),
    words("cause"), words("topic"), words("state"),        # working, paused, cancelled, done, undoing, undone
    big("total"), big("done"), big("skipped"), big("undone"), big("kept"),
    big("created_at"), big("finished_at", null=True),
    UniqueConstraint("shop_id", "token", name="one_act_per_token"),
    Index("bulk_act_of_shop", "shop_id", "id"),
)  # fmt: skip

bulk_row = Table(
    "bulk_row", metadata, of("act_id", "bulk_act"), of("listing_id", "listing"),
    words("state"),             # waiting, done, skipped; after an undo: undone, kept
    words("why"), words("before"),
    PrimaryKeyConstraint("act_id", "listing_id", name="one_row_per_listing"),
    Index("bulk_row_by_state", "act_id", "state", "listing_id"), Index("bulk_row_of_listing", "listing_id"),
)  # fmt: skip

# Kept for good: it outlives listing and seller, and goes only with the shop.
sent_field = Table(
    "sent_field", metadata, key(), of("shop_id", "shop"), big("seller_id"), words("marketplace_id"),
    big("listing_id"), words("sku"), words("field"), words("old"), words("new"), words("cause"),
    words("actor"),             # rule, merchant, storelane
    words("reference"),         # Amazon's request id, else its submission or feed
    big("at"),
    Index("sent_field_of_shop", "shop_id", "at", "id"), Index("sent_field_by_sku", "shop_id", "sku", "at", "id"),
    Index("sent_field_by_field", "shop_id", "field", "at", "id"),
)  # fmt: skip
