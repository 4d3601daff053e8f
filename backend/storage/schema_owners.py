"""The tables of owners: their accounts, which shops are theirs, the links of their mails, the mails, the plans."""

from sqlalchemy import Column, ForeignKey, Index, PrimaryKeyConstraint, Table, Text, UniqueConstraint

from backend.storage.columns import Big, big, key, metadata, of, words

owner = Table(
    "owner", metadata, key(), words("email", None), words("email_key", None),     # the key: however it is spelt
    words("password"),          # as argon2 writes it
    big("sessions", "1"),      # grows when all sessions end
    words("language"), big("created_at"), big("password_at"),
    UniqueConstraint("email_key", name="one_account_per_address"),
)  # fmt: skip

ownership = Table(
    "ownership", metadata,
    Column("shop_id", Big, ForeignKey("shop.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    of("owner_id", "owner"), big("linked_at"),
    Index("shops_of_owner", "owner_id"),
)  # fmt: skip

# By the platform's number of the shop: it outlives an uninstallation, so that no trial begins twice and what was paid
# for is not lost.
subscription = Table(
    "subscription", metadata, Column("store_id", Big, primary_key=True, autoincrement=False),
    words("plan"), big("plan_at"), big("trial_until"),
)  # fmt: skip

# What a link in a mail stands for; only the hash of its token is kept.
mail_link = Table(
    "mail_link", metadata, Column("token", Text, primary_key=True), of("owner_id", "owner", null=True),
    words("purpose"),           # confirm, password, email; nobody: an address that we do not know
    words("email"), words("password"),     # what holds once it is used
    words("language"), words("round"),     # the shop's round that it goes on with
    big("created_at"), big("expires_at"), big("used_at", null=True),
    Index("mail_link_by_age", "expires_at"), Index("mail_link_of_owner", "owner_id"),
)  # fmt: skip

letter = Table(
    "letter", metadata, key(), words("kind", None), words("recipient"), words("subject"),
    words("body"),              # encrypted; it goes with the sending
    words("message_id"),
    words("state"),             # waiting, sent, failed, unsure (it may have gone), nobody
    big("next_at"), big("attempts"), big("until"),     # later than that it is of no use
    big("sending_at", null=True), big("doubted"),      # doubted: how often its end was not known
    big("created_at"), big("ended_at", null=True), words("trouble"),
    Index("letter_due", "state", "next_at"), Index("letter_by_age", "created_at"),
)  # fmt: skip

# How often something was tried within a span of time; the key is a hash.
tried = Table(
    "tried", metadata, words("kind", None), words("who", None), big("span", None), big("n"),
    PrimaryKeyConstraint("kind", "who", "span", name="one_count_per_span"),
    Index("tried_by_age", "span"),
)  # fmt: skip
