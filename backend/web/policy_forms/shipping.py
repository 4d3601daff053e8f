"""The form part of a shipping policy: a template of one of the sellers, or by an attribute, or Amazon's default."""

from dataclasses import replace

from starlette.datastructures import FormData
from starlette.requests import Request

from backend.domain.policy import Policy, ShippingPolicy
from backend.storage import shipping_templates
from backend.web.languages import _
from backend.web.policy_forms.about import About, about, entered
from backend.web.policy_forms.rows import text
from backend.web.resources import resources
from backend.web.template_choice import groups, lost, of_policy, read_option


async def draw(request: Request, policy: Policy, errors: dict[str, str]) -> dict[str, object]:
    """What the template needs: the templates there are, and what was entered or what the policy says."""
    assert isinstance(policy, ShippingPolicy)
    known, form = about(request), entered(request)
    chosen = text(form, "template") if form is not None else of_policy(policy)
    attribute = text(form, "attribute") if form is not None else policy.attribute
    return {
        **await choice(request, known, chosen), "attribute": attribute, "attributes": known.attributes, "waits": False,
        "since": 0,
    }  # fmt: skip


async def choice(request: Request, known: About, chosen: str) -> dict[str, object]:
    """The list to choose a template from; also without the form around it, when it was read again."""
    lists = await shipping_templates.of_shop(resources(request).db, known.shop.id)
    found = groups(known.sellers, lists)
    named = read_option(chosen, known.sellers)
    listed = {group.value(each) for group in found for each in group.alive}
    return {
        "groups": found, "chosen": chosen, "chosen_name": named.template_name if named else chosen.rpartition("/")[2],
        "listed": chosen in listed or not chosen, "lost": lost(chosen, found),
        "read_at": min((group.read_at for group in found), default=0),
        "trouble": any(group.trouble for group in found),
    }  # fmt: skip


def read(form: FormData, before: Policy, about: About) -> tuple[Policy, dict[str, str]]:
    """The policy as entered, and messages beside fields."""
    assert isinstance(before, ShippingPolicy)
    errors: dict[str, str] = {}
    value, attribute = text(form, "template"), text(form, "attribute")[:200]
    if not value:
        return ShippingPolicy(attribute=attribute), errors
    if value == of_policy(before):
        return replace(before, attribute=attribute), errors
    made = read_option(value, about.sellers)
    if made is None:
        errors["template"] = _("Choose one of the list.")
        return replace(before, attribute=attribute), errors
    return replace(made, attribute=attribute), errors
