"""Policies, in words: all of the shop's by kind, and one with its rules, its use and its history."""

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from backend.domain.policy import PolicyKind
from backend.storage import policies, policy_changes
from backend.storage.database import Database
from backend.storage.policies import KeptPolicy
from backend.storage.policy_changes import Version
from backend.web import category_names
from backend.web.policy_acts import UNDONE_FOR
from backend.web.policy_words.saying import (
    differences,
    kind_name,
    named,
    policy_name,
    sentences,
    topics,
)  # fmt: skip
from backend.web.reading import DRAFT
from backend.web.rendering import render
from backend.web.resources import resources
from backend.web.shell import shell
from backend.web.synchronization_words import Names

MOST_VERSIONS = 20

__all__ = ["one", "page", "policy_name", "sentences"]


@dataclass(frozen=True, slots=True)
class Change:
    """A line of the history: the version that it made, (before, after) of the name where that changed, and what is said
    differently: (what about, before, after)."""

    version: Version
    renamed: tuple[str, str] | None
    differences: list[tuple[str, str, str]]


async def page(request: Request) -> Response:
    """All policies of the shop, by kind; what was deleted lately can be taken back."""
    home, frame = resources(request), await shell(request, "policies")
    kept = await policies.of_shop(home.db, frame.shop.id)
    names = await category_names.asked(home.db, frame.shop.id, [each.policy for each in kept])
    groups = [
        (
            kind,
            kind_name(kind),
            [
                (k, policy_name(k), sentences(k.policy, names, frame.shop.currency))
                for k in kept
                if k.kind is kind
            ],
        )
        for kind in PolicyKind
    ]
    gone = await policy_changes.deleted(home.db, frame.shop.id, home.now() - UNDONE_FOR)
    context = {
        "shell": frame, "groups": groups, "said": request.query_params.get("said", ""),
        "gone": [(each.id, policy_name(each)) for each in gone],
    }  # fmt: skip
    return render(request, "policies/page.html", context)


async def one(request: Request) -> Response:
    """One policy with its history; 404 when it is another shop's. `draft` is the wizard's selection to go back to."""
    frame, db = await shell(request, "policies"), resources(request).db
    wanted = request.path_params["policy_id"]
    every = await policies.of_shop(db, frame.shop.id)
    kept = next((policy for policy in every if policy.id == wanted), None)
    if kept is None:
        raise HTTPException(404)
    names = await category_names.asked(db, frame.shop.id, [kept.policy])
    draft = request.query_params.get("draft", "")
    draft = draft if DRAFT.fullmatch(draft) else ""
    currency = frame.shop.currency
    context = {
        "shell": frame, "policy": kept, "name": policy_name(kept), "topics": topics(kept.policy, names, currency),
        "draft": draft,
        "back": f"/publish/{draft}" if draft else "", "history": await _history(db, kept, names, currency),
        "alone": sum(each.kind is kept.kind for each in every) == 1, "said": request.query_params.get("said", ""),
    }  # fmt: skip
    return render(request, "policies/policy.html", context)


async def _history(db: Database, kept: KeptPolicy, names: Names, currency: str) -> list[Change]:
    """What was done to a policy, the newest first, in words."""
    versions = await policy_changes.history(db, kept.id, kept.kind, MOST_VERSIONS + 1)
    found = []
    for number, version in enumerate(versions[:MOST_VERSIONS]):
        before = versions[number + 1] if number + 1 < len(versions) else None
        renamed = (
            (named(before.name), named(version.name)) if before and before.name != version.name else None
        )
        changes = differences(before.policy, version.policy, names, currency) if before else []
        found.append(Change(version, renamed, changes))
    return found
