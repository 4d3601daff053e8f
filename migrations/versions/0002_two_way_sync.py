"""Two-way sync: stock with its ledger, orders, revisions, pauses.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


_TALLIED = (
    "seller_id", "marketplace_id", "run_id", "selling_policy_id", "synchronization_policy_id", "shipping_policy_id",
    "status", "stage", "cause",
)  # fmt: skip


def _counted(row: str, n: int) -> str:
    values = ", ".join(
        f"coalesce({row}.run_id, 0)" if name == "run_id" else f"{row}.{name}" for name in _TALLIED
    )
    return (
        f"insert into tally_change (shop_id, {', '.join(_TALLIED)}, n) values ({row}.shop_id, {values}, {n});"
    )


_MOVED = " or ".join(f"old.{name} is distinct from new.{name}" for name in _TALLIED)
_TRIGGERS = {
    "sqlite": (
        f"create trigger listing_counted after insert on listing begin {_counted('new', 1)} end",
        f"create trigger listing_uncounted after delete on listing begin {_counted('old', -1)} end",
        f"create trigger listing_recounted after update of {', '.join(_TALLIED)} on listing"
        f" when {_MOVED.replace('is distinct from', 'is not')} begin {_counted('old', -1)} {_counted('new', 1)} end",
    ),
    "postgresql": (
        "create function count_listing() returns trigger language plpgsql as $$ begin"
        f" if tg_op <> 'INSERT' then {_counted('old', -1)} end if;"
        f" if tg_op <> 'DELETE' then {_counted('new', 1)} end if; return null; end $$",
        "create trigger listing_counted after insert or delete on listing for each row"
        " execute function count_listing()",
        f"create trigger listing_recounted after update of {', '.join(_TALLIED)} on listing for each row"
        f" when ({_MOVED}) execute function count_listing()",
    ),
}


def upgrade() -> None:
    """The new tables and columns; sellers that are connected already get their new lanes."""
    op.create_table(
        "allowance",
        sa.Column("site", sa.Text, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("operation", sa.Text, nullable=False),
        sa.Column("tokens", sa.Float(precision=53), nullable=False),
        sa.Column("at", sa.Float(precision=53), nullable=False),
        sa.Column("rate", sa.Float(precision=53), nullable=False),
        sa.Column("taken", Big, server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("site", "account", "operation", name="one_bucket"),
    )
    op.create_table(
        "tally",
        sa.Column("shop_id", Big, nullable=False),
        sa.Column("seller_id", Big, nullable=False),
        sa.Column("marketplace_id", sa.Text, nullable=False),
        sa.Column("run_id", Big, nullable=False),
        sa.Column("selling_policy_id", Big, nullable=False),
        sa.Column("synchronization_policy_id", Big, nullable=False),
        sa.Column("shipping_policy_id", Big, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("n", Big, nullable=False),
        sa.PrimaryKeyConstraint(
            "shop_id",
            "seller_id",
            "marketplace_id",
            "run_id",
            "selling_policy_id",
            "synchronization_policy_id",
            "shipping_policy_id",
            "status",
            "stage",
            "cause",
            name="one_number_each",
        ),
    )
    op.create_table(
        "tally_change",
        sa.Column("id", Big, autoincrement=True, nullable=False),
        sa.Column("shop_id", Big, nullable=False),
        sa.Column("seller_id", Big, nullable=False),
        sa.Column("marketplace_id", sa.Text, nullable=False),
        sa.Column("run_id", Big, nullable=False),
        sa.Column("selling_policy_id", Big, nullable=False),
        sa.Column("synchronization_policy_id", Big, nullable=False),
        sa.Column("shipping_policy_id", Big, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("n", Big, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("tally_change_of_shop", "tally_change", ["shop_id"], unique=False)
    op.create_table(
        "look",
        sa.Column("shop_id", Big, nullable=False),
        sa.Column("external_id", Big, nullable=False),
        sa.Column("asked", Big, server_default=sa.text("1"), nullable=False),
        sa.Column("at", Big, server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("shop_id", "external_id", name="one_look_per_product"),
    )
    op.create_table(
        "ready_count",
        sa.Column("shop_id", Big, nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("n", Big, server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("shop_id", "cause", name="one_count_each"),
    )
    op.create_table(
        "order_progress",
        sa.Column("seller_id", Big, autoincrement=False, nullable=False),
        sa.Column("since", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("seen_until", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("polled_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("token", sa.Text, server_default="", nullable=False),
        sa.Column("window_from", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("fill_from", Big, nullable=True),
        sa.Column("fill_to", Big, nullable=True),
        sa.Column("fill_token", sa.Text, server_default="", nullable=False),
        sa.Column("fill_found", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("fill_asked_at", Big, nullable=True),
        sa.ForeignKeyConstraint(["seller_id"], ["seller.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("seller_id"),
    )
    op.create_table(
        "orders",
        sa.Column("id", Big, autoincrement=True, nullable=False),
        sa.Column("shop_id", Big, nullable=False),
        sa.Column("seller_id", Big, nullable=False),
        sa.Column("marketplace_id", sa.Text, server_default="", nullable=False),
        sa.Column("order_code", sa.Text, nullable=False),
        sa.Column("status", sa.Text, server_default="", nullable=False),
        sa.Column("sender", sa.Text, server_default="", nullable=False),
        sa.Column("ours", Big, server_default=sa.text("1"), nullable=False),
        sa.Column("moves_stock", Big, server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("changed_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("first_seen_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("seen_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("ship_by", Big, nullable=True),
        sa.Column("total", Big, nullable=True),
        sa.Column("currency", sa.Text, server_default="", nullable=False),
        sa.Column("body", sa.Text, server_default="", nullable=False),
        sa.Column("shop_code", sa.Text, server_default="", nullable=False),
        sa.Column("shop_status", sa.Text, server_default="", nullable=False),
        sa.Column("stock_state", sa.Text, server_default="", nullable=False),
        sa.Column("stock_before", Big, nullable=True),
        sa.Column("stage", sa.Text, server_default="", nullable=False),
        sa.Column("next_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("attempts", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("sending_at", Big, nullable=True),
        sa.Column("cause", sa.Text, server_default="", nullable=False),
        sa.Column("details", sa.Text, server_default="", nullable=False),
        sa.Column("cause_at", Big, server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["seller_id"], ["seller.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("seller_id", "order_code", name="one_line_per_order"),
    )
    op.create_index("order_by_cause", "orders", ["shop_id", "cause"], unique=False)
    op.create_index("order_by_state", "orders", ["shop_id", "stage", "status"], unique=False)
    op.create_index("order_due", "orders", ["seller_id", "stage", "next_at"], unique=False)
    op.create_index("order_of_shop", "orders", ["shop_id", "created_at", "id"], unique=False)
    op.create_table(
        "channel_stock",
        sa.Column("seller_id", Big, nullable=False),
        sa.Column("sku", sa.Text, nullable=False),
        sa.Column("variation_id", Big, nullable=False),
        sa.Column("base", Big, nullable=True),
        sa.Column("base_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("sent", Big, nullable=True),
        sa.Column("sent_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("sure", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("seen", Big, nullable=True),
        sa.Column("seen_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("inferred", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("owed", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("owed_at", Big, server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["seller_id"], ["seller.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["variation_id"], ["variation.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("seller_id", "sku", name="one_stock_per_sku"),
    )
    op.create_index("channel_stock_of_variation", "channel_stock", ["variation_id"], unique=False)
    op.create_table(
        "movement",
        sa.Column("id", Big, autoincrement=True, nullable=False),
        sa.Column("shop_id", Big, nullable=False),
        sa.Column("variation_id", Big, nullable=False),
        sa.Column("at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("kind", sa.Text, server_default="", nullable=False),
        sa.Column("delta", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("after", Big, nullable=True),
        sa.Column("order_id", Big, nullable=True),
        sa.Column("seller_id", Big, nullable=True),
        sa.Column("note", sa.Text, server_default="", nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["seller_id"], ["seller.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["variation_id"], ["variation.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("movement_of_variation", "movement", ["variation_id", "id"], unique=False)
    op.create_table(
        "order_item",
        sa.Column("id", Big, autoincrement=True, nullable=False),
        sa.Column("order_id", Big, nullable=False),
        sa.Column("position", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("item_code", sa.Text, server_default="", nullable=False),
        sa.Column("sku", sa.Text, server_default="", nullable=False),
        sa.Column("asin", sa.Text, server_default="", nullable=False),
        sa.Column("title", sa.Text, server_default="", nullable=False),
        sa.Column("units", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("product_id", Big, nullable=True),
        sa.Column("variation_id", Big, nullable=True),
        sa.Column("open", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("booked", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("told", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("given", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("put_back", Big, server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["variation_id"], ["variation.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("order_id", "item_code", name="one_line_per_item"),
    )
    op.create_index("item_by_sku", "order_item", ["sku"], unique=False)
    op.create_index("item_of_variation", "order_item", ["variation_id", "order_id"], unique=False)
    op.create_table(
        "drift",
        sa.Column("id", Big, autoincrement=True, nullable=False),
        sa.Column("shop_id", Big, nullable=False),
        sa.Column("listing_id", Big, nullable=False),
        sa.Column("field", sa.Text, server_default="", nullable=False),
        sa.Column("wanted", sa.Text, server_default="", nullable=False),
        sa.Column("shown", sa.Text, server_default="", nullable=False),
        sa.Column("since", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("seen_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("sent_at", Big, nullable=True),
        sa.Column("submission_id", sa.Text, server_default="", nullable=False),
        sa.Column("healed_at", Big, nullable=True),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("drift_of_listing", "drift", ["listing_id", "healed_at"], unique=False)
    op.create_index("drift_of_shop", "drift", ["shop_id", "healed_at", "id"], unique=False)
    op.add_column("listing", sa.Column("paused", Big, server_default=sa.text("0"), nullable=False))
    op.add_column("listing", sa.Column("revise_at", Big, nullable=True))
    op.add_column("listing", sa.Column("revise_n", Big, server_default=sa.text("0"), nullable=False))
    op.add_column("listing", sa.Column("haste", Big, server_default=sa.text("1"), nullable=False))
    op.add_column("listing", sa.Column("basis", Big, server_default=sa.text("0"), nullable=False))
    op.add_column("listing", sa.Column("pushed_at", Big, nullable=True))
    op.add_column("listing", sa.Column("asked_price", Big, nullable=True))
    op.add_column("listing", sa.Column("asked_at", Big, nullable=True))
    op.add_column("listing", sa.Column("approved_price", Big, nullable=True))
    op.add_column("listing", sa.Column("kept_price", Big, nullable=True))
    op.create_index(
        "listing_asked",
        "listing",
        ["shop_id", "asked_at"],
        unique=False,
        sqlite_where=sa.text("asked_price is not null"),
        postgresql_where=sa.text("asked_price is not null"),
    )
    op.create_index(
        "listing_by_cause",
        "listing",
        ["shop_id", "cause", "run_id", "id"],
        unique=False,
        sqlite_where=sa.text("cause <> ''"),
        postgresql_where=sa.text("cause <> ''"),
    )
    op.create_index("listing_by_sku", "listing", ["shop_id", "sku"], unique=False)
    op.create_index("listing_of_asin", "listing", ["shop_id", "asin"], unique=False)
    op.create_index("listing_of_product", "listing", ["product_id"], unique=False)
    op.create_index("listing_of_sku", "listing", ["seller_id", "claimed_sku"], unique=False)
    op.create_index(
        "listing_owed",
        "listing",
        ["stage", "next_at"],
        unique=False,
        sqlite_where=sa.text("stage not in ('rest', 'watch')"),
        postgresql_where=sa.text("stage not in ('rest', 'watch')"),
    )
    op.create_index(
        "listing_to_revise",
        "listing",
        ["seller_id", "haste", "revise_at"],
        unique=False,
        sqlite_where=sa.text("revise_at is not null"),
        postgresql_where=sa.text("revise_at is not null"),
    )
    op.add_column("product", sa.Column("read_at", Big, server_default=sa.text("0"), nullable=False))
    op.add_column("seller", sa.Column("paused", Big, server_default=sa.text("0"), nullable=False))
    op.add_column("seller", sa.Column("observing", Big, server_default=sa.text("0"), nullable=False))
    op.add_column("seller_marketplace", sa.Column("paused", Big, server_default=sa.text("0"), nullable=False))
    op.add_column("shop", sa.Column("order_stock", sa.Text, server_default="", nullable=False))
    op.add_column("shop", sa.Column("order_stock_at", Big, server_default=sa.text("0"), nullable=False))
    op.add_column("variation", sa.Column("sold", Big, server_default=sa.text("0"), nullable=False))
    op.add_column("variation", sa.Column("inferred", Big, server_default=sa.text("0"), nullable=False))
    op.add_column("variation", sa.Column("version", Big, server_default=sa.text("0"), nullable=False))
    _known_sellers()
    _tally()


def _tally() -> None:
    """From now on the database counts listings; those that stand are counted once."""
    values = ", ".join("coalesce(run_id, 0)" if name == "run_id" else name for name in _TALLIED)
    op.execute(
        f"insert into tally (shop_id, {', '.join(_TALLIED)}, n) select shop_id, {values}, count(*) from listing"
        f" group by shop_id, {values}"
    )
    for statement in _TRIGGERS[op.get_bind().dialect.name]:
        op.execute(sa.text(statement.replace(":", "\\:")))


def _known_sellers() -> None:
    op.execute(
        "insert into order_progress (seller_id, since, seen_until) select id, authorized_at, authorized_at from seller"
    )
    for kind in ("orders", "shop_orders"):
        op.execute(f"insert into lane (kind, subject) select '{kind}', id from seller")
