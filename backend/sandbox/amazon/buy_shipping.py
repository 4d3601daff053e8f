"""Buy Shipping (Shipping v2): rates that hold ten minutes, labels that cost money, and what becomes of them."""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from starlette.routing import Route

from backend.sandbox.amazon.access import Asked
from backend.sandbox.amazon.api import Answering
from backend.sandbox.amazon.errors import bad_request, not_found
from backend.sandbox.amazon.label_pages import LabelPages
from backend.sandbox.amazon.orders import NoSale, SandboxOrders
from backend.sandbox.amazon.pages import Pages
from backend.sandbox.amazon.regions import MARKETPLACES
from backend.sandbox.amazon.sellers import Sellers
from backend.sandbox.amazon.shipping_label import label_pdf, points
from backend.sandbox.amazon.shipping_services import DAY, rates, services
from backend.sandbox.amazon.shipping_shapes import business, purchase_wish, rates_wish, refusal
from backend.sandbox.amazon.views import moment
from backend.sandbox.store import Document, Store

RATES, LABELS = "amazon_rates", "amazon_label"
GOOD_FOR = 600  # seconds that rates hold
PICKED_UP = 6 * 3600  # seconds until the carrier takes a parcel by itself


class BuyShipping:
    """The operations, each from a call to the body of its answer, and a page for whoever plays the carrier."""

    def __init__(
        self, store: Store, clock: Callable[[], float], orders: SandboxOrders, sellers: Sellers, pages: Pages
    ) -> None:
        self._store, self._clock, self._orders = store, clock, orders
        store.declare(RATES)
        store.declare(LABELS, {"seller_id": lambda row: row["seller_id"]}, indexed=["seller_id"])
        self._pages = LabelPages(self, sellers, pages)

    def answers(self) -> Mapping[str, Answering]:
        return {
            "getRates": Answering(self.get_rates),
            "purchaseShipment": Answering(self.purchase),
            "getShipmentDocuments": Answering(self.documents),
            "cancelShipment": Answering(self.cancel),
            "getTracking": Answering(self.tracking),
        }

    def routes(self) -> list[Route]:
        return self._pages.routes()

    def all(self, seller_id: str = "") -> list[Document]:
        """All labels, of one seller or of everybody, the newest first."""
        where = [("seller_id", "=", seller_id)] if seller_id else []
        found = self._store.find(LABELS, where)
        return sorted(found, key=lambda row: (row["bought_at"], row["id"]), reverse=True)

    def pick_up(self, id_: str) -> None:
        """The carrier takes the parcel now. Raises NoSale."""
        label = self._store.get(LABELS, id_)
        if label is None or label["voided_at"]:
            raise NoSale("there is no such label any more")
        self._store.put(LABELS, id_, {**label, "picked_up_at": self._clock()})

    def taken(self, label: Document) -> bool:
        """Whether the carrier has the parcel."""
        return self._clock() >= float(label["picked_up_at"])

    def get_rates(self, asked: Asked) -> dict[str, Any]:
        """getRates."""
        wish, country = rates_wish(asked), business(asked)
        to = self._destination(asked, wish, country)
        found, refused = rates(country, wish["packages"][0], to, self._clock())
        number = self._store.next_number("amazon_rates")
        token = f"amzn1.rq.{number}.{hashlib.sha256(f'{number} rates'.encode()).hexdigest()[:24]}"
        self._store.put(RATES, token, {
            "seller_id": asked.caller.seller_id, "country": country, "wish": wish, "rates": found, "to": to,
            "at": self._clock(),
        })  # fmt: skip
        return {"payload": {"requestToken": token, "rates": found, "ineligibleRates": refused}}

    def _destination(self, asked: Asked, wish: dict[str, Any], country: str) -> str:
        """The recipient's country. Raises 400 for an order that cannot be sent like that."""
        if wish["channelDetails"]["channelType"] == "EXTERNAL":
            return str(wish["shipTo"]["countryCode"])
        order = self._orders.get(wish["channelDetails"]["amazonOrderDetails"]["orderId"])
        if order is None or order["seller_id"] != asked.caller.seller_id:
            raise bad_request("Invalid 'orderId' provided.")
        if order["fulfilled_by"] != "MERCHANT" or order["status"] not in ("UNSHIPPED", "PARTIALLY_SHIPPED"):
            raise bad_request(f"The order cannot be shipped: it is {order['status']}.")
        if MARKETPLACES[order["marketplace_id"]].country != country:
            raise bad_request("The order is of another Amazon Shipping business.")
        lines = {
            item["id"]: item["quantity"] - item["fulfilled"] - item["cancelled"] for item in order["items"]
        }
        for item in wish["packages"][0]["items"]:
            if item["quantity"] > lines.get(item.get("itemIdentifier", ""), 0):
                raise bad_request("The package holds items that are not left to be shipped.")
        return str((order["address"] or {}).get("countryCode", country))

    def purchase(self, asked: Asked) -> dict[str, Any]:
        """purchaseShipment. A key that was used names the same purchase, as long as its token holds."""
        wish, country = purchase_wish(asked), business(asked)
        offered = self._store.get(RATES, wish["requestToken"])
        if offered is None or (offered["seller_id"], offered["country"]) != (asked.caller.seller_id, country):
            raise bad_request("Invalid 'requestToken' provided.")
        if self._clock() >= offered["at"] + GOOD_FOR:
            raise refusal("TOKEN_EXPIRED", "The request token has expired. Get the rates again.")
        key = asked.headers.get("x-amzn-idempotencykey", "")
        mine = self._store.find(LABELS, [("seller_id", "=", asked.caller.seller_id)])
        known = next((each for each in mine if key and each["key"] == key), None)
        if known is not None:
            if known["asked"] != wish:
                raise bad_request("The idempotency key was used for another request.")
            return {"payload": self._purchased(known)}
        with self._store.transaction():
            return {"payload": self._purchased(self._buy(asked, offered, wish, key))}

    def _buy(self, asked: Asked, offered: Document, wish: dict[str, Any], key: str) -> Document:
        rate = next((each for each in offered["rates"] if each["rateId"] == wish["rateId"]), None)
        if rate is None:
            raise bad_request("Invalid 'rateId' provided.")
        if rate["requiresAdditionalInputs"] and not wish.get("additionalInputs"):
            raise bad_request("'additionalInputs' are required for this rate.")
        extras = _extras(rate, wish)
        if not _supported(rate, wish["requestedDocumentSpecification"]):
            raise bad_request("The requested document specification is not supported by this rate.")
        number = self._store.next_number("amazon_label", 4_100_001)
        prefix = next(s.prefix for s in services(offered["country"]) if s.id == rate["serviceId"])
        package, now = offered["wish"]["packages"][0], self._clock()
        label: Document = {
            "id": f"S{number:012d}", "seller_id": asked.caller.seller_id, "key": key, "asked": wish, "rate": rate,
            "tracking": f"{prefix}{number * 104_729 % 10**11:011d}", "bought_at": now, "voided_at": None,
            "picked_up_at": now + PICKED_UP, "package": package["packageClientReferenceId"], "order_id": "",
            "reference": "", "charge": round(rate["totalCharge"]["value"] + extras, 2),
            "currency": rate["totalCharge"]["unit"], "from": offered["wish"]["shipFrom"], "wish": offered["wish"],
        }  # fmt: skip
        if offered["wish"]["channelDetails"]["channelType"] == "AMAZON":
            label["order_id"] = offered["wish"]["channelDetails"]["amazonOrderDetails"]["orderId"]
            pieces = [(item.get("itemIdentifier", ""), item["quantity"]) for item in package["items"]]
            try:
                label["reference"] = self._orders.pack(
                    label["order_id"], pieces, carrier=rate["carrierName"], method=rate["serviceName"],
                    tracking=label["tracking"],
                )  # fmt: skip
            except NoSale as error:
                raise bad_request(f"The order cannot be shipped: {error}.") from None
        self._store.put(LABELS, label["id"], label)
        return label

    def _purchased(self, label: Document) -> dict[str, Any]:
        return {
            "shipmentId": label["id"], "promise": label["rate"]["promise"], "benefits": label["rate"]["benefits"],
            "packageDocumentDetails": [self._package(label, label["asked"]["requestedDocumentSpecification"])],
        }  # fmt: skip

    def _package(self, label: Document, paper: dict[str, Any]) -> dict[str, Any]:
        content = self.picture(label, paper)
        document = {
            "type": "LABEL",
            "format": paper["format"],
            "contents": base64.b64encode(content).decode(),
        }
        return {
            "packageClientReferenceId": label["package"], "packageDocuments": [document],
            "trackingId": label["tracking"],
        }  # fmt: skip

    def picture(self, label: Document, paper: dict[str, Any]) -> bytes:
        """The label, to be printed. Only PDF is a real document here."""
        if paper["format"] != "PDF":
            return json.dumps({"label": label["tracking"], "format": paper["format"]}).encode()
        order = self._orders.get(label["order_id"]) if label["order_id"] else None
        to = (order["address"] if order else label["wish"].get("shipTo")) or {}
        rate = label["rate"]
        return label_pdf(
            points(paper["size"]), _address(label["from"]), _address(to),
            f"{rate['carrierName']} - {rate['serviceName']}", label["tracking"],
            f"sandbox - not a real label - {label['order_id']} - {label['id']}",
        )  # fmt: skip

    def documents(self, asked: Asked) -> dict[str, Any]:
        """getShipmentDocuments."""
        business(asked)
        label = self._own(asked)
        if asked.text("packageClientReferenceId") != label["package"]:
            raise bad_request("Invalid 'packageClientReferenceId' provided.")
        paper = label["asked"]["requestedDocumentSpecification"]
        if asked.text("format", paper["format"]) != paper["format"]:
            raise bad_request("The label was bought in another format.")
        if label["voided_at"]:
            raise bad_request("The shipment was cancelled.")
        return {"payload": {
            "shipmentId": label["id"], "packageDocumentDetail": self._package(label, paper),
            "benefits": label["rate"]["benefits"],
        }}  # fmt: skip

    def cancel(self, asked: Asked) -> dict[str, Any]:
        """cancelShipment. Done twice it is done once; a parcel that the carrier has is not given back."""
        business(asked)
        if asked.body:
            raise bad_request("The operation takes no body.")
        with self._store.transaction():
            label = self._own(asked)
            if not label["voided_at"]:
                if self.taken(label):
                    raise bad_request("The shipment cannot be cancelled: the carrier has picked it up.")
                if label["order_id"]:
                    self._orders.unpack(label["order_id"], label["reference"])
                self._store.put(LABELS, label["id"], {**label, "voided_at": self._clock()})
        return {"payload": {}}

    def tracking(self, asked: Asked) -> dict[str, Any]:
        """getTracking."""
        business(asked)
        label = next(
            (each for each in self.all(asked.caller.seller_id) if each["tracking"] == asked.text("trackingId")), None
        )  # fmt: skip
        if label is None or label["rate"]["carrierId"] != asked.text("carrierId"):
            raise not_found("The tracking id was not found.")
        events = self._events(label)
        window = label["rate"]["promise"]["deliveryWindow"]
        return {"payload": {
            "trackingId": label["tracking"], "alternateLegTrackingId": "",
            "eventHistory": [{"eventCode": code, "eventTime": moment(at), "shipmentType": "FORWARD"}
                             for code, at, _ in events],
            "promisedDeliveryDate": window["end"],
            "summary": {"status": events[-1][2], "trackingDetailCodes": {"forward": [], "returns": []}},
        }}  # fmt: skip

    def _events(self, label: Document) -> list[tuple[str, float, str]]:
        """What happened until now: (event, when, state of the parcel)."""
        if label["voided_at"]:
            return [("PickupCancelled", label["voided_at"], "PickupCancelled")]
        taken = label["picked_up_at"]
        life = [
            ("ReadyForReceive", label["bought_at"], "PreTransit"),
            ("PickupDone", taken, "InTransit"),
            ("ArrivedAtCarrierFacility", taken + DAY // 2, "InTransit"),
            ("OutForDelivery", taken + DAY, "OutForDelivery"),
            ("Delivered", taken + DAY + DAY // 4, "Delivered"),
        ]
        return [each for each in life if each[1] <= self._clock()]

    def _own(self, asked: Asked) -> Document:
        label = self._store.get(LABELS, asked.path["shipmentId"])
        if label is None or label["seller_id"] != asked.caller.seller_id:
            raise not_found(f"Shipment {asked.path['shipmentId']} was not found.")
        return label


def _extras(rate: dict[str, Any], wish: dict[str, Any]) -> float:
    """What the chosen value-added services cost. Raises 400 for one that there is not."""
    there = {
        each["id"]: each["cost"]["value"]
        for group in rate.get("availableValueAddedServiceGroups", [])
        for each in group["valueAddedServices"]
    }
    chosen = [each["id"] for each in wish.get("requestedValueAddedServices", [])]
    if not set(chosen) <= set(there):
        raise bad_request("Invalid 'requestedValueAddedServices' provided.")
    return float(sum(there[each] for each in chosen))


def _supported(rate: dict[str, Any], wanted: dict[str, Any]) -> bool:
    for each in rate["supportedDocumentSpecifications"]:
        option = each["printOptions"][0]
        if (
            (each["format"], each["size"]) == (wanted["format"], wanted["size"])
            and wanted.get("dpi", 203) in option["supportedDPIs"]
            and wanted.get("pageLayout", "DEFAULT") in option["supportedPageLayouts"]
            and wanted["needFileJoining"] in option["supportedFileJoiningOptions"]
            and wanted["requestedDocumentTypes"] == ["LABEL"]
        ):
            return True
    return False


def _address(said: Mapping[str, Any]) -> list[str]:
    """An address as lines."""
    town = f"{said.get('postalCode', '')} {said.get('city', '')}".strip()
    lines = [said.get(name, "") for name in ("name", "companyName", "addressLine1", "addressLine2")]
    return [str(line) for line in (*lines, town, said.get("countryCode", "")) if line]
