"""The tables of what becomes of policies: every version that there was, and what a change would change."""

from sqlalchemy import Column, ForeignKey, Index, PrimaryKeyConstraint, Table, Text

from backend.storage.columns import big, metadata, of, words

# Every state that a policy was in, the one it is in too.
policy_version = Table(
    "policy_version", metadata, of("policy_id", "policy"), big("number", None), words("name"), words("body"),
    words("actor"), words("why"),          # made, copied, changed, undone
    big("at"),
    PrimaryKeyConstraint("policy_id", "number", name="one_line_per_version"),
)  # fmt: skip

# What would change if a policy were saved like this; computed a bit at a time, kept until it is saved or forgotten.
policy_preview = Table(
    "policy_preview", metadata, Column("id", Text, primary_key=True), of("shop_id", "shop"),
    of("policy_id", "policy", null=True),  # null: a new one
    big("version"),                        # the version of the policy that the form was made from
    words("kind"), words("purpose"),       # save, undo, delete
    words("name"), words("body"),          # the policy as it would be
    words("entered"),                      # the form as it was posted, so that going back loses nothing
    words("why"),                          # made, copied, changed, undone
    of("successor_id", "policy", null=True),  # who takes the listings over
    words("draft_id"),
    big("position"), big("looked"), big("total"), words("figures"),
    big("created_at"), big("finished_at", null=True), big("saved_at", null=True),
    Index("policy_preview_of_shop", "shop_id", "created_at"),
)  # fmt: skip

policy_preview_row = Table(
    "policy_preview_row", metadata,
    Column("preview_id", Text, ForeignKey("policy_preview.id", ondelete="CASCADE"), nullable=False),
    of("listing_id", "listing"), big("rank"),
    big("marks"),                          # what happens to it, a bit each (domain/foreseeing.py)
    words("body"),
    PrimaryKeyConstraint("preview_id", "listing_id", name="one_line_per_foreseen"),
    Index("foreseen_worst_first", "preview_id", "rank", "listing_id"),
)  # fmt: skip

# The listings that a deleted policy had, so that its deletion can be undone.
policy_taken = Table(
    "policy_taken", metadata, of("policy_id", "policy"), of("listing_id", "listing"), of("successor_id", "policy"),
    PrimaryKeyConstraint("policy_id", "listing_id", name="one_line_per_taken"),
)  # fmt: skip
