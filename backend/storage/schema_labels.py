"""The tables of labels bought through a marketplace: where parcels leave, in what, offers, and what was bought."""

from sqlalchemy import Index, Table, UniqueConstraint

from backend.storage.columns import big, key, metadata, of, words

label_origin = Table(
    "label_origin", metadata, key(), of("shop_id", "shop"), words("name"), words("company"), words("line1"),
    words("line2"), words("city"), words("region"), words("postal_code"), words("country"), words("phone"),
    big("usual"),                                  # 1: the one that is proposed
    Index("label_origin_of_shop", "shop_id"),
)  # fmt: skip

label_preset = Table(
    "label_preset", metadata, key(), of("shop_id", "shop"), words("name"), words("length"), words("width"),
    words("height"), words("size_unit"), words("weight"), words("weight_unit"),    # weight: the empty package's
    Index("label_preset_of_shop", "shop_id"),
)  # fmt: skip

# Offers for one package of an order; the token is sealed.
label_quote = Table(
    "label_quote", metadata, key(), of("shop_id", "shop"), of("order_id", "orders"), words("wish"), words("token"),
    words("rates"), words("refused"), big("asked_at"), big("until"),
    Index("label_quote_of_order", "order_id"), Index("label_quote_by_age", "shop_id", "asked_at"),
)  # fmt: skip

label = Table(
    "label", metadata, key(), of("shop_id", "shop"), of("order_id", "orders"), of("seller_id", "seller"),
    big("quote_id"),                               # of a quote at most one is bought
    words("state"), big("next_at", null=True), big("attempts"),
    words("idempotency_key"), words("token"),       # sealed, and empty once nothing more can be bought with it
    words("wish"), words("parcel"), words("pieces"), words("package_code"),
    words("carrier"), words("carrier_code"), words("service"), big("charge"), words("currency"),
    big("promised_until", null=True), words("shipment_code"), words("tracking"),
    words("document"),                             # sealed: it names the buyer
    big("sends"),                                  # purchases that may have reached Amazon
    words("known_before"),                         # the tracking numbers that Amazon's order had before the first
    big("made_at"), big("buying_at", null=True), big("bought_at", null=True), big("void_at", null=True),
    big("voided_at", null=True), words("shop_state"),     # "", told, gone: the number in the shop's order
    words("progress"), big("progress_at", null=True), words("cause"), words("details"),
    UniqueConstraint("quote_id", name="one_label_per_quote"),
    Index("label_of_order", "order_id"), Index("label_due", "seller_id", "next_at"),
)  # fmt: skip
