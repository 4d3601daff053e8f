"""The form part of a synchronization policy: four rules with their conditions, and what follows the shop."""

from collections.abc import Mapping

from starlette.datastructures import FormData
from starlette.requests import Request

from backend.domain.clashes import clashes
from backend.domain.policy import Policy
from backend.domain.synchronization import Conditions, Field, Subject, SynchronizationPolicy
from backend.storage import catalogue
from backend.web.languages import _, spoken
from backend.web.policy_forms.about import About, about, entered
from backend.web.policy_forms.condition_rows import ADDED, read_conditions, written
from backend.web.policy_forms.fields import Fields
from backend.web.policy_forms.rows import Pairs, form_of, pairs_of
from backend.web.policy_forms.selling import View
from backend.web.resources import resources
from backend.web.synchronization_words import clash_words, field_name

SWITCHES = ("only_enabled", "only_in_stock", "lists", "revises", "relists", "stops")
_NEVER = Conditions(all=False)


async def draw(request: Request, policy: Policy, errors: dict[str, str]) -> dict[str, object]:
    """What the template needs: what was entered, or what the policy says."""
    assert isinstance(policy, SynchronizationPolicy)
    known, form = about(request), entered(request)
    if form is None:
        form = form_of(written_policy(policy))
    return {
        **await editor(request, form, known, errors, getattr(request.state, "focus", "")),
        "fields": [(f"follow.{field}", field_name(field)) for field in Field],
        "clashes": clash_words(clashes(policy)),
    }


async def editor(
    request: Request, form: FormData, known: About, errors: Mapping[str, str], focus: str
) -> dict[str, object]:
    """What templates/policies/forms/conditions.html needs. `focus`: the row that the last button was about."""
    categories = await catalogue.categories(resources(request).db, known.shop.id, spoken())
    there = {str(id) for id, _name in categories}
    gone = sorted({v for k, v in pairs_of(form) if k.endswith(".category") and v and v not in there})
    return {
        "view": View(form, known, errors, focus), "added": ADDED, "asks": asks(),
        "categories": [(str(id), name) for id, name in categories] + [(id, f"#{id}") for id in gone],
    }  # fmt: skip


def read(form: FormData, before: Policy, about: About) -> tuple[Policy, dict[str, str]]:
    """The policy as entered, and messages beside fields. A rule without conditions asks for nothing; a stop rule
    without any stops nothing."""
    assert isinstance(before, SynchronizationPolicy)
    fields = Fields(form, about)
    stop = read_conditions(fields, "stop_when")
    same = fields.ticked("relist_same")
    policy = SynchronizationPolicy(
        **{name: fields.ticked(name) for name in SWITCHES},
        list_when=asked(read_conditions(fields, "list_when")),
        revise_when=asked(read_conditions(fields, "revise_when")),
        relist_when=None if same else asked(read_conditions(fields, "relist_when")),
        stop_when=stop if stop.parts else _NEVER,
        fields=frozenset(field for field in Field if fields.ticked(f"follow.{field}")),
    )
    return policy, fields.errors


def asked(conditions: Conditions) -> Conditions:
    """Without any part nothing is asked, whatever else is chosen."""
    return conditions if conditions.parts else Conditions()


def written_policy(policy: SynchronizationPolicy) -> Pairs:
    """Every field of the form with its text, as `read` reads it back."""
    pairs: Pairs = [(name, "yes") for name in SWITCHES if getattr(policy, name)]
    pairs += [(f"follow.{field}", "yes") for field in Field if field in policy.fields]
    pairs += [("relist_same", "yes")] if policy.relist_when is None else []
    rules = (
        ("list_when", policy.list_when), ("revise_when", policy.revise_when),
        ("relist_when", policy.relist_when or Conditions()), ("stop_when", policy.stop_when),
    )  # fmt: skip
    return pairs + [pair for name, conditions in rules for pair in written(name, conditions)]


def asks() -> list[tuple[str, list[tuple[str, str]]]]:
    """What a row may ask, by what it is about."""
    words: list[tuple[str, Subject, list[tuple[str, str]]]] = [
        (_("Your shop"), Subject.ENABLED, [("yes", _("is enabled")), ("no", _("is not enabled"))]),
        (_("Stock"), Subject.IN_STOCK, [("yes", _("has something to offer")), ("no", _("has nothing to offer"))]),
        (_("Pieces offered"), Subject.QUANTITY, [("at_least", _("offers at least")), ("at_most", _("offers at most"))]),
        (_("Price in your shop"), Subject.PRICE, [("at_least", _("costs at least")), ("at_most", _("costs at most"))]),
        (_("Category"), Subject.CATEGORY, [
            ("within", _("is in the category or below it")),
            ("outside", _("is neither in the category nor below it")),
        ]),
        (_("Attribute"), Subject.ATTRIBUTE, [
            ("equals", _("has an attribute that is")), ("differs", _("has an attribute that is not")),
            ("contains", _("has an attribute that contains")), ("at_least", _("has an attribute of at least")),
            ("at_most", _("has an attribute of at most")), ("yes", _("has the attribute")),
            ("no", _("does not have the attribute")),
        ]),
    ]  # fmt: skip
    return [(title, [(f"{s}:{how}", said) for how, said in options]) for title, s, options in words]
