"""The Notifications API: destinations of the application, and sellers' subscriptions that lead to them."""

import uuid
from collections.abc import Callable
from typing import Any

from backend.sandbox.amazon.access import Asked
from backend.sandbox.amazon.api import Answering
from backend.sandbox.amazon.errors import ApiError, bad_request, not_found
from backend.sandbox.amazon.listings import read_body
from backend.sandbox.amazon.notice_bodies import BUYER_ASKED, ORDER_CHANGE, ORDER_STATUS, VERSIONS
from backend.sandbox.amazon.queues import Queues
from backend.sandbox.store import Document, Store

DESTINATION, SUBSCRIPTION = "amazon_destination", "amazon_subscription"
_ORDER_CHANGES = (BUYER_ASKED, "DeliveryTipChange", ORDER_STATUS)


class Subscriptions:
    """The operations, each from a call to the body of its answer."""

    def __init__(self, store: Store, clock: Callable[[], float], queues: Queues) -> None:
        self._store, self._clock, self._queues = store, clock, queues
        store.declare(DESTINATION)
        store.declare(
            SUBSCRIPTION, {"seller_id": lambda one: one["seller_id"], "kind": lambda one: one["kind"]}
        )
        self._listening = {one["seller_id"] for one in store.all(SUBSCRIPTION)}

    def answers(self) -> dict[str, Answering]:
        """What answers each of its operations, by name."""
        return {
            "getDestinations": Answering(self.destinations),
            "createDestination": Answering(self.create_destination),
            "getDestination": Answering(self.destination),
            "deleteDestination": Answering(self.delete_destination),
            "getSubscription": Answering(self.subscription),
            "createSubscription": Answering(self.create),
            "getSubscriptionById": Answering(self.by_id),
            "deleteSubscriptionById": Answering(self.delete),
        }

    def listens(self, seller_id: str) -> bool:
        """Whether a seller has any subscription."""
        return seller_id in self._listening

    def of(self, seller_id: str, kind: str, change: str = "") -> tuple[str, str] | None:
        """The subscription that asks for a notification, and its queue's ARN. `change`: how an order changed."""
        found = self._find(seller_id, kind)
        if found is None:
            return None
        wanted = ((found["directive"] or {}).get("eventFilter") or {}).get("orderChangeTypes")
        destination = self._store.get(DESTINATION, found["destination"])
        if destination is None or (change and wanted and change not in wanted):
            return None
        return found["id"], destination["arn"]

    def create_destination(self, asked: Asked) -> dict[str, Any]:
        """createDestination: a queue has to be there and to let Amazon in."""
        body = read_body(asked.body, {"name", "resourceSpecification"}, {"name", "resourceSpecification"})
        place = body["resourceSpecification"]
        sqs = place.get("sqs") if isinstance(place, dict) and set(place) == {"sqs"} else None
        arn = sqs.get("arn") if isinstance(sqs, dict) else None
        name = body["name"]
        if not isinstance(name, str) or not 0 < len(name) <= 256:
            raise bad_request("Invalid 'name' provided.")
        if not isinstance(arn, str) or not self._queues.name_of(arn):
            raise bad_request(
                "The destination is no standard SQS queue that principal 437568002678 may send to."
            )
        if any(one["arn"] == arn for one in self._store.all(DESTINATION)):
            raise ApiError(409, "A destination with this resource exists already.", details="")
        made: Document = {"id": str(uuid.uuid4()), "name": name, "arn": arn, "at": self._clock()}
        self._store.put(DESTINATION, made["id"], made)
        return {"payload": _destination(made)}

    def destinations(self, asked: Asked) -> dict[str, Any]:
        """getDestinations."""
        found = sorted(self._store.all(DESTINATION), key=lambda one: (one["at"], one["id"]))
        return {"payload": [_destination(one) for one in found]}

    def destination(self, asked: Asked) -> dict[str, Any]:
        """getDestination."""
        return {"payload": _destination(self._destination(asked.path["destinationId"]))}

    def delete_destination(self, asked: Asked) -> dict[str, Any]:
        """deleteDestination."""
        self._store.delete(DESTINATION, self._destination(asked.path["destinationId"])["id"])
        return {}

    def subscription(self, asked: Asked) -> dict[str, Any]:
        """getSubscription."""
        kind, version = asked.path["notificationType"], asked.text("payloadVersion")
        _check(kind, version or VERSIONS.get(kind, ""))
        return {"payload": _subscription(_there(self._find(asked.caller.seller_id, kind)))}

    def create(self, asked: Asked) -> dict[str, Any]:
        """createSubscription: one for each seller, type and version."""
        needed = {"payloadVersion", "destinationId"}
        body = read_body(asked.body, {*needed, "processingDirective"}, needed)
        kind, seller_id = asked.path["notificationType"], asked.caller.seller_id
        _check(kind, body["payloadVersion"])
        directive = body.get("processingDirective")
        if directive is not None:
            _check_directive(kind, directive)
        if self._store.get(DESTINATION, str(body["destinationId"])) is None:
            raise bad_request("Invalid 'destinationId' provided.")
        if self._find(seller_id, kind):
            raise ApiError(409, "Subscription already exists.", details="")
        made = {
            "id": str(uuid.uuid4()), "seller_id": seller_id, "kind": kind, "version": body["payloadVersion"],
            "destination": body["destinationId"], "directive": directive,
        }  # fmt: skip
        self._store.put(SUBSCRIPTION, made["id"], made)
        self._listening.add(seller_id)
        return {"payload": _subscription(made)}

    def by_id(self, asked: Asked) -> dict[str, Any]:
        """getSubscriptionById."""
        return {"payload": _subscription(self._by_id(asked))}

    def delete(self, asked: Asked) -> dict[str, Any]:
        """deleteSubscriptionById."""
        self._store.delete(SUBSCRIPTION, self._by_id(asked)["id"])
        self._listening = {one["seller_id"] for one in self._store.all(SUBSCRIPTION)}
        return {}

    def _find(self, seller_id: str, kind: str) -> Document | None:
        found = self._store.find(SUBSCRIPTION, [("seller_id", "=", seller_id), ("kind", "=", kind)])
        return found[0] if found else None

    def _by_id(self, asked: Asked) -> Document:
        found = self._store.get(SUBSCRIPTION, asked.path["subscriptionId"])
        return _there(found if found and found["kind"] == asked.path["notificationType"] else None)

    def _destination(self, id_: str) -> Document:
        found = self._store.get(DESTINATION, id_)
        if found is None:
            raise not_found("The destination was not found.")
        return found


