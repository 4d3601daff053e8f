"""Policies, in words: all of the shop's by kind, and one with its rules, its use and its history."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from backend.domain.policy import PolicyKind
from backend.storage import policies
from backend.web import category_names
from backend.web.policy_words.saying import kind_name, policy_name, sentences
from backend.web.reading import DRAFT
from backend.web.rendering import render
from backend.web.resources import resources
from backend.web.shell import shell

__all__ = ["one", "page", "policy_name", "sentences"]


async def page(request: Request) -> Response:
    """All policies of the shop, by kind."""
    frame = await shell(request, "policies")
    kept = await policies.of_shop(resources(request).db, frame.shop.id)
    names = await category_names.asked(resources(request).db, frame.shop.id, [each.policy for each in kept])
    groups = [
        (
            kind,
            kind_name(kind),
            [(k, policy_name(k), sentences(k.policy, names)) for k in kept if k.kind is kind],
        )
        for kind in PolicyKind
    ]
    return render(request, "policies/page.html", {"shell": frame, "groups": groups})


async def one(request: Request) -> Response:
    """One policy; 404 when it is another shop's. `draft` is the wizard's selection to go back to."""
    frame = await shell(request, "policies")
    wanted = request.path_params["policy_id"]
    every = await policies.of_shop(resources(request).db, frame.shop.id)
    kept = next((policy for policy in every if policy.id == wanted), None)
    if kept is None:
        raise HTTPException(404)
    names = await category_names.asked(resources(request).db, frame.shop.id, [kept.policy])
    draft = request.query_params.get("draft", "")
    context = {
        "shell": frame, "policy": kept, "name": policy_name(kept), "sentences": sentences(kept.policy, names),
        "back": f"/publish/{draft}" if DRAFT.fullmatch(draft) else "",
    }  # fmt: skip
    return render(request, "policies/policy.html", context)
