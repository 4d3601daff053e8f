"""The tables of writing to buyers: what was written, its files, and what a marketplace last said may be written."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint

from backend.storage.columns import big, key, metadata, of, words

message = Table(
    "message", metadata, key(), of("shop_id", "shop"), of("seller_id", "seller"), of("order_id", "orders"),
    words("kind"), words("token"),                 # of the form it came from: the same one twice is one message
    words("made_by"),                              # merchant, storelane
    words("state"),                                # wanted, sending, sent, refused, unsure, left
    words("sealed"),                               # text, dates, names of files: personal, erased with the rest
    words("cause"), words("code"), big("created_at"), big("next_at"), big("attempts"), big("sending_at", null=True),
    big("ended_at", null=True),
    UniqueConstraint("order_id", "token", name="one_message_per_form"),
    Index("message_due", "seller_id", "state", "next_at"),
)  # fmt: skip

# Files of messages that have not gone yet.
message_file = Table(
    "message_file", metadata, key(), of("message_id", "message"), big("position"), words("sealed"),
    UniqueConstraint("message_id", "position", name="one_file_per_position"),
)  # fmt: skip

message_ask = Table(
    "message_ask", metadata, of("order_id", "orders"), words("said"), big("asked_at"),
    PrimaryKeyConstraint("order_id", name="one_ask_per_order"),
)  # fmt: skip