def _there(found: Document | None) -> Document:
    if found is None:
        raise not_found("The subscription was not found.")
    return found


def _check(kind: str, version: object) -> None:
    if kind not in VERSIONS:
        raise bad_request("Invalid 'notificationType' provided.", f"{kind} is not a notification type.")
    if version != VERSIONS[kind]:
        raise bad_request("Invalid 'payloadVersion' provided.", f"{kind} has the version {VERSIONS[kind]}.")


def _check_directive(kind: str, directive: object) -> None:
    """Only changes of orders are filtered here, by their kind and by nothing else."""
    wanted = directive.get("eventFilter") if isinstance(directive, dict) and len(directive) == 1 else None
    if not isinstance(wanted, dict) or not set(wanted) - {"eventFilterType"}:
        raise bad_request("Processing Directive eventFilter must not be empty.")
    changes = wanted.get("orderChangeTypes")
    well = kind == ORDER_CHANGE == wanted.get("eventFilterType") and len(wanted) == 2
    if not well or not isinstance(changes, list) or not changes or set(changes) - set(_ORDER_CHANGES):
        raise bad_request("Invalid 'processingDirective' provided.")


def _destination(one: Document) -> dict[str, Any]:
    # Amazon names the kind of destination that it is not, too, with nothing in it.
    resource = {"sqs": {"arn": one["arn"]}, "eventBridge": None}
    return {"destinationId": one["id"], "name": one["name"], "resource": resource}


def _subscription(one: Document) -> dict[str, Any]:
    directive = {"processingDirective": one["directive"]} if one["directive"] else {}
    return {
        "subscriptionId": one["id"],
        "payloadVersion": one["version"],
        "destinationId": one["destination"],
        **directive,
    }
