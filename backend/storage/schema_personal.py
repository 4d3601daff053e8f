"""The table of what people ask of their own data."""

from sqlalchemy import Index, Table

from backend.storage.columns import big, key, metadata, of, words

privacy_request = Table(
    "privacy_request", metadata, key(), of("shop_id", "shop"),
    words("kind"),              # export, removal
    words("about"),             # customer (of the shop), order, profile (the merchant)
    words("subject"),           # the customer's number, the order's number
    words("email"),             # sealed; gone with the answer
    big("asked_at"), big("deadline"),
    words("state"),             # waiting, confirm (the merchant has to), ready, done, nothing, failed
    words("cause"), big("found"), big("attempts"), big("next_at"), big("answered_at", null=True),
    words("answer"),            # sealed: the file, until `answer_until`
    big("answer_until", null=True), big("taken_at", null=True),
    Index("privacy_request_of_shop", "shop_id", "id"), Index("privacy_request_due", "shop_id", "state", "next_at"),
)  # fmt: skip
