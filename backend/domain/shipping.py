"""What Amazon is told of an order's packages: the one next step, from what the shop and the merchant say and from what
Amazon shows already. Nothing that Amazon shows under a tracking number is ever told again."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from backend.domain.carrier_numbers import bare, numbers_in
from backend.domain.orders import OrderStatus, Package, PackageState, Sender
from backend.domain.shipments import (
    Ask,
    Choose,
    Chosen,
    Confirm,
    Named,
    Nothing,
    Pieces,
    Scene,
    Shipment,
    ShipmentState,
    Source,
    Step,
)
from backend.domain.shop_side import ShopPayment, ShopSending, ShopSide

_LONG = re.compile(r"[0-9]{8}")  # so many digits in an address are a number
FIRST_REFERENCE = 1001  # far from the numbers that Seller Central and Amazon's own labels give


def next_step(scene: Scene, choose: Choose) -> Step:
    """What is done next for an order, and why. Asking comes last: what can be told is told first."""
    if scene.sender is not Sender.MERCHANT or not scene.ours:
        return Nothing("not_yours")
    waiting = next((each for each in scene.told if each.state is ShipmentState.WANTED), None)
    refused = next((each for each in scene.told if each.state is ShipmentState.REFUSED), None)
    numbers = named(scene.side)
    unknown = [one for one in numbers if not _known(scene, one.number)]
    if scene.status in (OrderStatus.PENDING, OrderStatus.UNKNOWN):
        said = waiting or unknown or _sent(scene.side)
        return Ask("not_released") if said else Nothing("not_released")
    if scene.status is OrderStatus.CANCELLED:
        return Ask("cancelled") if waiting or unknown or refused else Nothing("cancelled")
    if waiting is not None:
        return _waiting(scene, waiting)
    if unknown and _stands(scene.side):
        return _of_shop(scene, unknown, {bare(one.number) for one in numbers}, choose)
    if refused is not None:
        return Ask("refused", (("reference", refused.reference),))
    if _sent(scene.side) and open_pieces(scene):
        return _untracked(scene, choose)
    return Nothing("told" if scene.told else "nothing_said")


def named(side: ShopSide | None) -> tuple[Named, ...]:
    """The numbers that the shop gives, each once; a label names its carrier."""
    if side is None:
        return ()
    found: dict[str, Named] = {}
    for parcel in side.parcels:
        for number in numbers_in(parcel.tracking):
            label = Named(number, parcel.tracking_url, parcel.carrier, Source.LABEL)
            found.setdefault(bare(number), label)
    numbers = numbers_in(side.tracking)
    for number in numbers:
        url = side.tracking_url if _is_about(side.tracking_url, number, alone=len(numbers) == 1) else ""
        found.setdefault(bare(number), Named(number, url))
    return tuple(found.values())


def _is_about(url: str, number: str, *, alone: bool) -> bool:
    """Whether an address tells of a number: it holds it, or holds none, and no other number stands there. One that was
    left from before holds another."""
    return bare(number) in bare(url) or (alone and not _LONG.search(url))


def open_pieces(scene: Scene) -> dict[str, int]:
    """The pieces that Amazon was not told of, by line, where there are any."""
    counted = {line.code: line.fulfilled for line in scene.lines}
    packed: dict[str, int] = {}
    for package in scene.packages:
        for code, pieces in package.pieces if package.state is not PackageState.CANCELLED else ():
            packed[code] = packed.get(code, 0) + pieces
    under_way: dict[str, int] = {}
    for each in scene.told:
        if each.state is not ShipmentState.REFUSED and shown(scene, each) is None:
            for code, pieces in each.pieces:
                under_way[code] = under_way.get(code, 0) + pieces
    left = {
        line.code: line.units - max(counted[line.code], packed.get(line.code, 0)) - under_way.get(line.code, 0)
        for line in scene.lines
    }  # fmt: skip
    return {code: pieces for code, pieces in left.items() if pieces > 0}


def shown(scene: Scene, shipment: Shipment) -> Package | None:
    """The package at Amazon that a shipment is: the one under its reference, or under its number if Amazon gave it a
    reference of its own."""
    ours = {each.reference for each in scene.told}
    number = bare(shipment.tracking)
    for one in scene.packages:
        if one.reference == shipment.reference:
            return one
    return next(
        (
            one
            for one in scene.packages
            if number and bare(one.tracking) == number and one.reference not in ours
        ),
        None,
    )


def arrived(scene: Scene, shipment: Shipment, number: str) -> bool:
    """Whether Amazon shows what a shipment tells; `number` is what was sent as its number."""
    package = shown(scene, shipment)
    if package is None or bare(package.tracking) != bare(number):
        return False
    return not package.pieces or dict(package.pieces) == {c: n for c, n in shipment.pieces if n}


def free_reference(scene: Scene) -> str:
    """A number that no package has."""
    taken = {each.reference for each in scene.told} | {one.reference for one in scene.packages}
    number = FIRST_REFERENCE
    while str(number) in taken:
        number += 1
    return str(number)


def on_its_day(scene: Scene, moment: int) -> int:
    """A day of sending that Amazon accepts: not before the order, not in the future."""
    return max(scene.made_at, min(scene.now, moment or scene.now))


def wrong_with(scene: Scene, shipment: Shipment) -> str:
    """Why Amazon would not take a shipment, as a key; "" when nothing is wrong with it."""
    if not any(pieces for _, pieces in shipment.pieces) or any(pieces < 0 for _, pieces in shipment.pieces):
        return "no_pieces"
    if not shipment.carrier or (shipment.carrier == "other" and not shipment.name):
        return "no_carrier"
    if shipment.sent_at < scene.made_at:
        return "before_order"
    if shipment.sent_at > scene.now:
        return "in_future"
    room = _room(scene, shipment)
    if any(pieces > room.get(code, 0) for code, pieces in shipment.pieces):
        return "too_many"
    codes = dict(shipment.codes)
    coded = {line.code for line in scene.lines if line.coded}
    if any(
        code in coded and len(codes.get(code, ())) != pieces for code, pieces in shipment.pieces if pieces
    ):
        return "codes"
    return ""


def _room(scene: Scene, shipment: Shipment) -> dict[str, int]:
    """The pieces that a package may hold: the open ones, and those that it holds already."""
    without = tuple(each for each in scene.told if each.reference != shipment.reference)
    room = open_pieces(replace(scene, told=without))
    for code, pieces in held.pieces if (held := shown(scene, shipment)) else ():
        room[code] = room.get(code, 0) + pieces
    return room


def _known(scene: Scene, number: str) -> bool:
    """Whether a number is Amazon's or on its way there, or only what we wrote into the shop ourselves."""
    seen: Iterator[str] = (
        text
        for texts in (
            (one.tracking for one in scene.packages if one.state is not PackageState.CANCELLED),
            (text for each in scene.told for text in (each.tracking, each.origin)),
            numbers_in(scene.written),
        )
        for text in texts
    )
    return bare(number) in {bare(text) for text in seen if text}


