"""Reading the form of an auto-add rule: the rule as entered and messages beside its fields; odd input never raises."""

from collections.abc import Sequence
from dataclasses import replace

from starlette.datastructures import FormData

from backend.domain.auto_adding import AutoRule, Leaving, Mode
from backend.domain.marketplace import Participation
from backend.domain.policy import PolicyKind
from backend.storage.policies import KeptPolicy
from backend.storage.sellers import Seller
from backend.web.languages import _
from backend.web.policy_forms.about import About
from backend.web.policy_forms.condition_rows import read_conditions
from backend.web.policy_forms.fields import Fields
from backend.web.policy_forms.synchronization import asked
from backend.web.publish import CONDITIONS
from backend.web.reading import whole, wholes

CONDITIONS_OF = "conditions"  # the name of the group of conditions in the form
MOST_CATEGORIES = 2_000
LONGEST = 120  # letters of a name
MOST_A_DAY = 100_000


def read(
    form: FormData,
    before: AutoRule,
    places: Sequence[tuple[Seller, Participation]],
    kept: Sequence[KeptPolicy],
    categories: Sequence[int],
    about: About,
) -> tuple[AutoRule, dict[str, str]]:
    """The rule, and what is wrong by field."""
    errors: dict[str, str] = {}
    name = " ".join(str(form.get("name") or "").split())[:LONGEST]
    if not name:
        errors["name"] = _("Give the rule a name.")
    rule = _with_place(replace(before, name=name), form, places, errors)
    wanted = set(wholes([*form.getlist("category")], MOST_CATEGORIES))
    rule = replace(rule, categories=tuple(each for each in categories if each in wanted))
    rule = _with_policies(rule, form, kept, errors)
    rule = _with_choices(rule, form, errors)
    fields = Fields(form, about, errors)
    return replace(rule, conditions=asked(read_conditions(fields, CONDITIONS_OF))), errors


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
