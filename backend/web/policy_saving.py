"""Doing to policies what a page has shown: saving, undoing, deleting, making the default."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.policy import PolicyKind
from backend.storage import drafts, policies, policy_changes, policy_previews
from backend.storage.policy_previews import DELETE, Preview
from backend.web.policy_editing import Editing, Entered
from backend.web.policy_words.saying import named
from backend.web.reading import DRAFT
from backend.web.rendering import link
from backend.web.resources import resources
from backend.web.shell import shell


def name_of(editing: Editing, entered: Entered) -> str:
    """The name to keep: a default's name stays the key that follows the language."""
    kept = editing.kept
    return kept.name if kept and named(kept.name) == entered.name else entered.name


async def renamed(request: Request, editing: Editing, entered: Entered) -> Response:
    """No rule was changed: the name is saved at once."""
    home, kept, name = resources(request), editing.kept, name_of(editing, entered)
    assert kept is not None
    if name != kept.name:
        await policy_changes.rename(home.db, editing.frame.shop.id, kept.id, kept.version, name, home.now())
    await choose(request, editing.frame.shop.id, editing.draft, editing.kind, kept.id)
    way = f"/publish/{editing.draft}" if editing.draft else link(f"/policies/{kept.id}", said="saved")
    return RedirectResponse(way, 303)


async def save(request: Request, preview: Preview) -> str:
    """Do what a preview has shown, once; the address that then is looked at, or "" where the policy was changed since
    and nothing was done."""
    home, shop_id, now = resources(request), preview.shop_id, resources(request).now()
    async with home.db.transaction():
        if not await policy_previews.saved(home.db, preview, now):
            return _after(preview, preview.policy_id)
        if preview.policy_id is None:
            name, kind = preview.name, preview.kind
            made = await policy_changes.make(
                home.db, shop_id, kind, name, preview.policy, now, why=preview.why
            )
            await policy_previews.made(home.db, preview, made)
            await choose(request, shop_id, preview.draft, preview.kind, made)
            return _after(preview, made)
        if not await _changed(request, preview, now):
            await policy_previews.open_again(home.db, preview)
            return ""
        await choose(request, shop_id, preview.draft, preview.kind, preview.policy_id)
    for seller in (await shell(request, "policies")).connected:
        await home.wake("matching", seller.id)
        await home.wake("offers", seller.id)
    return _after(preview, preview.policy_id)


async def _changed(request: Request, preview: Preview, now: int) -> bool:
    db, shop_id = resources(request).db, preview.shop_id
    assert preview.policy_id is not None
    if preview.purpose != DELETE:
        return await policy_changes.save(
            db,
            shop_id,
            preview.policy_id,
            preview.version,
            preview.name,
            preview.policy,
            now,
            why=preview.why,
        )
    kept = await policies.find(db, shop_id, preview.policy_id)
    successor = await policies.find(db, shop_id, preview.successor_id or 0)
    if kept is None or successor is None or successor.policy != preview.policy:
        return False
    return await policy_changes.delete(db, shop_id, replace(kept, version=preview.version), successor, now)


def _after(preview: Preview, policy_id: int | None) -> str:
    if DRAFT.fullmatch(preview.draft):
        return f"/publish/{preview.draft}"
    if preview.purpose == DELETE or policy_id is None:
        return "/policies"
    return link(f"/policies/{policy_id}", said="saved")


async def choose(request: Request, shop_id: int, draft_id: str, kind: PolicyKind, policy_id: int) -> None:
    """The wizard's selection that led here takes this policy."""
    home = resources(request)
    draft = await drafts.find(home.db, shop_id, draft_id) if draft_id else None
    if draft is None:
        return
    match kind:
        case PolicyKind.SELLING:
            draft = replace(draft, selling_policy_id=policy_id)
        case PolicyKind.SYNCHRONIZATION:
            draft = replace(draft, synchronization_policy_id=policy_id)
        case PolicyKind.SHIPPING:
            draft = replace(draft, shipping_policy_id=policy_id)
    await drafts.change(home.db, draft, home.now())
