"""The tables of exchange rates: what the bank said, and which shops' prices know of it."""

from sqlalchemy import Column, ForeignKey, Table, Text

from backend.storage.columns import Big, big, metadata, words

# One euro in each currency, as the bank said last. They are nobody's: all shops share them.
exchange_rate = Table(
    "exchange_rate", metadata, Column("currency", Text, primary_key=True),
    words("rate"),              # decimal text, as the bank wrote it
    words("origin"), words("day"), big("read_at"),
    words("odd_rate"),          # one that came later and was not believed, why, and for which day
    words("odd_why"), words("odd_day"), big("odd_at"),
)  # fmt: skip

# Up to which change of the rates a shop's listings were told that their prices may be others.
rate_told = Table(
    "rate_told", metadata,
    Column("shop_id", Big, ForeignKey("shop.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    big("changed_at"),
)  # fmt: skip
