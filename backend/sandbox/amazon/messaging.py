"""Writing to buyers: the Messaging API v1, the Solicitations API v1, and the buyers' inbox."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from backend.sandbox.amazon import message_rules as rules
from backend.sandbox.amazon.access import Asked
from backend.sandbox.amazon.api import Answering
from backend.sandbox.amazon.errors import ApiError, bad_request, not_found
from backend.sandbox.amazon.messaging_operations import KINDS, REVIEW
from backend.sandbox.amazon.orders import SandboxOrders
from backend.sandbox.amazon.pages import Pages
from backend.sandbox.amazon.regions import MARKETPLACES
from backend.sandbox.amazon.uploads import Uploads
from backend.sandbox.store import Document, Store

KIND, WISHES = "amazon_message", "amazon_message_wishes"


class Messaging:
    """What sellers write, and what buyers find in their inbox. Which kinds an order allows follows from its state
    (message_rules.usual); somebody who plays may allow or forbid any of them, and change the buyer's language."""

    def __init__(
        self, orders: SandboxOrders, store: Store, clock: Callable[[], float], pages: Pages, address: str
    ) -> None:
        self._orders, self._store, self._clock, self._pages = orders, store, clock, pages
        self._uploads = Uploads(store, clock, address)
        store.declare(KIND, {"order_id": lambda row: row["order_id"]}, indexed=["order_id"])
        store.declare(WISHES)

    def answers(self) -> Mapping[str, Answering]:
        """Every operation of the three APIs."""
        return {
            "getMessagingActionsForOrder": Answering(self.actions),
            "GetAttributes": Answering(self.attributes),
            **{name: Answering(partial(self.send, kind), 201) for kind, name in KINDS.items()},
            "getSolicitationActionsForOrder": Answering(self.solicitations),
            "createProductReviewAndSellerFeedbackSolicitation": Answering(self.ask_for_review, 201),
            "createUploadDestinationForResource": Answering(self._uploads.create, 201),
        }

    def routes(self) -> list[Route]:
        """The inbox of an order's buyer with its buttons, and the same as JSON: GET /sandbox/messages?order=, POST
        /sandbox/messages {order, act: allow, forbid, usual, language; kind or language}."""
        return [
            *self._uploads.routes(),
            Route("/inbox/{order}", self.inbox, methods=["GET"]),
            Route("/inbox/{order}", self.press, methods=["POST"]),
            Route("/inbox/{order}/{message}/{number:int}", self.file, methods=["GET"]),
            Route("/sandbox/messages", self.json, methods=["GET", "POST"]),
        ]

    def actions(self, asked: Asked) -> dict[str, Any]:
        """getMessagingActionsForOrder."""
        order = self._order(asked)
        own, place = f"/messaging/v1/orders/{order['id']}", f"?marketplaceIds={order['marketplace_id']}"
        links = [{"href": f"{own}/messages/{kind}{place}", "name": kind} for kind in self.allowed(order)]
        embedded = [_action(f"{own}/messages/{link['name']}", link, place) for link in links]
        links.append({"href": f"{own}/attributes{place}", "name": "attributes"})
        return {
            "_links": {"actions": links, "self": {"href": own + place}}, "_embedded": {"actions": embedded},
        }  # fmt: skip

    def attributes(self, asked: Asked) -> dict[str, Any]:
        """GetAttributes."""
        return {"buyer": {"locale": self.language(self._order(asked)).replace("_", "-")}}

    def send(self, kind: str, asked: Asked) -> dict[str, Any]:
        """One of the messages. Anything that it may not be is refused whole."""
        order, said = self._order(asked), _body(asked)
        if kind not in self.allowed(order):
            raise ApiError(403, "The requested message is not available for this amazonOrderId.", details="")
        body = rules.check(kind, said)
        resource = f"messaging/v1/orders/{order['id']}/messages/{kind}"
        for file in body.get("attachments", []):
            id_ = file["uploadDestinationId"]
            self._uploads.attached(order["seller_id"], resource, id_, pdf=kind == "invoice")
        self._arrive(order, kind, body)
        return {}

    def solicitations(self, asked: Asked) -> dict[str, Any]:
        """getSolicitationActionsForOrder."""
        order = self._order(asked)
        own, place = f"/solicitations/v1/orders/{order['id']}", f"?marketplaceIds={order['marketplace_id']}"
        link = {"href": f"{own}/solicitations/{REVIEW}{place}", "name": REVIEW}
        links = [link] if REVIEW in self._reviews(order) else []
        embedded = [_action(f"{own}/solicitations/{REVIEW}", each, place) for each in links]
        return {
            "_links": {"actions": links, "self": {"href": own + place}}, "_embedded": {"actions": embedded},
        }  # fmt: skip

    def ask_for_review(self, asked: Asked) -> dict[str, Any]:
        """createProductReviewAndSellerFeedbackSolicitation: once, in its time."""
        order = self._order(asked)
        if asked.body:
            raise bad_request("Invalid Input", "It has no body.")
        if REVIEW not in self._reviews(order):
            raise ApiError(403, rules.why_no_review(order, self._asked(order)), details="")
        self._arrive(order, REVIEW, {})
        return {}

    def allowed(self, order: Document) -> list[str]:
        """The messages that may be sent about an order now."""
        wishes = self._wishes(order["id"])
        found = dict.fromkeys([*rules.usual(order, self._clock()), *wishes["allowed"]])
        return [kind for kind in found if kind not in wishes["forbidden"] and kind != REVIEW]

    def language(self, order: Document) -> str:
        """The tag of the buyer's language."""
        return str(self._wishes(order["id"])["language"] or MARKETPLACES[order["marketplace_id"]].language)

    def received(self, order_id: str) -> list[Document]:
        """What an order's buyer got, the oldest first."""
        return sorted(self._store.find(KIND, [("order_id", "=", order_id)]), key=lambda row: int(row["id"]))

    def change(self, order_id: str, act: str, value: str) -> None:
        """Allow or forbid a kind for an order, let it be as usual again, or give its buyer another language. ValueError
        for anything else."""
        if self._orders.get(order_id) is None:
            raise ValueError(f"there is no order {order_id}")
        wishes = self._wishes(order_id)
        if act in ("allow", "forbid", "usual") and (value in KINDS or value == REVIEW):
            for name, on in (("allowed", act == "allow"), ("forbidden", act == "forbid")):
                wishes[name] = sorted({*wishes[name], value} if on else {*wishes[name]} - {value})
        elif act == "language" and len(value) == 5 and value[2] == "_":
            wishes["language"] = value
        else:
            raise ValueError("a kind is allowed or forbidden, or a language like fr_FR given")
        self._store.put(WISHES, order_id, wishes)

    async def inbox(self, request: Request) -> Response:
        """What the buyer reads, and what may still be written."""
        order = self._orders.get(request.path_params["order"])
        if order is None:
            return self._pages.render("error.html", 404, code="NotFound", message="No such order.")
        allowed, wishes = [*self.allowed(order), *self._reviews(order)], self._wishes(order["id"])
        return self._pages.render(
            "inbox.html", order=order, messages=self.received(order["id"]), kinds=[*KINDS, REVIEW], allowed=allowed,
            changed=[*wishes["allowed"], *wishes["forbidden"]], language=self.language(order),
            languages=sorted({place.language for place in MARKETPLACES.values()}),
        )  # fmt: skip

    async def press(self, request: Request) -> Response:
        """A button of the inbox."""
        form, order_id = await request.form(), request.path_params["order"]
        try:
            self.change(order_id, str(form.get("act")), str(form.get("value")))
        except ValueError as error:
            return self._pages.render("error.html", 400, code="NotPossible", message=f"{error}.")
        return RedirectResponse(f"/inbox/{order_id}", 303)

    async def file(self, request: Request) -> Response:
        """An attachment as the buyer opens it."""
        message = self._store.get(KIND, request.path_params["message"])
        files = message["body"].get("attachments", []) if message else []
        number = request.path_params["number"]
        if message is None or number >= len(files):
            return Response(status_code=404)
        resource = f"messaging/v1/orders/{message['order_id']}/messages/{message['kind']}"
        content = self._uploads.attached(
            message["seller_id"], resource, files[number]["uploadDestinationId"], pdf=False
        )
        return Response(content, media_type="application/octet-stream")

    async def json(self, request: Request) -> Response:
        """The same for scripts."""
        if request.method == "GET":
            return JSONResponse(self.received(request.query_params.get("order", "")))
        try:
            said = await request.json()
            value = str(said.get("kind") or said.get("language") or "")
            self.change(str(said.get("order")), str(said.get("act")), value)
            return JSONResponse({})
        except (ValueError, AttributeError) as error:
            return JSONResponse({"error": str(error)}, 400)

    def _arrive(self, order: Document, kind: str, body: Mapping[str, Any]) -> None:
        id_ = str(self._store.next_number("amazon_message"))
        self._store.put(
            KIND, id_,
            {"id": id_, "order_id": order["id"], "seller_id": order["seller_id"], "kind": kind, "body": body,
             "at": self._clock()},
        )  # fmt: skip

    def _order(self, asked: Asked) -> Document:
        """The caller's own order at the place that it names. Raises 404 or 400."""
        order = self._orders.get(asked.path["amazonOrderId"])
        mine = order is not None and order["seller_id"] == asked.caller.seller_id
        if order is None or not mine:
            raise not_found(f"Order {asked.path['amazonOrderId']} was not found.")
        if asked.items("marketplaceIds") != [order["marketplace_id"]]:
            raise bad_request("Invalid Input", "The order is of another marketplace.")
        return order

    def _asked(self, order: Document) -> bool:
        return any(message["kind"] == REVIEW for message in self.received(order["id"]))

    def _reviews(self, order: Document) -> list[str]:
        wishes, asked = self._wishes(order["id"]), self._asked(order)
        usual = rules.review_allowed(order, asked, self._clock())
        wanted = usual or (REVIEW in wishes["allowed"] and not asked)
        return [REVIEW] if wanted and REVIEW not in wishes["forbidden"] else []

    def _wishes(self, order_id: str) -> Document:
        return self._store.get(WISHES, order_id) or {"allowed": [], "forbidden": [], "language": ""}


def _action(path: str, link: Mapping[str, str], place: str) -> dict[str, Any]:
    name = link["name"]
    known = {"href": f"{path}/schema", "name": name}
    asked_for = {"_links": {"self": known}, "payload": rules.schema(name)}
    return {
        "_links": {"schema": known, "self": {"href": path + place, "name": name}},
        "_embedded": {"schema": asked_for}, "payload": {"name": name},
    }  # fmt: skip


def _body(asked: Asked) -> Any:
    try:
        return json.loads(asked.body)
    except ValueError:
        raise bad_request("Invalid Input", "The body is no JSON.") from None
