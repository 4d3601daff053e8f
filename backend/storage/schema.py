"""The tables, once, for both databases. Times are epoch seconds UTC, money minor units, flags 0/1, lists JSON text."""

from sqlalchemy import Column, ForeignKey, Index, PrimaryKeyConstraint, Table, Text, UniqueConstraint, text

from backend.storage import (
    schema_alerts,
    schema_auto,
    schema_creating,
    schema_existing,
    schema_families,
    schema_grid,
    schema_labels,
    schema_links,
    schema_messages,
    schema_order_desk,
    schema_order_side,
    schema_orders,
    schema_outbound,
    schema_owners,
    schema_personal,
    schema_policies,
    schema_problems,
    schema_rates,
    schema_reversals,
    schema_shipping,
    schema_transfers,
    schema_warehouse,
    schema_wizard,
    schema_work,
)
from backend.storage.columns import Big, big, key, metadata, of, words

__all__ = [
    "metadata", "schema_alerts", "schema_auto", "schema_creating", "schema_existing", "schema_families",
    "schema_grid", "schema_labels", "schema_links", "schema_messages", "schema_order_desk", "schema_order_side",
    "schema_orders", "schema_outbound", "schema_owners", "schema_personal", "schema_policies", "schema_problems",
    "schema_rates", "schema_reversals", "schema_shipping", "schema_transfers", "schema_warehouse", "schema_wizard",
    "schema_work",
]  # fmt: skip

# --- shops and their accounts -------------------------------------------------------------------------------------

shop = Table(
    "shop", metadata, key(),
    big("store_id", None), words("name"), words("url"),
    words("status"),            # open, token, plan, suspended
    big("status_at"),
    words("access_token"),      # encrypted
    words("scopes"), words("language"), words("currency"), words("default_language"), words("languages"),
    words("country"), words("weight_unit"), words("size_unit"), words("timezone"), words("features"),
    words("admin_host"),
    big("installed_at"), big("opened_at"), big("profile_at"),
    words("order_stock"),       # whether an order lowers the shop's stock by itself: "" not known yet, on, off
    big("order_stock_at"),
    UniqueConstraint("store_id", name="one_shop_per_store"),
)  # fmt: skip

seller = Table(
    "seller", metadata, key(), of("shop_id", "shop"),
    words("kind"), words("region"), words("seller_code"), words("name"),
    words("refresh_token"),     # encrypted
    words("status"), words("status_reason"), big("status_at"),
    big("authorized_at"), big("expires_at"), big("participations_at"), big("created_at"),
    big("paused"), big("observing"),  # observing: everything is computed, nothing is sent
    UniqueConstraint("shop_id", "kind", "region", "seller_code", name="one_seller_per_region"),
)  # fmt: skip

seller_marketplace = Table(
    "seller_marketplace", metadata, of("seller_id", "seller"), words("marketplace_id", None),
    words("name"), words("country"), words("currency"), words("language"), words("domain"),
    big("participating"), big("suspended"), words("store_name"), big("paused"),
    PrimaryKeyConstraint("seller_id", "marketplace_id", name="one_line_per_marketplace"),
)  # fmt: skip

consent_request = Table(
    "consent_request", metadata, Column("nonce", Text, primary_key=True),
    of("shop_id", "shop", null=True),
    words("purpose"),           # connect, install, appstore, register
    words("country"), words("details"),
    big("created_at"), big("expires_at"), big("used_at", null=True),
    words("outcome"),           # "", connected, or the key of a failure page
    of("seller_id", "seller", null=True),
)  # fmt: skip

# --- the catalogue ------------------------------------------------------------------------------------------------

