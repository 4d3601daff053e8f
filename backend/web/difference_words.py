"""What of a listing differs from what Amazon shows, field by field, and why: in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from backend.domain.field_differences import UNSAID, Compared, State, Value, compare
from backend.domain.following import EVERYTHING
from backend.domain.money import Money
from backend.domain.policy import Condition
from backend.domain.synchronization import Field, SynchronizationPolicy
from backend.storage.listings import Listing
from backend.storage.policies import KeptPolicy
from backend.web.languages import _, ngettext
from backend.web.publish import condition_name
from backend.web.rendering import money, number

SETTLED = 300  # seconds after a push in which Amazon may still show what was before


@dataclass(frozen=True, slots=True)
class Line:
    """One field in words; `why` "" where nothing differs."""

    field: str
    wanted: str
    sent: str
    shown: str
    why: str


def of_listing(
    listing: Listing, now: int, kept: Mapping[int, KeptPolicy], *, paused: bool = False, title: str = ""
) -> tuple[Compared, ...]:
    """Every field of a listing, compared. `kept`: the shop's policies, by our ids."""
    pushed = max(listing.sent_at or 0, listing.pushed_at or 0)
    asked = None
    if listing.asked_price is not None and listing.sent is not None:
        asked = Money(listing.asked_price, listing.sent.price.currency)
    state = State(
        listing.asin, title, asked, now - pushed > SETTLED, paused or listing.paused,
        (listing.revise_at is not None and listing.revise_at <= now) or listing.sending_at is not None,
        _follows(listing, kept),
    )  # fmt: skip
    return compare(listing.explained, listing.sent, listing.shown, state)


def _follows(listing: Listing, kept: Mapping[int, KeptPolicy]) -> frozenset[Field]:
    found = kept.get(listing.synchronization_policy_id)
    policy = found.policy if found else None
    if not isinstance(policy, SynchronizationPolicy):
        return EVERYTHING
    return policy.fields if policy.revises else frozenset()


def lines(found: tuple[Compared, ...]) -> list[Line]:
    """All of them in words."""
    return [
        Line(
            field_name(each.field), _value(each.field, each.wanted), _value(each.field, each.sent),
            _unsaid(each) or _value(each.field, each.shown), why_words(each.why) if each.why else "",
        )
        for each in found
    ]  # fmt: skip


def shortly(found: tuple[Compared, ...]) -> list[str]:
    """Only what differs, for a row: the field, and why."""
    return [f"{field_name(each.field)}: {why_words(each.why)}" for each in found if each.why]


def field_name(field: str) -> str:
    return {
        "price": _("Price"), "quantity": _("Quantity"), "asin": "ASIN", "condition": _("Condition"),
        "handling": _("Shipped within"), "template": _("Shipping template"), "title": _("Title"),
        "sale": _("Sale price"), "list_price": _("List price"), "business": _("Business price"),
        "note": _("Note for buyers"),
    }.get(field, field)  # fmt: skip


def why_words(why: str) -> str:
    """Why a field is not as it is wanted."""
    match why:
        case "paused":
            return _("it is paused, so nothing is sent")
        case "guard":
            return _("the move is larger than your policy lets pass; it waits for your word")
        case "orders":
            return _("more pieces wait until Amazon's orders are known")
        case "owed":
            return _("it is on its way to Amazon")
        case "not_yet":
            return _("sent a moment ago; Amazon does not show it yet")
        case "sold":
            return _("pieces are gone on Amazon; their order is still to come")
        case "elsewhere":
            return _("Amazon shows another product under this SKU")
        case "left":
            return _("changed on Amazon, where your policy leaves it as it is")
        case "changed_there":
            return _("changed on Amazon; Storelane puts it right at the next comparison")
        case _:
            return why


def _value(field: str, value: Value) -> str:
    if value is None:
        return {"handling": _("as set in Seller Central"), "template": _("your default on Amazon")}.get(
            field, "–"
        )
    if isinstance(value, Money):
        return money(value)
    if field == "handling" and isinstance(value, int):
        return ngettext("%s day", "%s days", value) % number(value)
    if field == "condition" and value in {each.value for each in Condition}:
        return condition_name(Condition(str(value)))
    return number(value) if isinstance(value, int) else value


def _unsaid(each: Compared) -> str:
    return _("Amazon does not say") if each.field in UNSAID and each.shown is None else ""
