"""The tables, once, for both databases. Times are epoch seconds UTC, money minor units, flags 0/1, lists JSON text."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData()

Big = BigInteger().with_variant(Integer, "sqlite")


def _id() -> Column[int]:
    return Column("id", Big, primary_key=True, autoincrement=True)


def _of(name: str, target: str, *, null: bool = False) -> Column[int]:
    return Column(name, Big, ForeignKey(f"{target}.id", ondelete="CASCADE"), nullable=null)


def _big(name: str, default: str | None = "0", *, null: bool = False) -> Column[int]:
    return Column(name, Big, nullable=null, server_default=None if null or default is None else text(default))


def _text(name: str, default: str | None = "") -> Column[str]:
    return Column(name, Text, nullable=False, server_default=default)


# --- shops and their accounts -------------------------------------------------------------------------------------

shop = Table(
    "shop", metadata, _id(),
    _big("store_id", None), _text("name"), _text("url"),
    _text("status"),            # open, token, plan, suspended
    _big("status_at"),
    _text("access_token"),      # encrypted
    _text("scopes"), _text("language"), _text("currency"), _text("default_language"), _text("languages"),
    _text("country"), _text("weight_unit"), _text("features"), _text("admin_host"),
    _big("installed_at"), _big("opened_at"), _big("profile_at"),
    UniqueConstraint("store_id", name="one_shop_per_store"),
)  # fmt: skip

seller = Table(
    "seller", metadata, _id(), _of("shop_id", "shop"),
    _text("kind"), _text("region"), _text("seller_code"), _text("name"),
    _text("refresh_token"),     # encrypted
    _text("status"), _text("status_reason"), _big("status_at"),
    _big("authorized_at"), _big("expires_at"), _big("participations_at"), _big("created_at"),
    UniqueConstraint("shop_id", "kind", "region", "seller_code", name="one_seller_per_region"),
)  # fmt: skip

seller_marketplace = Table(
    "seller_marketplace", metadata, _of("seller_id", "seller"), _text("marketplace_id", None),
    _text("name"), _text("country"), _text("currency"), _text("language"), _text("domain"),
    _big("participating"), _big("suspended"), _text("store_name"),
    PrimaryKeyConstraint("seller_id", "marketplace_id", name="one_line_per_marketplace"),
)  # fmt: skip

consent_request = Table(
    "consent_request", metadata, Column("nonce", Text, primary_key=True),
    _of("shop_id", "shop", null=True),
    _text("purpose"),           # connect, install, appstore
    _text("country"), _text("details"),
    _big("created_at"), _big("expires_at"), _big("used_at", null=True),
    _text("outcome"),           # "", connected, or the key of a failure page
    _of("seller_id", "seller", null=True),
)  # fmt: skip

# --- the catalogue ------------------------------------------------------------------------------------------------

catalog_progress = Table(
    "catalog_progress", metadata,
    Column("shop_id", Big, ForeignKey("shop.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    _text("phase"),             # import, changes, idle
    _big("run"),                # grows with every full import; a product not seen in it is gone
    _big("position"), _big("total"), _big("since"),
    _big("started_at"), _big("finished_at"), _big("checked_at"), _text("trouble"),
)  # fmt: skip

category = Table(
    "category", metadata, _of("shop_id", "shop"), _big("external_id", None), _text("name"), _text("names"),
    _big("parent_id"), PrimaryKeyConstraint("shop_id", "external_id", name="one_line_per_category"),
)  # fmt: skip

product = Table(
    "product", metadata, _id(), _of("shop_id", "shop"), _big("external_id", None),
    _text("name"), _text("names"), _text("sku"), _text("kind"), _big("enabled"), _text("image_url"), _text("url"),
    _text("category_ids"), _text("body"),   # description(s), attributes, preorder, trouble
    _big("variation_count"), _big("low_price"), _big("high_price"), _text("currency"),
    _big("stock", null=True),   # of all variations; null when one is unlimited
    _text("search"),            # folded: names, SKUs, barcodes
    _big("created_at"), _big("updated_at"), _big("run"), _big("deleted_at", null=True),
    UniqueConstraint("shop_id", "external_id", name="one_line_per_product"),
    Index("product_by_name", "shop_id", "deleted_at", "name", "id"),
    Index("product_by_stock", "shop_id", "deleted_at", "stock"),
    Index("product_in_order", "shop_id", "deleted_at", "id"),
)  # fmt: skip

variation = Table(
    "variation", metadata, _id(), _of("shop_id", "shop"), _of("product_id", "product"), _big("external_id", None),
    _big("position"), _text("sku"), _text("options"), _big("price"), _big("compare_at_price", null=True),
    _big("cost_price", null=True), _text("currency"), _big("stock", null=True), _text("attributes"),
    _text("image_url"), _big("weight_grams", null=True),
    _text("identifier_kind"), _text("identifier"),
    _text("obstacle"),   # what stops it before any policy is asked
    _big("sku_count", "1"),     # how many variations of the shop carry this SKU
    _big("deleted_at", null=True),
    UniqueConstraint("product_id", "external_id", name="one_line_per_variation"),
    Index("variation_by_sku", "shop_id", "sku"),
    # All that "ready" asks of a variation, so that 100,000 are counted without reading one.
    Index("variation_readiness", "product_id", "deleted_at", "obstacle", "sku_count", "stock", "currency"),
)  # fmt: skip

product_category = Table(
    "product_category", metadata, _of("product_id", "product"), _big("category_id", None),
    PrimaryKeyConstraint("product_id", "category_id", name="one_line_per_product_category"),
    Index("products_of_category", "category_id", "product_id"),
)  # fmt: skip

# --- policies and publishing --------------------------------------------------------------------------------------

policy = Table(
    "policy", metadata, _id(), _of("shop_id", "shop"), _text("kind"), _text("name"), _text("body"),
    _big("is_default"), _big("created_at"), _big("updated_at"),
    Index("policy_by_kind", "shop_id", "kind"),
)  # fmt: skip

draft = Table(
    "draft", metadata, Column("id", Text, primary_key=True), _of("shop_id", "shop"), _of("seller_id", "seller"),
    _text("marketplace_id"), _of("selling_policy_id", "policy"), _of("synchronization_policy_id", "policy"),
    _of("shipping_policy_id", "policy"), _text("condition"),
    _big("all_chosen"), _text("found"),     # with all_chosen: the search the choice was made for
    _big("created_at"), _big("updated_at"), _big("run_id", null=True),
)  # fmt: skip

draft_choice = Table(
    "draft_choice", metadata,
    Column("draft_id", Text, ForeignKey("draft.id", ondelete="CASCADE"), nullable=False),
    _of("product_id", "product"), _big("chosen", "1"),
    PrimaryKeyConstraint("draft_id", "product_id", name="one_choice_per_product"),
)  # fmt: skip

run = Table(
    "run", metadata, _id(), _of("shop_id", "shop"), _of("seller_id", "seller"), _text("marketplace_id"),
    _text("draft_id"), _big("total"), _big("position"),   # the last product that was turned into listings
    _big("created_at"), _big("spread_at", null=True), _big("finished_at", null=True),
    UniqueConstraint("draft_id", name="one_run_per_draft"),
    Index("run_by_shop", "shop_id", "id"),
)  # fmt: skip

listing = Table(
    "listing", metadata, _id(), _of("shop_id", "shop"), _of("seller_id", "seller"), _text("marketplace_id", None),
    _of("product_id", "product"), _of("variation_id", "variation"), _big("run_id", null=True),
    _text("sku"), Column("claimed_sku", Text),  # the SKU once it is ours on Amazon; null before
    _text("asin"), _text("match"),              # how the ASIN was found: score, reasons, item
    _text("condition"), _of("selling_policy_id", "policy"), _of("synchronization_policy_id", "policy"),
    _of("shipping_policy_id", "policy"),
    _text("status"), _big("status_at"), _text("stage"), _big("next_at"), _big("attempts"),
    _text("cause"), _text("details"), _big("cause_at"),
    _text("offer"),                             # what we want shown, with how it came about
    _big("sending_at", null=True),              # set before the deed, cleared with its outcome
    _text("sent"), _big("sent_at", null=True), _text("submission_id"), _text("request_id"),
    _big("feed_id", null=True), _big("message_number", null=True),
    _text("shown"), _big("shown_at", null=True), _big("live_at", null=True),
    _big("created_at"), _big("updated_at"),
    UniqueConstraint("seller_id", "marketplace_id", "variation_id", name="one_listing_per_variation"),
    UniqueConstraint("seller_id", "marketplace_id", "claimed_sku", name="one_listing_per_sku"),
    Index("listing_due", "seller_id", "stage", "next_at"),
    Index("listing_by_status", "shop_id", "status", "run_id", "id"),
    Index("listing_of_shop", "shop_id", "run_id", "id"),
    Index("listing_of_run", "run_id", "stage"),
    Index("listing_of_variation", "variation_id"),
    Index("listing_of_feed", "feed_id", "message_number"),
    Index("listing_by_asin", "seller_id", "marketplace_id", "asin"),
)  # fmt: skip

issue = Table(
    "issue", metadata, _of("listing_id", "listing"), _big("position"), _text("code"), _text("message"),
    _text("severity"), _text("attribute_names"), _text("categories"), _text("actions"), _big("first_at"),
    PrimaryKeyConstraint("listing_id", "position", name="one_line_per_issue"),
)  # fmt: skip

feed = Table(
    "feed", metadata, _id(), _of("seller_id", "seller"), _text("marketplace_id"),
    _text("state"),             # made, uploaded, starting, working, done, failed
    _text("document_id"), _text("remote_id"), _big("starting_at", null=True),
    _big("next_at"), _big("attempts"), _big("created_at"), _big("finished_at", null=True),
    Index("feed_due", "seller_id", "state", "next_at"),
)  # fmt: skip

# --- lanes, workers, history --------------------------------------------------------------------------------------

lane = Table(
    "lane", metadata, _text("kind", None), _big("subject", None), _big("due_at"), _text("owner"), _big("lease_until"),
    _big("fence"), _big("attempts"), _big("started_at"), _big("finished_at"),
    _text("trouble"), _text("note"),    # what it waits for, in a key the page translates
    PrimaryKeyConstraint("kind", "subject", name="one_lane_per_subject"),
    Index("lane_due", "due_at"),
)  # fmt: skip

worker = Table(
    "worker", metadata, Column("name", Text, primary_key=True), _big("started_at"), _big("beat_at"),
)  # fmt: skip

webhook = Table(
    "webhook", metadata, Column("event_id", Text, primary_key=True), _big("store_id"), _text("type"),
    _big("received_at"), Index("webhook_by_age", "received_at"),
)  # fmt: skip

journal = Table(
    "journal", metadata, _id(), _of("shop_id", "shop"), _of("listing_id", "listing", null=True),
    _big("at"), _text("actor"),         # merchant, storelane, amazon
    _text("act"), _text("details"), _text("request_id"),
    Index("journal_of_shop", "shop_id", "id"), Index("journal_of_listing", "listing_id", "id"),
)  # fmt: skip
