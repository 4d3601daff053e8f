"""Has Amazon send a seller's notifications to our queue (Amazon facts 4.9)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from backend.domain.marketplace import SellerAccess
from backend.marketplaces.amazon.client import AmazonClient, path_part
from backend.marketplaces.amazon.reading import entries, entry, needed, text
from backend.transport.errors import NotAuthorized, NotFound, Rejected

ROOT = "/notifications/v1"
NAME = "storelane"  # of our destination, as Amazon keeps it
_ALREADY = 409


@dataclass(frozen=True, slots=True)
class Topic:
    """A kind of notification that we listen to; `directive` says which of them."""

    name: str
    version: str
    directive: Mapping[str, Any] = field(default_factory=dict)


_ORDERS = {
    "eventFilterType": "ORDER_CHANGE",
    "orderChangeTypes": ["OrderStatusChange", "BuyerRequestedChange"],
}
TOPICS = (
    Topic("ORDER_CHANGE", "1.0", {"eventFilter": _ORDERS}),  # naming marketplaces is refused here
    Topic("LISTINGS_ITEM_MFN_QUANTITY_CHANGE", "1.0"),
    Topic("LISTINGS_ITEM_STATUS_CHANGE", "1.0"),
    Topic("LISTINGS_ITEM_ISSUES_CHANGE", "2023-12-13"),
    Topic("FEED_PROCESSING_FINISHED", "2020-09-04"),
    Topic("FULFILLMENT_ORDER_STATUS", "1.0"),
    Topic("FBA_INVENTORY_AVAILABILITY_CHANGES", "1.0"),
)


async def subscribe(client: AmazonClient, seller: SellerAccess, arn: str) -> list[str]:
    """See to it that every topic of the seller leads to the queue `arn`. Returns what was refused, in words: a missing
    role for one topic leaves the others alone. What concerns the whole seller or our own credentials is raised."""
    destination, refused = await _destination(client, seller, arn), []
    for topic in TOPICS:
        try:
            await _subscribe(client, seller, topic, destination)
        except (NotAuthorized, NotFound, Rejected) as error:
            if isinstance(error, NotAuthorized) and error.reason in ("consent", "client"):
                raise
            refused.append(f"{topic.name}: {error.message}")
    return refused


async def _destination(client: AmazonClient, seller: SellerAccess, arn: str) -> str:
    """The id of our queue among Amazon's destinations; it is ours for all sellers."""
    if found := await _known(client, seller, arn):
        return found
    body = {"name": NAME, "resourceSpecification": {"sqs": {"arn": arn}}}
    try:
        made = await client.call(
            seller, "createDestination", "POST", f"{ROOT}/destinations", body=body, as_application=True
        )
        return needed(entry(made.data.get("payload")), "destinationId")
    except Rejected as error:
        # Another process of ours may have been quicker.
        if error.status == _ALREADY and (found := await _known(client, seller, arn)):
            return found
        raise


async def _known(client: AmazonClient, seller: SellerAccess, arn: str) -> str:
    said = await client.call(seller, "getDestinations", "GET", f"{ROOT}/destinations", as_application=True)
    for one in entries(said.data.get("payload")):
        if text(entry(entry(one.get("resource")).get("sqs")).get("arn")) == arn:
            return text(one.get("destinationId"))
    return ""


async def _subscribe(client: AmazonClient, seller: SellerAccess, topic: Topic, destination: str) -> None:
    """There is one subscription for a seller and topic: one that leads elsewhere is ended first."""
    path = f"{ROOT}/subscriptions/{topic.name}"
    try:
        said = await client.call(
            seller, "getSubscription", "GET", path, query={"payloadVersion": topic.version}
        )
        there = entry(said.data.get("payload"))
    except NotFound:
        there = {}
    if there and text(there.get("destinationId")) == destination:
        return
    if there:
        await _end(client, seller, f"{path}/{path_part(needed(there, 'subscriptionId'))}")
    body: dict[str, Any] = {"payloadVersion": topic.version, "destinationId": destination}
    if topic.directive:
        body["processingDirective"] = topic.directive
    try:
        await client.call(seller, "createSubscription", "POST", path, body=body)
    except Rejected as error:
        if error.status != _ALREADY:
            raise


async def _end(client: AmazonClient, seller: SellerAccess, path: str) -> None:
    try:
        await client.call(seller, "deleteSubscriptionById", "DELETE", path, as_application=True)
    except NotFound:
        return  # ended already
