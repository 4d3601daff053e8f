"""Reading the form of an auto-add rule: the rule as entered and messages beside its fields; odd input never raises."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from starlette.datastructures import FormData

from backend.domain.auto_adding import AutoRule, Leaving, Mode
from backend.domain.conditions import number_in
from backend.domain.marketplace import Participation
from backend.domain.policy import PolicyKind
from backend.domain.synchronization import Asks, Conditions, Subject
from backend.domain.synchronization import Test as Asked
from backend.storage.policies import KeptPolicy
from backend.storage.sellers import Seller
from backend.web.languages import _
from backend.web.publish import CONDITIONS
from backend.web.reading import whole, wholes

MOST_ROWS = 12
MOST_CATEGORIES = 2_000
LONGEST = 120  # letters of a name, a value
MOST_A_DAY = 100_000
_BARE = (Asks.YES, Asks.NO)


@dataclass(frozen=True, slots=True)
class Entered:
    """A condition as it was typed, be it half of one. `what`: subject and how it asks, "price:at_least"."""

    what: str = "price:at_least"
    attribute: str = ""
    value: str = ""


def entered(test: Asked) -> Entered:
    return Entered(f"{test.subject.value}:{test.asks.value}", test.attribute, test.value)


def rows_of(rule: AutoRule) -> list[Entered]:
    """A kept rule's conditions as rows."""
    return [entered(part) for part in rule.conditions.parts if isinstance(part, Asked)]


def read(
    form: FormData,
    before: AutoRule,
    places: Sequence[tuple[Seller, Participation]],
    kept: Sequence[KeptPolicy],
    categories: Sequence[int],
) -> tuple[AutoRule, list[Entered], dict[str, str]]:
    """The rule, its rows of conditions, and what is wrong by field."""
    errors: dict[str, str] = {}
    name = " ".join(str(form.get("name") or "").split())[:LONGEST]
    if not name:
        errors["name"] = _("Give the rule a name.")
    rule = _with_place(replace(before, name=name), form, places, errors)
    wanted = set(wholes([*form.getlist("category")], MOST_CATEGORIES))
    rule = replace(rule, categories=tuple(each for each in categories if each in wanted))
    rule = _with_policies(rule, form, kept, errors)
    rule = _with_choices(rule, form, errors)
    rows = _rows(form)
    parts = tuple(test for n, row in enumerate(rows) if (test := _test(n, row, errors)))
    return replace(rule, conditions=Conditions(form.get("match") != "any" or not parts, parts)), rows, errors


def _with_place(
    rule: AutoRule, form: FormData, places: Sequence[tuple[Seller, Participation]], errors: dict[str, str]
) -> AutoRule:
    for seller, place in places:
        if f"{seller.id} {place.marketplace_id}" == form.get("place"):
            return replace(rule, seller_id=seller.id, marketplace_id=place.marketplace_id)
    if rule.id and f"{rule.seller_id} {rule.marketplace_id}" == form.get("place"):
        return rule  # its account is not connected now; that hinders no other change
    errors["place"] = _("Choose where to sell.")
    return rule


def _with_policies(
    rule: AutoRule, form: FormData, kept: Sequence[KeptPolicy], errors: dict[str, str]
) -> AutoRule:
    chosen: dict[str, int] = {}
    for kind in PolicyKind:
        found = next((k for k in kept if k.kind is kind and str(k.id) == form.get(kind.value)), None)
        if found is None:
            errors[kind.value] = _("Choose a policy.")
        else:
            chosen[f"{kind.value}_policy_id"] = found.id
    return replace(rule, **chosen)  # type: ignore[arg-type]


def _with_choices(rule: AutoRule, form: FormData, errors: dict[str, str]) -> AutoRule:
    condition = next((c for c in CONDITIONS if c.value == form.get("condition")), None)
    if condition is None:
        errors["condition"] = _("Choose a condition.")
    typed = str(form.get("daily_cap") or "").strip()
    cap = whole(typed)
    if typed and not 0 < cap <= MOST_A_DAY:
        errors["daily_cap"] = _("A whole number above 0, or nothing for no limit.")
    return replace(
        rule, condition=condition or rule.condition, daily_cap=cap or None,
        mode=Mode.LIST if form.get("mode") == Mode.LIST else Mode.REVIEW,
        only_ready=form.get("only_ready") == "1",
        on_leaving=Leaving.STOP if form.get("on_leaving") == Leaving.STOP else Leaving.LEAVE,
    )  # fmt: skip


def _rows(form: FormData) -> list[Entered]:
    said = [form.getlist(name)[:MOST_ROWS] for name in ("what", "attribute", "value")]
    return [
        Entered(str(what)[:40], str(attribute).strip()[:LONGEST], str(value).strip()[:LONGEST])
        for what, attribute, value in zip(*said, strict=False)
    ]


def _test(number: int, row: Entered, errors: dict[str, str]) -> Asked | None:
    """A row as a test; None, with a message, while it is half of one. An empty row of values says nothing."""
    said, _colon, how = row.what.partition(":")
    try:
        subject, asks = Subject(said), Asks(how)
    except ValueError:
        errors[f"row{number}"] = _("Choose what the condition asks.")
        return None
    if subject is Subject.ATTRIBUTE and not row.attribute:
        errors[f"row{number}"] = _("Name the attribute.")
        return None
    if asks in _BARE:
        return Asked(subject, asks, "", row.attribute if subject is Subject.ATTRIBUTE else "")
    if not row.value:
        errors[f"row{number}"] = _("Say the value.")
        return None
    if asks in (Asks.AT_LEAST, Asks.AT_MOST) and number_in(row.value, unit=False) is None:
        errors[f"row{number}"] = _("This must be a number.")
        return None
    return Asked(subject, asks, row.value, row.attribute if subject is Subject.ATTRIBUTE else "")
