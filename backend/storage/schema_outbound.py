"""The tables of the shop's own orders that a marketplace's warehouse sends."""

from sqlalchemy import Column, Index, PrimaryKeyConstraint, Table, Text, UniqueConstraint, text

from backend.storage.columns import big, key, metadata, of, words

_UNDER_WAY = "stage in ('create', 'follow')"

outbound_order = Table(
    "outbound_order", metadata, key(), of("shop_id", "shop"), of("seller_id", "seller"), words("marketplace_id"),
    Column("shop_code", Text, nullable=False), big("number", "1"),
    Column("code", Text, nullable=False),       # ours, as the marketplace knows it
    words("stage"),                             # create, follow, aside, done
    words("state"),                             # as the marketplace says; "" before it has it
    words("speed"), words("missing"), big("hold"), big("held"), big("blank_box"), big("gives_back"),
    big("fee", null=True), words("currency"), big("arrives_by", null=True), big("ordered_at"),
    words("sealed"),                            # address and comment, until the marketplace has them
    big("creating_at", null=True), big("cancel_at", null=True),
    words("shop_before"), words("shop_state"), big("shop_told"), words("told_tracking"),
    big("moving_at", null=True), words("stock_cause"),
    words("cause"), words("details"), big("cause_at"), words("settled"),
    big("attempts"), big("next_at"), big("created_at"), big("taken_at", null=True), big("read_at", null=True),
    big("finished_at", null=True),
    UniqueConstraint("shop_id", "shop_code", "number", name="one_outbound_per_try"),
    UniqueConstraint("seller_id", "code", name="one_outbound_per_code"),
    Index("outbound_due", "seller_id", "stage", "next_at", sqlite_where=text(_UNDER_WAY),
          postgresql_where=text(_UNDER_WAY)),
    Index("outbound_of_shop", "shop_id", "id"),
)  # fmt: skip

outbound_line = Table(
    "outbound_line", metadata, of("outbound_id", "outbound_order"), big("position", None), words("line_code"),
    words("sku"), words("name"), big("pieces"), big("cancelled"), big("lacking"),
    big("product", null=True), big("variation"),    # the shop's own ids
    big("given"),                               # pieces that the shop's stock got back
    big("moving", null=True),                   # how many it shall have got back; null: nothing is under way
    big("moves"),
    PrimaryKeyConstraint("outbound_id", "position", name="one_outbound_line_per_position"),
)  # fmt: skip

outbound_parcel = Table(
    "outbound_parcel", metadata, of("outbound_id", "outbound_order"), big("number", None), words("carrier"),
    words("tracking"), big("sent_at", null=True), big("arrives_at", null=True), words("place"), words("url"),
    PrimaryKeyConstraint("outbound_id", "number", name="one_outbound_parcel_per_number"),
)  # fmt: skip
