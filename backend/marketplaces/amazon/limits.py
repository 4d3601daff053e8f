"""Amazon's usage plans for the operations we use: calls a second and burst, per seller (Amazon facts 3.4)."""

from backend.transport.throttling import Plan

PLANS = {
    "getMarketplaceParticipations": Plan(0.016, 15),
    "getListingsItem": Plan(5, 10),
    "putListingsItem": Plan(5, 10),
    "patchListingsItem": Plan(5, 5),
    "deleteListingsItem": Plan(5, 5),
    "searchListingsItems": Plan(5, 5),
    "searchCatalogItems": Plan(2, 2),
    "searchDefinitionsProductTypes": Plan(5, 10),
    "getDefinitionsProductType": Plan(5, 10),
    "getCatalogItem": Plan(2, 2),
    "getListingsRestrictions": Plan(5, 10),
    "createFeedDocument": Plan(0.5, 15),
    "createFeed": Plan(0.0083, 15),
    "getFeeds": Plan(0.0222, 10),
    "getFeed": Plan(2, 15),
    "getFeedDocument": Plan(0.0222, 10),
    "createReport": Plan(0.0167, 15),
    "getReports": Plan(0.0222, 10),
    "getReport": Plan(2, 15),
    "getReportDocument": Plan(0.0167, 15),
    "getMyFeesEstimates": Plan(0.5, 1),
    "searchOrders": Plan(0.0056, 20),
    "getOrder": Plan(0.5, 30),
    "getDestinations": Plan(1, 5),
    "createDestination": Plan(1, 5),
    "getSubscription": Plan(1, 5),
    "createSubscription": Plan(1, 5),
    "deleteSubscriptionById": Plan(1, 5),
    # Our own queue at AWS has no plan; ours keeps one that answers at once with nothing from being asked for ever.
    "ReceiveMessage": Plan(10, 20),
    "DeleteMessageBatch": Plan(10, 20),
}
OTHERWISE = Plan(5, 10)  # tokens, uploads and downloads, which have no published plan
