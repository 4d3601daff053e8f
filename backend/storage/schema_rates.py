"""The tables of what comes from elsewhere and shops share or name: exchange rates, shipping templates."""

from sqlalchemy import Column, ForeignKey, PrimaryKeyConstraint, Table, Text

from backend.storage.columns import Big, big, metadata, of, words

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

# A seller's shipping templates in a marketplace, as Amazon lists them; what is no more in the list stays, gone.
shipping_template = Table(
    "shipping_template", metadata, of("seller_id", "seller"), words("marketplace_id", None), words("code", None),
    words("name"), big("position"), big("found_at"), big("gone_at", null=True),
    PrimaryKeyConstraint("seller_id", "marketplace_id", "code", name="one_line_per_template"),
)  # fmt: skip

# When each list was read, and is to be read again.
template_list = Table(
    "template_list", metadata, of("seller_id", "seller"), words("marketplace_id", None), big("read_at"),
    big("next_at"), big("attempts"), words("trouble"),
    big("companies", "1"),      # 0: the seller may not give companies a price of their own there
    PrimaryKeyConstraint("seller_id", "marketplace_id", name="one_list_per_marketplace"),
)  # fmt: skip
