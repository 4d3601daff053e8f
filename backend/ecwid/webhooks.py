"""Webhooks of the shop platform: is it theirs, and what must be looked at again (shop facts 6).

The signature covers neither the body nor the time, so nothing in a webhook is believed but that something changed:
the thing itself is read again through the API. Every event may come twice, late, or before an older one.
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass, field
from enum import StrEnum

from backend.ecwid.fields import Fields, Unreadable, parse_json

SIGNATURE_HEADER = "X-Ecwid-Webhook-Signature"
_LONGEST_WAIT = 2 * 86_400  # deliveries are tried for a day
_AHEAD = 3_600  # clocks differ
_SNAKE = re.compile(r"_([a-z])")


class BadWebhook(Exception):
    """Not a webhook of the platform, or not one that can be read. `forged`: the signature is wrong."""

    def __init__(self, message: str, *, forged: bool = False) -> None:
        super().__init__(message)
        self.forged = forged


class Topic(StrEnum):
    """What an event makes us do."""

    PRODUCT = "product"  # read the product again
    PRODUCT_DELETED = "product_deleted"
    CATEGORIES = "categories"  # read the categories again
    ORDERS = "orders"  # look what changed in the orders
    PROFILE = "profile"  # read the profile again: currency, languages, plan
    INSTALLED = "installed"
    UNINSTALLED = "uninstalled"  # forget the shop and its token
    PRIVACY = "privacy"  # a person asked to see or remove personal data


@dataclass(frozen=True, slots=True)
class Event:
    """An event: `created_at` epoch seconds UTC; `entity_id` as text ("" when none); `topic` None is nothing to us."""

    id: str
    type: str
    store_id: int
    entity_id: str
    created_at: int
    topic: Topic | None
    email: str = field(default="", repr=False)  # of the customer that it is about


_TOPICS = {
    "product.created": Topic.PRODUCT,
    "product.updated": Topic.PRODUCT,
    "product.deleted": Topic.PRODUCT_DELETED,
    "category.created": Topic.CATEGORIES,
    "category.updated": Topic.CATEGORIES,
    "category.deleted": Topic.CATEGORIES,
    "order.created": Topic.ORDERS,
    "order.updated": Topic.ORDERS,
    "order.deleted": Topic.ORDERS,
    "profile.updated": Topic.PROFILE,
    "profile.subscriptionStatusChanged": Topic.PROFILE,
    "application.subscriptionStatusChanged": Topic.PROFILE,
    "application.installed": Topic.INSTALLED,
    "application.uninstalled": Topic.UNINSTALLED,
    "profile.personalDataRemovalRequest": Topic.PRIVACY,
    "profile.personalDataExportRequest": Topic.PRIVACY,
    "customer.personalDataRemovalRequest": Topic.PRIVACY,
    "customer.personalDataExportRequest": Topic.PRIVACY,
}


def sign(client_secret: str, created: str, event_id: str) -> str:
    """The signature of an event: HMAC-SHA256 over "created.id" under the client secret, in base64."""
    message = f"{created}.{event_id}".encode()
    return base64.b64encode(hmac.new(client_secret.encode(), message, hashlib.sha256).digest()).decode()


def read_event(body: bytes, signature: str, client_secret: str) -> Event:
    """The event in a webhook's body. Raises BadWebhook; the signature is checked before anything else is said."""
    try:
        said = Fields(parse_json(body))
    except Unreadable as error:
        raise BadWebhook("the body is not JSON") from error
    event_id, created = said.text("eventId"), said.text("eventCreated")
    expected = sign(client_secret, created, event_id)
    if not hmac.compare_digest(expected.encode(), signature.strip().encode()):
        raise BadWebhook("the signature is not theirs", forged=True)
    store_id, type_ = said.whole("storeId"), spelled(said.text("eventType"))
    if not event_id or not store_id or store_id < 0 or "." not in type_:
        raise BadWebhook("the event does not say what happened where")
    created_at, email = said.whole("eventCreated") or 0, said.fields("data").text("customerEmail")
    topic = _TOPICS.get(type_)
    return Event(event_id[:100], type_[:100], store_id, said.text("entityId"), created_at, topic, email[:200])


def is_recent(event: Event, now: int) -> bool:
    """Whether an event can still be a first delivery; `now` epoch seconds UTC. An older one may be a replay."""
    return now - _LONGEST_WAIT <= event.created_at <= now + _AHEAD


def spelled(type_: str) -> str:
    """One spelling for both: `application.subscription_status_changed` is `application.subscriptionStatusChanged`.
    The part before the dot keeps its underscores (`discount_coupon.created`)."""
    head, dot, tail = type_.partition(".")
    return head + dot + _SNAKE.sub(lambda found: found[1].upper(), tail)
