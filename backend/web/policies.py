"""Policies, in words: what the eye icon of the wizard opens."""

import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from backend.domain.policy import Policy, PolicyKind, ShippingPolicy
from backend.domain.selling import SellingPolicy
from backend.domain.synchronization import SynchronizationPolicy
from backend.storage import policies
from backend.storage.policies import KeptPolicy
from backend.web import synchronization_words
from backend.web.languages import _, ngettext
from backend.web.rendering import money, number, percent, render
from backend.web.resources import resources
from backend.web.shell import shell

DRAFT = re.compile(r"[A-Za-z0-9_-]{1,64}")


async def page(request: Request) -> Response:
    """All policies of the shop, by kind."""
    frame = await shell(request, "policies")
    kept = await policies.of_shop(resources(request).db, frame.shop.id)
    kept.sort(key=lambda policy: tuple(PolicyKind).index(policy.kind))
    shown = [(policy, policy_name(policy), sentences(policy.policy)) for policy in kept]
    return render(request, "policies/page.html", {"shell": frame, "policies": shown})


async def one(request: Request) -> Response:
    """One policy; 404 when it is another shop's. `draft` is the wizard's selection to go back to."""
    frame = await shell(request, "policies")
    wanted = request.path_params["policy_id"]
    every = await policies.of_shop(resources(request).db, frame.shop.id)
    kept = next((policy for policy in every if policy.id == wanted), None)
    if kept is None:
        raise HTTPException(404)
    draft = request.query_params.get("draft", "")
    context = {
        "shell": frame, "policy": kept, "name": policy_name(kept), "sentences": sentences(kept.policy),
        "back": f"/publish/{draft}" if DRAFT.fullmatch(draft) else "",
    }  # fmt: skip
    return render(request, "policies/policy.html", context)


def policy_name(kept: KeptPolicy) -> str:
    """A policy's name; the names of the defaults are keys, so that they follow the language."""
    names = {
        ":shop_price": _("Shop price and stock"),
        ":in_stock_and_enabled": _("What is enabled and in stock"),
        ":amazon_default": _("Amazon's default template"),
    }
    return names.get(kept.name, kept.name)


def sentences(policy: Policy) -> list[str]:
    """What a policy does, one sentence for each rule."""
    match policy:
        case SellingPolicy():
            return _selling(policy)
        case SynchronizationPolicy():
            return synchronization_words.sentences(policy, {})
        case ShippingPolicy():
            if policy.template_id:
                return [_("Offers use your Amazon shipping template “%s”.") % policy.template_name]
            return [_("Offers use the shipping template that is your default on Amazon.")]


def _selling(policy: SellingPolicy) -> list[str]:
    said = [
        _("The price on Amazon is your shop's price, changed by %s.")
        % ", ".join(percent(each.percent) for each in policy.changes)
        if policy.changes
        else _("The price on Amazon is your shop's price.")
    ]
    said += [
        _("It is rounded to the nearest price that ends in %s.") % f"{rounding.ending:02d}"
        for rounding in policy.roundings
    ]
    if policy.floor is not None:
        said.append(_("It never falls under %s.") % money(policy.floor))
    said.append(
        _("The quantity on Amazon is your shop's stock.")
        if policy.percentage == 100
        else _("The quantity on Amazon is %s %% of your shop's stock.") % number(policy.percentage)
    )
    if policy.buffer:
        said.append(
            ngettext("%s piece is kept back.", "%s pieces are kept back.", policy.buffer)
            % number(policy.buffer)
        )
    if policy.maximum is not None:
        said.append(_("At most %s are offered.") % number(policy.maximum))
    said.append(
        _("Stock that your shop does not count is offered as %s.") % number(policy.unlimited_quantity)
    )
    if policy.handling_days is not None:
        said.append(
            ngettext(
                "An order leaves within %s day.", "An order leaves within %s days.", policy.handling_days
            )
            % number(policy.handling_days)
        )
    return said
