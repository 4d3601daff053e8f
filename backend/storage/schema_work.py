"""The tables of the work itself: counts that pages show, lanes and workers, what came from outside, journal."""

from typing import Any

from sqlalchemy import Column, Index, PrimaryKeyConstraint, Table, Text

from backend.storage.columns import big, key, metadata, of, real, words

# --- counts that pages show (storage/tally.py, storage/ready_counts.py) --------------------------------------------


def _tallied() -> list[Column[Any]]:
    return [
        big("shop_id", None), big("seller_id", None), words("marketplace_id", None), big("run_id", None),
        big("selling_policy_id", None), big("synchronization_policy_id", None), big("shipping_policy_id", None),
        words("status", None), words("stage", None), words("cause", None), words("topic", None), big("muted", None),
        big("n", None),
    ]  # fmt: skip


tally = Table(
    "tally", metadata, *_tallied(),
    PrimaryKeyConstraint(
        "shop_id", "seller_id", "marketplace_id", "run_id", "selling_policy_id", "synchronization_policy_id",
        "shipping_policy_id", "status", "stage", "cause", "topic", "muted", name="one_number_each",
    ),
)  # fmt: skip

tally_change = Table(
    "tally_change", metadata, key(), *_tallied(), Index("tally_change_of_shop", "shop_id"),
)  # fmt: skip

ready_count = Table(
    "ready_count", metadata, of("shop_id", "shop"), words("cause", None), big("n"),
    PrimaryKeyConstraint("shop_id", "cause", name="one_count_each"),
)  # fmt: skip

# --- lanes, workers, history --------------------------------------------------------------------------------------

lane = Table(
    "lane", metadata, words("kind", None), big("subject", None), big("due_at"), words("owner"), big("lease_until"),
    big("fence"), big("attempts"), big("started_at"), big("finished_at"),
    words("trouble"), words("note"),    # what it waits for, in a key the page translates
    PrimaryKeyConstraint("kind", "subject", name="one_lane_per_subject"),
    Index("lane_due", "due_at"),
)  # fmt: skip

worker = Table(
    "worker", metadata, Column("name", Text, primary_key=True), big("started_at"), big("beat_at"),
)  # fmt: skip

allowance = Table(
    "allowance", metadata, words("site", None), words("account", None), words("operation", None),
    real("tokens"), real("at"), real("rate"), big("taken"),     # whether the last who asked got one
    PrimaryKeyConstraint("site", "account", "operation", name="one_bucket"),
)  # fmt: skip

webhook = Table(
    "webhook", metadata, Column("event_id", Text, primary_key=True), big("store_id"), words("type"),
    big("received_at"), Index("webhook_by_age", "received_at"),
)  # fmt: skip

notice_count = Table("notice_count", metadata, Column("kind", Text, primary_key=True), big("n"))

journal = Table(
    "journal", metadata, key(), of("shop_id", "shop"), of("listing_id", "listing", null=True),
    big("order_id", null=True),        # the order it tells of; the line outlives it
    big("at"), words("actor"),         # merchant, storelane, amazon
    words("act"), words("details"), words("request_id"),
    Index("journal_of_shop", "shop_id", "id"), Index("journal_by_time", "shop_id", "at"),
    Index("journal_of_listing", "listing_id", "id"), Index("journal_of_order", "order_id", "id"),
)  # fmt: skip
