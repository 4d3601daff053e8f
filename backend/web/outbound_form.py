"""The form by which an order of the shop's own is handed over: filled from the order, read back, checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from backend.domain.marketplace import Participation, SellerStatus
from backend.domain.orders import Recipient
from backend.domain.outbound import (
    LONGEST_COMMENT,
    MOST_PIECES,
    Handover,
    Line,
    Missing,
    Speed,
    address_faults,
    outbound_code,
)
from backend.domain.own_orders import OwnLine, OwnOrder
from backend.storage.outbound_wishes import AskedLine
from backend.storage.sellers import Seller
from backend.web.languages import _
from backend.web.outbound_words import fault_sentence
from backend.web.reading import whole

Skus = Mapping[tuple[int, int, int], str]
_PLAIN = ("name", "company", "city", "region", "postal_code", "country", "phone")
_FLAGS = ("blank_box", "hold", "gives_back")


@dataclass(frozen=True, slots=True)
class Place:
    """A marketplace of an account that is connected: from its warehouse an order can leave."""

    seller: Seller
    participation: Participation

    @property
    def key(self) -> str:
        return f"{self.seller.id}:{self.participation.marketplace_id}"


@dataclass(slots=True)
class OutboundForm:
    """What stands in the form, by field, and what is wrong with it. `lines` are those that a parcel can hold, with how
    many pieces of each are still to be sent."""

    order: OwnOrder
    lines: Sequence[tuple[OwnLine, int]]
    places: Sequence[Place]
    values: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def place(self) -> Place | None:
        return next((each for each in self.places if each.key == self.values["place"]), None)

    @property
    def recipient(self) -> Recipient:
        said = self.values
        street = tuple(line.strip() for line in said["street"].splitlines() if line.strip())
        return Recipient(
            said["name"], said["company"], street, said["city"], said["region"], said["postal_code"],
            said["country"].upper(), said["phone"],
        )  # fmt: skip

    def asked(self) -> tuple[AskedLine, ...]:
        """The lines with at least one piece."""
        return tuple(
            AskedLine(
                line.code, self.values[f"sku_{line.code}"], line.name, whole(self.values[f"pieces_{line.code}"]),
                line.product_id or None, line.variation_id,
            )
            for line, _left in self.lines
            if whole(self.values[f"pieces_{line.code}"])
        )  # fmt: skip

    def handover(self, store_id: int, number: int) -> Handover:
        """All that Amazon is told; only after `check` found nothing."""
        assert self.place is not None
        said = self.values
        return Handover(
            outbound_code(store_id, self.order.shop_code, number), self.order.shop_code, self.order.created_at,
            self.place.participation.marketplace_id, said["comment"], Speed(said["speed"] or "standard"),
            Missing(said["missing"]), self.recipient,
            tuple(Line(each.code, each.sku, each.pieces) for each in self.asked()), bool(said["hold"]),
            bool(said["blank_box"]),
        )  # fmt: skip

    def check(self) -> bool:
        """Whether it can be sent; what is wrong stands in `errors` then."""
        if self.place is None:
            self.errors["place"] = _("Choose the account and the country that it leaves from.")
        self.errors |= {name: fault_sentence(fault) for name, fault in address_faults(self.recipient).items()}
        for line, left in self.lines:
            said = self.values[f"pieces_{line.code}"]
            if said and (not said.isdigit() or whole(said) > left):
                self.errors[f"pieces_{line.code}"] = _("A whole number, at most %s.") % left
            elif whole(said) and not 0 < len(self.values[f"sku_{line.code}"]) <= 50:
                self.errors[f"sku_{line.code}"] = _("Under which SKU does Amazon have it?")
        pieces = sum(each.pieces for each in self.asked())
        if not pieces and not any(name.startswith("pieces_") for name in self.errors):
            self.errors["lines"] = _("Choose at least one piece to send.")
        elif pieces > MOST_PIECES:
            self.errors["lines"] = _("Amazon takes at most %s pieces in an order.") % MOST_PIECES
        if len(self.values["comment"]) > LONGEST_COMMENT:
            self.errors["comment"] = _("At most %s characters.") % LONGEST_COMMENT
        return not self.errors


def places_of(sellers: Sequence[Seller]) -> list[Place]:
    """Where orders can leave from."""
    return [
        Place(seller, each)
        for seller in sellers
        if seller.status is SellerStatus.CONNECTED
        for each in seller.marketplaces
        if each.participating
    ]


def fresh_form(
    order: OwnOrder, places: Sequence[Place], skus: Skus, sent: Mapping[str, int], gives_back: bool
) -> OutboundForm:
    """As the shop has the order; pieces that left already are not offered again."""
    lines = [(line, max(0, line.pieces - sent.get(line.code, 0))) for line in order.goods]
    to, place = order.recipient, nearest(places, order.recipient.country)
    values = {
        "place": place.key if place else "", "name": to.name, "company": to.company, "street": "\n".join(to.lines),
        "city": to.city, "region": to.region, "postal_code": to.postal_code, "country": to.country,
        "phone": to.phone, "comment": "", "missing": Missing.NOTHING_LEAVES.value, "speed": "", "blank_box": "",
        "hold": "", "gives_back": "yes" if gives_back else "", "fee_seen": "",
    }  # fmt: skip
    for line, left in lines:
        key = (place.seller.id if place else 0, line.product_id, line.variation_id)
        values[f"pieces_{line.code}"] = str(left)
        values[f"sku_{line.code}"] = (skus.get(key) or line.sku)[:50]
    return OutboundForm(order, lines, places, values)


def read_form(form: OutboundForm, said: Mapping[str, object]) -> OutboundForm:
    """What was entered, in place of what the order says."""

    def text(name: str, most: int = 200) -> str:
        return str(said.get(name) or "").replace("\x00", "").strip()[:most]

    form.values |= {name: text(name) for name in _PLAIN}
    form.values |= {name: "yes" if text(name) else "" for name in _FLAGS}
    form.values |= {"street": text("street", 400), "comment": text("comment", 2000), "place": text("place")}
    form.values["speed"] = text("speed") if text("speed") in tuple(Speed) else ""
    form.values["missing"] = (
        text("missing") if text("missing") in tuple(Missing) else Missing.NOTHING_LEAVES.value
    )
    form.values["fee_seen"] = text("fee_seen", 40)
    for line, _left in form.lines:
        form.values[f"pieces_{line.code}"] = text(f"pieces_{line.code}", 9)
        form.values[f"sku_{line.code}"] = text(f"sku_{line.code}")
    return form


def nearest(places: Sequence[Place], country: str) -> Place | None:
    """Where a parcel to a country leaves from best: the same country, else the first place."""
    same = [each for each in places if each.participation.country == country]
    return next(iter([*same, *places]), None)
