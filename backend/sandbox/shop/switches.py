"""Behaviours of the real platform that nobody could verify; the first value is the default."""

from backend.sandbox.switches import Switch

SWITCHES = (
    Switch("opening", "How the app's page learns who opened it", ("encrypted", "plain")),
    Switch("app_state_place", "Where app_state travels in the encrypted mode", ("query", "payload", "both")),
    Switch("frame", "Whether the admin itself stands in a frame of another site", ("direct", "nested")),
    Switch(
        "parent_menu",
        "Which parent-menu word a link to the app's page must carry, if it carries one",
        ("any", "sales", "sales-channels"),
    ),
    Switch(
        "plan_flags",
        "Which feature flags Business and Unlimited carry for selling on Amazon",
        ("both", "MARKETPLACES", "EBAY_AMAZON_THIRD_PARTY"),
    ),
    Switch(
        "amazon_logo",
        "Which field makes the admin paint the Amazon logo on an order",
        ("either", "refererId", "externalOrderData", "never"),
    ),
    Switch(
        "referer_ids",
        "Whether refererId and externalOrderData.refererId are kept apart",
        ("separate", "collapsed"),
    ),
    Switch("order_lowers_stock", "Whether an order made through the API lowers stock", ("on", "off")),
    Switch("sku_links_product", "Whether an order line with a SKU alone finds its product", ("off", "on")),
    Switch("delete_restocks", "Whether deleting an order puts its stock back", ("off", "on")),
    Switch(
        "external_order_id",
        "Whether externalOrderId is kept without externalFulfillment",
        ("kept", "dropped"),
    ),
    Switch("external_order_data", "Whether externalOrderData can be written", ("kept", "dropped")),
    Switch("payment_reference", "Whether orders can be searched by paymentReference", ("on", "off")),
    Switch("internal_order_id", "Whether an order answers to its internal id", ("reject", "accept")),
    Switch("order_reply", "How the reply to a new order spells its display id", ("orderid", "orderId")),
    Switch("unlimited_delta", "What a stock delta on unlimited stock does", ("ignored", "refused")),
    Switch(
        "stock_locations",
        "Whether stock is kept by location, and whether only a till may change it",
        ("off", "several", "till"),
    ),
    Switch("regions", "Whether the region of an address must be one that is known", ("lenient", "strict")),
    Switch("updated_from", "Whether updatedFrom includes its own second", ("inclusive", "exclusive")),
    Switch("batch_counting", "How a batch counts against the calls of a minute", ("once", "each")),
    Switch("rate_headers", "Whether answers carry X-RateLimit-Remaining", ("off", "on")),
)