catalog_progress = Table(
    "catalog_progress", metadata,
    Column("shop_id", Big, ForeignKey("shop.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    words("phase"),             # import, changes, idle
    big("run"),                # grows with every full import; a product not seen in it is gone
    big("position"), big("total"), big("since"),
    big("started_at"), big("finished_at"), big("checked_at"), words("trouble"),
)  # fmt: skip

category = Table(
    "category", metadata, of("shop_id", "shop"), big("external_id", None), words("name"), words("names"),
    big("parent_id"), PrimaryKeyConstraint("shop_id", "external_id", name="one_line_per_category"),
)  # fmt: skip

product = Table(
    "product", metadata, key(), of("shop_id", "shop"), big("external_id", None),
    words("name"), words("names"), words("sku"), words("kind"), big("enabled"), words("image_url"), words("url"),
    words("category_ids"), words("body"),   # description(s), attributes, preorder, trouble
    big("variation_count"), big("low_price"), big("high_price"), words("currency"),
    big("stock", null=True),   # of all variations; null when one is unlimited
    words("search"),            # folded: names, SKUs, barcodes
    big("created_at"), big("updated_at"), big("run"), big("deleted_at", null=True),
    big("read_at"),            # when the reading began that brought what stands here
    UniqueConstraint("shop_id", "external_id", name="one_line_per_product"),
    Index("product_by_name", "shop_id", "deleted_at", "name", "id"),
    Index("product_filters", "shop_id", "deleted_at", "name", "id", "low_price", "high_price", "stock", "updated_at"),
    Index("product_by_stock", "shop_id", "deleted_at", "stock"),
    Index("product_in_order", "shop_id", "deleted_at", "id"),
    Index("product_with_variations", "shop_id", "name", "id",
          sqlite_where=text("variation_count > 1 and deleted_at is null"),
          postgresql_where=text("variation_count > 1 and deleted_at is null")),
)  # fmt: skip

variation = Table(
    "variation", metadata, key(), of("shop_id", "shop"), of("product_id", "product"), big("external_id", None),
    big("position"), words("sku"), words("options"), big("price"), big("compare_at_price", null=True),
    big("cost_price", null=True), words("currency"), big("stock", null=True), words("attributes"),
    words("image_url"), big("weight_grams", null=True),
    words("identifier_kind"), words("identifier"),
    words("obstacle"),   # what stops it before any policy is asked
    big("sku_count", "1"),     # how many variations of the shop carry this SKU
    big("deleted_at", null=True),
    big("sold"),               # pieces of marketplace orders that `stock` does not show yet
    big("inferred"),           # pieces missing on a marketplace that no order explains yet
    big("version"),            # grows with every change that an offer may depend on
    words("wholesale"),        # prices of one from so many pieces on: [[pieces, minor units], ...]
    UniqueConstraint("product_id", "external_id", name="one_line_per_variation"),
    Index("variation_by_sku", "shop_id", "sku"),
    Index("variation_by_identifier", "shop_id", "identifier"),
    Index("variation_barcoded", "shop_id", "product_id", sqlite_where=text("identifier <> '' and deleted_at is null"),
          postgresql_where=text("identifier <> '' and deleted_at is null")),
    # All that "ready" asks of a variation, so that 100,000 are counted without reading one.
    Index("variation_readiness", "product_id", "deleted_at", "obstacle", "sku_count", "stock", "currency"),
)  # fmt: skip

product_category = Table(
    "product_category", metadata, of("product_id", "product"), big("category_id", None),
    PrimaryKeyConstraint("product_id", "category_id", name="one_line_per_product_category"),
    Index("products_of_category", "category_id", "product_id"),
)  # fmt: skip

# --- policies and publishing --------------------------------------------------------------------------------------

policy = Table(
    "policy", metadata, key(), of("shop_id", "shop"), words("kind"), words("name"), words("body"),
    big("is_default"), big("created_at"), big("updated_at"), big("version", "1"), big("deleted_at", null=True),
    Index("policy_by_kind", "shop_id", "kind"),
)  # fmt: skip

draft = Table(
    "draft", metadata, Column("id", Text, primary_key=True), of("shop_id", "shop"), of("seller_id", "seller"),
    words("marketplace_id"), of("selling_policy_id", "policy"), of("synchronization_policy_id", "policy"),
    of("shipping_policy_id", "policy"), words("condition"),
    big("all_chosen"), words("found"),     # with all_chosen: the search the choice was made for
    big("created_at"), big("updated_at"), big("run_id", null=True), words("condition_note"),
)  # fmt: skip

draft_choice = Table(
    "draft_choice", metadata,
    Column("draft_id", Text, ForeignKey("draft.id", ondelete="CASCADE"), nullable=False),
    of("product_id", "product"), big("chosen", "1"),
    PrimaryKeyConstraint("draft_id", "product_id", name="one_choice_per_product"),
)  # fmt: skip

run = Table(
    "run", metadata, key(), of("shop_id", "shop"), of("seller_id", "seller"), words("marketplace_id"),
    words("draft_id"), big("total"), big("position"),   # the last product that was turned into listings
    big("created_at"), big("spread_at", null=True), big("finished_at", null=True),
    big("spread"), big("already"), big("paused_at", null=True), big("cancelled_at", null=True), big("cancelled"),
    UniqueConstraint("draft_id", "seller_id", "marketplace_id", name="one_run_per_place"),
    Index("run_by_shop", "shop_id", "id"),
    Index("run_paused", "id", sqlite_where=text("paused_at is not null"),
          postgresql_where=text("paused_at is not null")),
)  # fmt: skip

_OWED = "stage not in ('rest', 'watch')"

listing = Table(
    "listing", metadata, key(), of("shop_id", "shop"), of("seller_id", "seller"), words("marketplace_id", None),
    of("product_id", "product"), of("variation_id", "variation"), big("run_id", null=True),
    words("sku"), Column("claimed_sku", Text),  # the SKU once it is ours on Amazon; null before
    words("asin"), words("match"),              # how the ASIN was found: score, reasons, item
    words("condition"), of("selling_policy_id", "policy"), of("synchronization_policy_id", "policy"),
    of("shipping_policy_id", "policy"),
    words("status"), big("status_at"), words("stage"), big("next_at"), big("attempts"),
    words("cause"), words("details"), big("cause_at"),
    words("topic"), big("muted"),               # what groups it among those of its cause; the merchant left it as it is
    words("offer"),                             # what we want shown, with how it came about
    big("sending_at", null=True),              # set before the deed, cleared with its outcome
    words("sent"), big("sent_at", null=True), words("submission_id"), words("request_id"),
    big("feed_id", null=True), big("message_number", null=True),
    words("shown"), big("shown_at", null=True), big("live_at", null=True),
    big("created_at"), big("updated_at"), big("paused"),
    big("revise_at", null=True),               # since when, or from when on, a revision is owed; null: none
    big("revise_n"),                           # grows with every reason to revise, so that none is lost
    big("haste", "1"),                         # 0: a decrease, which goes before everything else
    big("basis"),                              # the variation's version that the last decision was made on
    big("pushed_at", null=True),                # when something of it was sent last
    big("asked_price", null=True), big("asked_at", null=True),    # a move over the guard, for the merchant
    big("approved_price", null=True), big("kept_price", null=True),
    words("own_sku"),                          # the SKU that it had on the marketplace before us, and keeps
    words("condition_note"),                   # said to buyers of used goods, in the marketplace's language
    words("sender", "merchant"),               # whose warehouse sends it: merchant, marketplace
    big("replacing"),                          # 1: it was taken off only to come anew
    big("own_handling", null=True),            # its handling time from before us, which holds where no policy says one
    words("look_again"),                       # the day (ISO, UTC) on which its prices come out otherwise by themselves
    UniqueConstraint("seller_id", "marketplace_id", "variation_id", name="one_listing_per_variation"),
    UniqueConstraint("seller_id", "marketplace_id", "claimed_sku", name="one_listing_per_sku"),
    Index("listing_due", "seller_id", "stage", "next_at"),
    # In the order of the pages, read backwards: the newest run first.
    Index("listing_by_status", "shop_id", "status", "run_id", "id", "muted"),
    Index("listing_of_shop", "shop_id", "run_id", "id"),
    Index("listing_by_cause", "shop_id", "cause", "run_id", "id", "muted", sqlite_where=text("cause <> ''"),
          postgresql_where=text("cause <> ''")),
    Index("listing_by_topic", "shop_id", "cause", "topic", "muted", "id", sqlite_where=text("cause <> ''"),
          postgresql_where=text("cause <> ''")),
    Index("listing_muted", "shop_id", "run_id", "id", sqlite_where=text("muted = 1 and cause <> ''"),
          postgresql_where=text("muted = 1 and cause <> ''")),
    Index("listing_of_product", "product_id"),
    Index("listing_asked", "shop_id", "asked_at", sqlite_where=text("asked_price is not null"),
          postgresql_where=text("asked_price is not null")),
    Index("listing_by_sku", "shop_id", "sku"),
    Index("listing_of_asin", "shop_id", "asin"),
    Index("listing_owed", "stage", "next_at", sqlite_where=text(_OWED), postgresql_where=text(_OWED)),
    Index("listing_of_run", "run_id", "stage"),
    Index("listing_of_variation", "variation_id"),
    Index("listing_of_feed", "feed_id", "message_number"),
    Index("listing_by_asin", "seller_id", "marketplace_id", "asin"),
    Index("listing_to_revise", "seller_id", "haste", "revise_at", sqlite_where=text("revise_at is not null"),
          postgresql_where=text("revise_at is not null")),
    Index("listing_of_sku", "seller_id", "claimed_sku"),
    Index("listing_by_day", "shop_id", "look_again", sqlite_where=text("look_again <> ''"),
          postgresql_where=text("look_again <> ''")),
)  # fmt: skip

issue = Table(
    "issue", metadata, of("listing_id", "listing"), big("position"), words("code"), words("message"),
    words("severity"), words("attribute_names"), words("categories"), words("actions"), big("first_at"),
    PrimaryKeyConstraint("listing_id", "position", name="one_line_per_issue"),
)  # fmt: skip

feed = Table(
    "feed", metadata, key(), of("seller_id", "seller"), words("marketplace_id"),
    words("state"),             # made, uploaded, starting, working, done, failed
    words("document_id"), words("remote_id"), big("starting_at", null=True),
    big("next_at"), big("attempts"), big("created_at"), big("finished_at", null=True),
    Index("feed_due", "seller_id", "state", "next_at"),
)  # fmt: skip
