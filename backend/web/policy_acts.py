"""What is pressed on the pages of policies besides the form: undo, make default, delete, and taking that back."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.storage import policies, policy_changes
from backend.storage.policies import KeptPolicy
from backend.storage.policy_previews import DELETE, UNDO
from backend.web import policy_preview
from backend.web.languages import _
from backend.web.policy_preview import Change
from backend.web.policy_words.saying import policy_name
from backend.web.reading import whole
from backend.web.rendering import link, render
from backend.web.resources import resources
from backend.web.session import require
from backend.web.shell import Shell, shell

UNDONE_FOR = 86_400  # seconds in which a deletion can be taken back


async def undo(request: Request) -> Response:
    """POST: what would change if the policy were again as it was before its last change."""
    frame, kept = await _of_address(request)
    versions = await policy_changes.history(resources(request).db, kept.id, kept.kind, 2)
    if len(versions) < 2:
        return RedirectResponse(f"/policies/{kept.id}", 303)
    before = versions[1]
    every = await policies.of_shop(resources(request).db, frame.shop.id)
    taken = any(each.name == before.name for each in every if each.kind is kept.kind and each.id != kept.id)
    change = Change(kept, UNDO, kept.name if taken else before.name, before.policy, "undone")
    return await policy_preview.begin(request, frame, kept.kind.value, change)


async def make_default(request: Request) -> Response:
    """POST: the wizard chooses this one by itself from now on."""
    frame, kept = await _of_address(request)
    await policy_changes.make_default(resources(request).db, frame.shop.id, kept, resources(request).now())
    return RedirectResponse(link("/policies", said="default"), 303)


async def ask_delete(request: Request) -> Response:
    """GET: who takes the listings over, or that nothing uses it."""
    frame, kept = await _of_address(request)
    return await _asked(request, frame, kept, {})


async def _asked(request: Request, frame: Shell, kept: KeptPolicy, errors: dict[str, str]) -> Response:
    every = await policies.of_shop(resources(request).db, frame.shop.id)
    others = [each for each in every if each.kind is kept.kind and each.id != kept.id]
    used = next(each.used_by for each in every if each.id == kept.id)
    context = {
        "shell": frame, "policy": kept, "name": policy_name(kept), "used": used, "errors": errors,
        "others": [(each.id, policy_name(each)) for each in others],
    }  # fmt: skip
    return render(request, "policies/delete.html", context, status=422 if errors else 200)


async def delete(request: Request) -> Response:
    """POST: delete what nothing uses; else what would change if `successor` took its listings over."""
    home = resources(request)
    frame, kept = await _of_address(request)
    said = (await request.form()).get("successor")
    successor = await policies.find(home.db, frame.shop.id, whole(said)) if said else None
    if successor and (successor.kind is not kept.kind or successor.id == kept.id):
        successor = None
    if successor is None:
        if await policy_changes.delete(home.db, frame.shop.id, kept, None, home.now()):
            return RedirectResponse(link("/policies", said="deleted"), 303)
        return await _asked(request, frame, kept, {"successor": _("Choose who takes over.")})
    change = Change(kept, DELETE, kept.name, successor.policy, "deleted", successor)
    return await policy_preview.begin(request, frame, kept.kind.value, change)


async def restore(request: Request) -> Response:
    """POST: a deletion taken back."""
    home, shop_id = resources(request), require(request).shop_id
    known = await policy_changes.deleted(home.db, shop_id, home.now() - UNDONE_FOR)
    kept = next((each for each in known if each.id == request.path_params["policy_id"]), None)
    if kept is None:
        raise HTTPException(404)
    await policy_changes.restore(home.db, shop_id, kept, home.now())
    for seller in (await shell(request, "policies")).connected:
        await home.wake("matching", seller.id)
        await home.wake("offers", seller.id)
    return RedirectResponse(link("/policies", said="restored"), 303)


async def _of_address(request: Request) -> tuple[Shell, KeptPolicy]:
    """The policy of an address; 404 when it is another shop's, or deleted."""
    frame = await shell(request, "policies")
    kept = await policies.find(resources(request).db, frame.shop.id, request.path_params["policy_id"])
    if kept is None:
        raise HTTPException(404)
    return frame, kept
