"""The tables of alerts: how a shop wants to be told, what there is to tell, which mails went."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint

from backend.storage.columns import big, key, metadata, of, words

alert_setting = Table(
    "alert_setting", metadata, of("shop_id", "shop"),
    words("address"),           # where mails go; "" until somebody confirmed one
    words("wanted_address"),   # one that waits for being confirmed
    big("confirmed_at", null=True), words("zone"), words("language"), big("digest_at"), big("quiet_from"),
    big("quiet_to"), words("how"), big("last_once"), big("last_digest"), big("changed_at"),
    PrimaryKeyConstraint("shop_id", name="one_alert_setting_per_shop"),
)  # fmt: skip

# What holds now; what holds no more goes.
alert = Table(
    "alert", metadata, of("shop_id", "shop"), words("kind", None), words("key", None), big("count"), words("details"),
    big("since"), big("told_at", null=True), big("told_count"),
    PrimaryKeyConstraint("shop_id", "kind", "key", name="one_line_per_alert"),
)  # fmt: skip

alert_mail = Table(
    "alert_mail", metadata, key(), of("shop_id", "shop"), big("at"), words("subject"), words("message_id"),
    UniqueConstraint("message_id", name="one_line_per_alert_mail"), Index("alert_mail_of_shop", "shop_id", "id"),
)  # fmt: skip
