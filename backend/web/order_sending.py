"""The part Sending of an order's page: what Amazon was told of packages, what waits for an answer, and the form."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request

from backend.domain.carrier_choice import samples
from backend.domain.carriers import CARRIERS, by_name, named, page_of
from backend.domain.orders import OrderStatus, Sender
from backend.domain.shipments import Pieces, Scene, ShipmentState
from backend.domain.shipping import named as numbers_of
from backend.domain.shipping import open_pieces, shown
from backend.storage import sendings
from backend.storage.sendings import Sent
from backend.storage.shipments import KeptShipment
from backend.storage.untracked import can_go_untracked
from backend.web.order_parts import OrderView, Part
from backend.web.order_words import package_state
from backend.web.resources import resources
from backend.web.sending_form import Entered
from backend.web.sending_words import sample_words, shipment_state, source_name, wrong_words

PART = "shipping"
_UNDER_WAY = (ShipmentState.WANTED, ShipmentState.SENDING, ShipmentState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class ShownPackage:
    """A package as the page shows it. `state`: its mark and its words; `way`: how far it is, as Amazon knows; `why` and
    `answer`: why Amazon refused it, in our words and in Amazon's; `forget`: it may be left out, Amazon has it not."""

    reference: str
    state: tuple[str, str]
    carrier: str
    number: str
    page: str
    sent_at: int | None
    pieces: list[tuple[str, int]]
    way: str = ""
    source: str = ""
    why: str = ""
    answer: str = ""
    refused: bool = False
    forget: bool = False


async def part(request: Request, view: OrderView) -> Part | None:
    """Nothing for what Amazon sends, what was not sold here, and what never had a package and never will."""
    order = view.order
    if order.sender is not Sender.MERCHANT or not order.ours:
        return None
    home = resources(request)
    sent = await sendings.find(home.db, order.id, home.now())
    if sent is None or (order.status is OrderStatus.CANCELLED and not sent.shipments):
        return None
    entered: Entered = getattr(request.state, "package", Entered())
    trouble = view.troubles.get(PART)
    left = open_pieces(sent.scene)
    names = {line.item_code: line.name or line.title or line.sku for line in order.lines}
    skus = {line.item_code: line.sku for line in order.lines}
    open_ = order.status in (OrderStatus.UNSHIPPED, OrderStatus.PARTLY_SHIPPED)
    waiting = any(each.shipment.state in _UNDER_WAY for each in sent.shipments)
    context: dict[str, Any] = {
        "packages": _packages(sent, skus), "lines": _lines(sent.scene, left, names) if open_ else [],
        "carriers": CARRIERS, "entered": entered, "open": open_ and bool(left),
        "today": datetime.fromtimestamp(home.now(), UTC).date().isoformat(),
        "cause": trouble.cause if trouble else "", "question": _question(sent, trouble.details if trouble else {}),
        "said": request.query_params.get("said", ""), "untracked": open_ and can_go_untracked(sent.scene),
    }  # fmt: skip
    moving = (waiting and trouble is None) or await sendings.is_due(home.db, order.id, home.now())
    return Part("orders/parts/sending.html", context, moving=moving)


def _packages(sent: Sent, skus: dict[str, str]) -> list[ShownPackage]:
    """Each package that Amazon is told of, and those that only Amazon knows."""
    ours = [_ours(sent, kept, skus) for kept in sent.shipments]
    known = {one.reference for one in ours} | {one.number for one in ours}
    theirs = [
        ShownPackage(
            one.reference, shipment_state(ShipmentState.SEEN), one.carrier, one.tracking,
            page_of(by_name(one.carrier), one.tracking), one.sent_at, _named(one.pieces, skus),
            package_state(one.state),
        )
        for one in sent.scene.packages
        if one.reference not in known and one.tracking not in known
    ]  # fmt: skip
    return [*ours, *theirs]


def _ours(sent: Sent, kept: KeptShipment, skus: dict[str, str]) -> ShownPackage:
    one, there = kept.shipment, shown(sent.scene, kept.shipment)
    refused = one.state is ShipmentState.REFUSED
    return ShownPackage(
        one.reference, shipment_state(one.state), named(one.carrier, one.name), one.tracking,
        page_of(one.carrier, one.tracking), one.sent_at, _named(one.pieces, skus),
        package_state(there.state) if there else "", source_name(one.source),
        wrong_words(kept.cause) if kept.cause else "", kept.answer, refused,
        refused or one.state is ShipmentState.WANTED,
    )  # fmt: skip


def _named(pieces: Pieces, skus: dict[str, str]) -> list[tuple[str, int]]:
    return [(skus.get(code, code), number) for code, number in pieces if number]


def _lines(scene: Scene, left: dict[str, int], names: dict[str, str]) -> list[dict[str, Any]]:
    """The lines of which something is left to send."""
    return [
        {
            "code": line.code,
            "name": names.get(line.code, line.code),
            "left": left[line.code],
            "coded": line.coded,
        }
        for line in scene.lines
        if left.get(line.code)
    ]


def _question(sent: Sent, details: Any) -> dict[str, Any]:
    """Which carrier is asked for: what it is remembered for, a number of that kind, and who it may be."""
    sample = (str(details.get("kind", "")), str(details.get("sample", "")))
    if not sample[0]:
        return {}
    about = next((one for one in numbers_of(sent.scene.side) if sample in samples(one)), None)
    return {
        "kind": sample[0], "sample": sample[1], "words": sample_words(*sample),
        "number": about.number if about else "", "fits": [(key, named(key)) for key in details.get("carriers", ())],
    }  # fmt: skip
