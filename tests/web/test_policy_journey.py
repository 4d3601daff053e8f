"""A policy's way through the pages: edited, what would change, saved, undone; nothing lost on the way."""

from pathlib import Path

import httpx

from backend.domain.policy import PolicyKind
from backend.storage import policies
from tests.web.desk import SAME, Desk, open_desk

FORM = {
    "price.source": "price", "price.else": "yes", "conversion": "none", "quantity": "stock", "fixed": "1",
    "percentage": "100", "unlimited_quantity": "10", "largest_move": "50",
}  # fmt: skip


async def post(desk: Desk, path: str, form: dict[str, str]) -> httpx.Response:
    return await desk.browser.post(path, data=form, headers=SAME)


async def selling(desk: Desk) -> policies.KeptPolicy:
    return (await policies.defaults(desk.world.house.db, desk.shop_id))[PolicyKind.SELLING]


async def test_a_change_is_shown_saved_and_undone(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        kept = await selling(desk)
        page = await desk.page(f"/policies/{kept.id}/edit")
        assert "91 listings use it" in page
        form = {
            **FORM, "name": "Shop price and stock", "version": "1", "changes.0.kind": "percent_more",
            "changes.0.value": "8", "roundings.0.kind": "ending", "roundings.0.value": ",99",
        }  # fmt: skip
        answer = await post(desk, f"/policies/{kept.id}/preview", form)
        assert answer.status_code == 303, answer.text
        preview = await desk.page(answer.headers["location"])
        assert "prices change" in preview
        assert (await selling(desk)).version == 1
        saved = await post(desk, answer.headers["location"], {})
        assert saved.headers["location"] == f"/policies/{kept.id}?said=saved"
        now = await selling(desk)
        assert (now.version, now.name) == (2, ":shop_price")
        page = await desk.page(saved.headers["location"])
        assert "It is changed by +8%." in page
        undo = await post(desk, f"/policies/{kept.id}/undo", {})
        assert "If the last change of" in await desk.page(undo.headers["location"])
        await post(desk, undo.headers["location"], {})
        again = await selling(desk)
        assert (again.version, again.policy) == (3, kept.policy)
