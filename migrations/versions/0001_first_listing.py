"""The first tables: shops, sellers, the catalogue, listings, lanes.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# Search as you type: a trigram index on SQLite, word prefixes on PostgreSQL (which may lack its trigram extension).
SEARCH = {
    "sqlite": (
        "create virtual table product_search using fts5(search, content='product', content_rowid='id',"
        " tokenize='trigram')",
        "create trigger product_search_insert after insert on product begin"
        " insert into product_search(rowid, search) values (new.id, new.search); end",
        "create trigger product_search_delete after delete on product begin"
        " insert into product_search(product_search, rowid, search) values ('delete', old.id, old.search); end",
        "create trigger product_search_update after update of search on product when old.search <> new.search begin"
        " insert into product_search(product_search, rowid, search) values ('delete', old.id, old.search);"
        " insert into product_search(rowid, search) values (new.id, new.search); end",
    ),
    "postgresql": ("create index product_search on product using gin (to_tsvector('simple', search))",),
}


def upgrade() -> None:
    """All tables and the search index."""
    op.create_table(
        "lane",
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject", Big, nullable=False),
        sa.Column("due_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("owner", sa.Text, server_default="", nullable=False),
        sa.Column("lease_until", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("fence", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("attempts", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("started_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("finished_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("trouble", sa.Text, server_default="", nullable=False),
        sa.Column("note", sa.Text, server_default="", nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject", name="one_lane_per_subject"),
    )
    op.create_index("lane_due", "lane", ["due_at"], unique=False)
    op.create_table(
        "shop",
        sa.Column("id", Big, autoincrement=True, nullable=False),
        sa.Column("store_id", Big, nullable=False),
        sa.Column("name", sa.Text, server_default="", nullable=False),
        sa.Column("url", sa.Text, server_default="", nullable=False),
        sa.Column("status", sa.Text, server_default="", nullable=False),
        sa.Column("status_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("access_token", sa.Text, server_default="", nullable=False),
        sa.Column("scopes", sa.Text, server_default="", nullable=False),
        sa.Column("language", sa.Text, server_default="", nullable=False),
        sa.Column("currency", sa.Text, server_default="", nullable=False),
        sa.Column("default_language", sa.Text, server_default="", nullable=False),
        sa.Column("languages", sa.Text, server_default="", nullable=False),
        sa.Column("country", sa.Text, server_default="", nullable=False),
        sa.Column("weight_unit", sa.Text, server_default="", nullable=False),
        sa.Column("features", sa.Text, server_default="", nullable=False),
        sa.Column("admin_host", sa.Text, server_default="", nullable=False),
        sa.Column("installed_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("opened_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("profile_at", Big, server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("store_id", name="one_shop_per_store"),
    )
    op.create_table(
        "webhook",
        sa.Column("event_id", sa.Text, nullable=False),
        sa.Column("store_id", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("type", sa.Text, server_default="", nullable=False),
        sa.Column("received_at", Big, server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("event_id"),
    )
    op.create_index("webhook_by_age", "webhook", ["received_at"], unique=False)
    op.create_table(
        "worker",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("started_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("beat_at", Big, server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "catalog_progress",
        sa.Column("shop_id", Big, autoincrement=False, nullable=False),
        sa.Column("phase", sa.Text, server_default="", nullable=False),
        sa.Column("run", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("position", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("total", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("since", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("started_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("finished_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("checked_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("trouble", sa.Text, server_default="", nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("shop_id"),
    )
    op.create_table(
        "category",
        sa.Column("shop_id", Big, nullable=False),
        sa.Column("external_id", Big, nullable=False),
        sa.Column("name", sa.Text, server_default="", nullable=False),
        sa.Column("names", sa.Text, server_default="", nullable=False),
        sa.Column("parent_id", Big, server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("shop_id", "external_id", name="one_line_per_category"),
    )
    op.create_table(
        "policy",
        sa.Column("id", Big, autoincrement=True, nullable=False),
        sa.Column("shop_id", Big, nullable=False),
        sa.Column("kind", sa.Text, server_default="", nullable=False),
        sa.Column("name", sa.Text, server_default="", nullable=False),
        sa.Column("body", sa.Text, server_default="", nullable=False),
        sa.Column("is_default", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("created_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("updated_at", Big, server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("policy_by_kind", "policy", ["shop_id", "kind"], unique=False)
    op.create_table(
        "product",
        sa.Column("id", Big, autoincrement=True, nullable=False),
        sa.Column("shop_id", Big, nullable=False),
        sa.Column("external_id", Big, nullable=False),
        sa.Column("name", sa.Text, server_default="", nullable=False),
        sa.Column("names", sa.Text, server_default="", nullable=False),
        sa.Column("sku", sa.Text, server_default="", nullable=False),
        sa.Column("kind", sa.Text, server_default="", nullable=False),
        sa.Column("enabled", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("image_url", sa.Text, server_default="", nullable=False),
        sa.Column("url", sa.Text, server_default="", nullable=False),
        sa.Column("category_ids", sa.Text, server_default="", nullable=False),
        sa.Column("body", sa.Text, server_default="", nullable=False),
        sa.Column("variation_count", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("low_price", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("high_price", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("currency", sa.Text, server_default="", nullable=False),
        sa.Column("stock", Big, nullable=True),
        sa.Column("search", sa.Text, server_default="", nullable=False),
        sa.Column("created_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("updated_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("run", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("deleted_at", Big, nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("shop_id", "external_id", name="one_line_per_product"),
    )
    op.create_index("product_by_name", "product", ["shop_id", "deleted_at", "name", "id"], unique=False)
    op.create_index("product_by_stock", "product", ["shop_id", "deleted_at", "stock"], unique=False)
    op.create_index("product_in_order", "product", ["shop_id", "deleted_at", "id"], unique=False)
    op.create_table(
        "seller",
        sa.Column("id", Big, autoincrement=True, nullable=False),
        sa.Column("shop_id", Big, nullable=False),
        sa.Column("kind", sa.Text, server_default="", nullable=False),
        sa.Column("region", sa.Text, server_default="", nullable=False),
        sa.Column("seller_code", sa.Text, server_default="", nullable=False),
        sa.Column("name", sa.Text, server_default="", nullable=False),
        sa.Column("refresh_token", sa.Text, server_default="", nullable=False),
        sa.Column("status", sa.Text, server_default="", nullable=False),
        sa.Column("status_reason", sa.Text, server_default="", nullable=False),
        sa.Column("status_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("authorized_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("expires_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("participations_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("created_at", Big, server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("shop_id", "kind", "region", "seller_code", name="one_seller_per_region"),
    )
    op.create_table(
        "consent_request",
        sa.Column("nonce", sa.Text, nullable=False),
        sa.Column("shop_id", Big, nullable=True),
        sa.Column("purpose", sa.Text, server_default="", nullable=False),
        sa.Column("country", sa.Text, server_default="", nullable=False),
        sa.Column("details", sa.Text, server_default="", nullable=False),
        sa.Column("created_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("expires_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("used_at", Big, nullable=True),
        sa.Column("outcome", sa.Text, server_default="", nullable=False),
        sa.Column("seller_id", Big, nullable=True),
        sa.ForeignKeyConstraint(["seller_id"], ["seller.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("nonce"),
    )
    op.create_table(
        "draft",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("shop_id", Big, nullable=False),
        sa.Column("seller_id", Big, nullable=False),
        sa.Column("marketplace_id", sa.Text, server_default="", nullable=False),
        sa.Column("selling_policy_id", Big, nullable=False),
        sa.Column("synchronization_policy_id", Big, nullable=False),
        sa.Column("shipping_policy_id", Big, nullable=False),
        sa.Column("condition", sa.Text, server_default="", nullable=False),
        sa.Column("all_chosen", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("found", sa.Text, server_default="", nullable=False),
        sa.Column("created_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("updated_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("run_id", Big, nullable=True),
        sa.ForeignKeyConstraint(["seller_id"], ["seller.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["selling_policy_id"], ["policy.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["shipping_policy_id"], ["policy.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["synchronization_policy_id"], ["policy.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "feed",
        sa.Column("id", Big, autoincrement=True, nullable=False),
        sa.Column("seller_id", Big, nullable=False),
        sa.Column("marketplace_id", sa.Text, server_default="", nullable=False),
        sa.Column("state", sa.Text, server_default="", nullable=False),
        sa.Column("document_id", sa.Text, server_default="", nullable=False),
        sa.Column("remote_id", sa.Text, server_default="", nullable=False),
        sa.Column("starting_at", Big, nullable=True),
        sa.Column("next_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("attempts", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("created_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("finished_at", Big, nullable=True),
        sa.ForeignKeyConstraint(["seller_id"], ["seller.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("feed_due", "feed", ["seller_id", "state", "next_at"], unique=False)
    op.create_table(
        "product_category",
        sa.Column("product_id", Big, nullable=False),
        sa.Column("category_id", Big, nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("product_id", "category_id", name="one_line_per_product_category"),
    )
    op.create_index("products_of_category", "product_category", ["category_id", "product_id"], unique=False)
    op.create_table(
        "run",
        sa.Column("id", Big, autoincrement=True, nullable=False),
        sa.Column("shop_id", Big, nullable=False),
        sa.Column("seller_id", Big, nullable=False),
        sa.Column("marketplace_id", sa.Text, server_default="", nullable=False),
        sa.Column("draft_id", sa.Text, server_default="", nullable=False),
        sa.Column("total", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("position", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("created_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("spread_at", Big, nullable=True),
        sa.Column("finished_at", Big, nullable=True),
        sa.ForeignKeyConstraint(["seller_id"], ["seller.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("draft_id", name="one_run_per_draft"),
    )
    op.create_index("run_by_shop", "run", ["shop_id", "id"], unique=False)
    op.create_table(
        "seller_marketplace",
        sa.Column("seller_id", Big, nullable=False),
        sa.Column("marketplace_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, server_default="", nullable=False),
        sa.Column("country", sa.Text, server_default="", nullable=False),
        sa.Column("currency", sa.Text, server_default="", nullable=False),
        sa.Column("language", sa.Text, server_default="", nullable=False),
        sa.Column("domain", sa.Text, server_default="", nullable=False),
        sa.Column("participating", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("suspended", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("store_name", sa.Text, server_default="", nullable=False),
        sa.ForeignKeyConstraint(["seller_id"], ["seller.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("seller_id", "marketplace_id", name="one_line_per_marketplace"),
    )
    op.create_table(
        "variation",
        sa.Column("id", Big, autoincrement=True, nullable=False),
        sa.Column("shop_id", Big, nullable=False),
        sa.Column("product_id", Big, nullable=False),
        sa.Column("external_id", Big, nullable=False),
        sa.Column("position", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("sku", sa.Text, server_default="", nullable=False),
        sa.Column("options", sa.Text, server_default="", nullable=False),
        sa.Column("price", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("compare_at_price", Big, nullable=True),
        sa.Column("cost_price", Big, nullable=True),
        sa.Column("currency", sa.Text, server_default="", nullable=False),
        sa.Column("stock", Big, nullable=True),
        sa.Column("attributes", sa.Text, server_default="", nullable=False),
        sa.Column("image_url", sa.Text, server_default="", nullable=False),
        sa.Column("weight_grams", Big, nullable=True),
        sa.Column("identifier_kind", sa.Text, server_default="", nullable=False),
        sa.Column("identifier", sa.Text, server_default="", nullable=False),
        sa.Column("obstacle", sa.Text, server_default="", nullable=False),
        sa.Column("sku_count", Big, server_default=sa.text("1"), nullable=False),
        sa.Column("deleted_at", Big, nullable=True),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("product_id", "external_id", name="one_line_per_variation"),
    )
    op.create_index("variation_by_sku", "variation", ["shop_id", "sku"], unique=False)
    readiness = ["product_id", "deleted_at", "obstacle", "sku_count", "stock", "currency"]
    op.create_index("variation_readiness", "variation", readiness, unique=False)
    op.create_table(
        "draft_choice",
        sa.Column("draft_id", sa.Text, nullable=False),
        sa.Column("product_id", Big, nullable=False),
        sa.Column("chosen", Big, server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("draft_id", "product_id", name="one_choice_per_product"),
    )
    op.create_table(
        "listing",
        sa.Column("id", Big, autoincrement=True, nullable=False),
        sa.Column("shop_id", Big, nullable=False),
        sa.Column("seller_id", Big, nullable=False),
        sa.Column("marketplace_id", sa.Text, nullable=False),
        sa.Column("product_id", Big, nullable=False),
        sa.Column("variation_id", Big, nullable=False),
        sa.Column("run_id", Big, nullable=True),
        sa.Column("sku", sa.Text, server_default="", nullable=False),
        sa.Column("claimed_sku", sa.Text, nullable=True),
        sa.Column("asin", sa.Text, server_default="", nullable=False),
        sa.Column("match", sa.Text, server_default="", nullable=False),
        sa.Column("condition", sa.Text, server_default="", nullable=False),
        sa.Column("selling_policy_id", Big, nullable=False),
        sa.Column("synchronization_policy_id", Big, nullable=False),
        sa.Column("shipping_policy_id", Big, nullable=False),
        sa.Column("status", sa.Text, server_default="", nullable=False),
        sa.Column("status_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("stage", sa.Text, server_default="", nullable=False),
        sa.Column("next_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("attempts", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("cause", sa.Text, server_default="", nullable=False),
        sa.Column("details", sa.Text, server_default="", nullable=False),
        sa.Column("cause_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("offer", sa.Text, server_default="", nullable=False),
        sa.Column("sending_at", Big, nullable=True),
        sa.Column("sent", sa.Text, server_default="", nullable=False),
        sa.Column("sent_at", Big, nullable=True),
        sa.Column("submission_id", sa.Text, server_default="", nullable=False),
        sa.Column("request_id", sa.Text, server_default="", nullable=False),
        sa.Column("feed_id", Big, nullable=True),
        sa.Column("message_number", Big, nullable=True),
        sa.Column("shown", sa.Text, server_default="", nullable=False),
        sa.Column("shown_at", Big, nullable=True),
        sa.Column("live_at", Big, nullable=True),
        sa.Column("created_at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("updated_at", Big, server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["seller_id"], ["seller.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["selling_policy_id"], ["policy.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["shipping_policy_id"], ["policy.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["synchronization_policy_id"], ["policy.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["variation_id"], ["variation.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("seller_id", "marketplace_id", "claimed_sku", name="one_listing_per_sku"),
        sa.UniqueConstraint("seller_id", "marketplace_id", "variation_id", name="one_listing_per_variation"),
    )
    op.create_index("listing_by_asin", "listing", ["seller_id", "marketplace_id", "asin"], unique=False)
    op.create_index("listing_by_status", "listing", ["shop_id", "status", "run_id", "id"], unique=False)
    op.create_index("listing_of_shop", "listing", ["shop_id", "run_id", "id"], unique=False)
    op.create_index("listing_due", "listing", ["seller_id", "stage", "next_at"], unique=False)
    op.create_index("listing_of_feed", "listing", ["feed_id", "message_number"], unique=False)
    op.create_index("listing_of_run", "listing", ["run_id", "stage"], unique=False)
    op.create_index("listing_of_variation", "listing", ["variation_id"], unique=False)
    op.create_table(
        "issue",
        sa.Column("listing_id", Big, nullable=False),
        sa.Column("position", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("code", sa.Text, server_default="", nullable=False),
        sa.Column("message", sa.Text, server_default="", nullable=False),
        sa.Column("severity", sa.Text, server_default="", nullable=False),
        sa.Column("attribute_names", sa.Text, server_default="", nullable=False),
        sa.Column("categories", sa.Text, server_default="", nullable=False),
        sa.Column("actions", sa.Text, server_default="", nullable=False),
        sa.Column("first_at", Big, server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("listing_id", "position", name="one_line_per_issue"),
    )
    op.create_table(
        "journal",
        sa.Column("id", Big, autoincrement=True, nullable=False),
        sa.Column("shop_id", Big, nullable=False),
        sa.Column("listing_id", Big, nullable=True),
        sa.Column("at", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("actor", sa.Text, server_default="", nullable=False),
        sa.Column("act", sa.Text, server_default="", nullable=False),
        sa.Column("details", sa.Text, server_default="", nullable=False),
        sa.Column("request_id", sa.Text, server_default="", nullable=False),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("journal_of_listing", "journal", ["listing_id", "id"], unique=False)
    op.create_index("journal_of_shop", "journal", ["shop_id", "id"], unique=False)
    for statement in SEARCH[op.get_bind().dialect.name]:
        op.execute(sa.text(statement.replace(":", "\\:")))