def _waiting(scene: Scene, shipment: Shipment) -> Step:
    wrong = wrong_with(scene, shipment)
    if wrong:
        return Ask(wrong, (("reference", shipment.reference),))
    return Confirm(shipment, "merchant" if shipment.source is Source.MERCHANT else "shop")


def _of_shop(scene: Scene, unknown: list[Named], given: set[str], choose: Choose) -> Step:
    """Numbers in the shop that Amazon does not know: those that took the place of others correct these."""
    stale = [each for each in scene.told if _stale(each, given)]
    asked: Step = Nothing("all_sent")
    for one, shipment in zip(unknown, stale, strict=False):
        chosen = choose(one)
        if isinstance(chosen, Chosen):
            return Confirm(_corrected(scene, shipment, one, chosen), "number_changed")
        asked = chosen
    more = unknown[len(stale) :]
    if not more:
        return asked
    if _replaces_ours(scene, given):
        return Ask("replaced")
    for one, pieces in zip(more, shares(open_pieces(scene), len(more)), strict=False):
        if any(line.coded for line in scene.lines if line.code in dict(pieces)):
            asked = Ask("codes")
            continue
        chosen = choose(one)
        if isinstance(chosen, Chosen):
            return Confirm(_new(scene, one, chosen, pieces), "number_entered")
        asked = chosen
    return asked


def shares(left: Mapping[str, int], packages: int) -> list[Pieces]:
    """Pieces dealt out to packages in their order, as evenly as can be, each piece once; packages that would be empty
    are left out."""
    pieces = [code for code, number in left.items() for _ in range(number)]
    packages = min(packages, len(pieces))
    found: list[Pieces] = []
    for place in range(packages):
        size = -(-len(pieces) // (packages - place))
        mine, pieces = pieces[:size], pieces[size:]
        found.append(tuple((code, mine.count(code)) for code in dict.fromkeys(mine)))
    return found


def _stale(shipment: Shipment, given: set[str]) -> bool:
    """Whether the shop does not give the number any more that a shipment of the shop's stands for."""
    return shipment.source is not Source.MERCHANT and bare(shipment.origin) not in given


def _replaces_ours(scene: Scene, given: set[str]) -> bool:
    """Part of the order is sent, we wrote its number into the shop, and the merchant put another in its place: a
    correction, or one more package? Nobody can tell."""
    ours = {bare(number) for number in numbers_in(scene.written)}
    return bool(ours) and not ours & given and bool(scene.packages)


def _new(scene: Scene, one: Named, chosen: Chosen, pieces: Pieces) -> Shipment:
    at = on_its_day(scene, scene.side.changed_at if scene.side else 0)
    return Shipment(
        free_reference(scene), one.number, chosen.carrier, chosen.name, at, pieces, one.source, origin=one.number
    )  # fmt: skip


def _corrected(scene: Scene, shipment: Shipment, one: Named, chosen: Chosen) -> Shipment:
    """The same package, under another number."""
    return replace(
        shipment, tracking=one.number, carrier=chosen.carrier, name=chosen.name, origin=one.number,
        source=one.source, state=ShipmentState.WANTED, sent_at=on_its_day(scene, shipment.sent_at),
    )  # fmt: skip


def _untracked(scene: Scene, choose: Choose) -> Step:
    """The merchant says that it is sent, and gives no number."""
    if not scene.untracked_allowed:
        return Ask("untracked")
    pieces = tuple(open_pieces(scene).items())
    if any(line.coded for line in scene.lines if line.code in dict(pieces)):
        return Ask("codes")
    chosen = choose(Named(""))
    if isinstance(chosen, Ask):
        return chosen
    return Confirm(_new(scene, Named(""), chosen, pieces), "marked_sent")


def _sent(side: ShopSide | None) -> bool:
    return side is not None and side.sending in (ShopSending.SENT, ShopSending.DELIVERED) and _stands(side)


def _stands(side: ShopSide | None) -> bool:
    """Whether the shop's order still is to be sent, or was."""
    return (
        side is not None
        and side.payment is not ShopPayment.CANCELLED
        and side.sending not in (ShopSending.WILL_NOT_DELIVER, ShopSending.RETURNED)
    )
