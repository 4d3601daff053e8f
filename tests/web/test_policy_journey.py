"""A policy's way through the pages: edited, what would change, saved, undone; nothing lost on the way."""

import re
from pathlib import Path

import httpx
import pytest

from backend.domain.policy import PolicyKind
from backend.domain.selling import SellingPolicy
from backend.storage import drafts, policies, policy_foreseeing
from backend.storage.policies import KeptPolicy
from tests.lanes.ground import listing
from tests.web.desk import HTMX, SAME, Desk, merchant, open_desk, other_shop

FORM = {
    "price.source": "price", "price.else": "yes", "conversion": "none", "quantity": "stock", "fixed": "1",
    "percentage": "100", "unlimited_quantity": "10", "largest_move": "50",
}  # fmt: skip
DEARER = {**FORM, "changes.0.kind": "percent_more", "changes.0.value": "8"}


async def post(desk: Desk, path: str, form: dict[str, str]) -> httpx.Response:
    return await desk.browser.post(path, data=form, headers=SAME)


async def selling(desk: Desk) -> KeptPolicy:
    return (await policies.defaults(desk.world.house.db, desk.shop_id))[PolicyKind.SELLING]


async def previewed(desk: Desk, path: str, form: dict[str, str]) -> str:
    """The address of what would change."""
    answer = await post(desk, path, form)
    assert answer.status_code == 303, answer.text
    address = answer.headers["location"]
    assert address.startswith("/policies/previews/")
    await desk.page(address)
    return str(address)


async def test_a_change_is_shown_saved_sent_and_undone(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        kept = await selling(desk)
        assert "91 listings use it" in await desk.page(f"/policies/{kept.id}/edit")
        form = {**DEARER, "name": "Shop price and stock", "version": "1", "roundings.0.value": ",99"}
        address = await previewed(desk, f"/policies/{kept.id}/preview", form)
        preview = await desk.page(address)
        assert "prices change" in preview
        assert "91 listings were looked at" in preview
        assert (await selling(desk)).version == 1
        before = await listing(desk.world, desk.shop_id, "MV-SAVON-300")
        saved = await post(desk, address, {})
        assert saved.headers["location"] == f"/policies/{kept.id}?said=saved"
        now = await selling(desk)
        assert (now.version, now.name) == (2, ":shop_price")
        await desk.world.settle(20, 2)
        after = await listing(desk.world, desk.shop_id, "MV-SAVON-300")
        assert before.sent is not None
        assert after.sent is not None
        assert (before.sent.price.amount, after.sent.price.amount) == (650, 699)
        page = await desk.page(saved.headers["location"])
        assert "<ins>It is changed by +8%.</ins>" in page
        assert "You changed the policy “Shop price and stock”" in await desk.page("/journal")
        undo = await post(desk, f"/policies/{kept.id}/undo", {})
        assert "If the last change of" in await desk.page(undo.headers["location"])
        assert (await selling(desk)).version == 2
        await post(desk, undo.headers["location"], {})
        again = await selling(desk)
        assert (again.version, again.policy) == (3, kept.policy)


async def test_the_same_press_twice_saves_once(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        kept = await selling(desk)
        address = await previewed(
            desk, f"/policies/{kept.id}/preview", {**DEARER, "name": "A", "version": "1"}
        )
        for _press in range(2):
            assert (await post(desk, address, {})).headers["location"] == f"/policies/{kept.id}?said=saved"
        assert (await selling(desk)).version == 2
        assert "This was done already." in await desk.page(address)
        address = await previewed(desk, "/policies/new/preview", {**DEARER, "kind": "selling", "name": "B"})
        first, second = [await post(desk, address, {}) for _press in range(2)]
        assert first.headers["location"] == second.headers["location"]
        assert (await desk.page("/policies")).count(">B</a>") == 1


async def test_two_tabs_lose_nothing(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        kept, path = await selling(desk), ""
        path = f"/policies/{kept.id}/preview"
        first = await previewed(desk, path, {**DEARER, "name": "First", "version": "1"})
        second = await previewed(
            desk, path, {**DEARER, "changes.0.value": "12", "name": "Second", "version": "1"}
        )
        await post(desk, first, {})
        refused = await post(desk, second, {})
        assert refused.status_code == 409
        assert "changed elsewhere" in refused.text
        assert 'value="12"' in refused.text
        assert 'name="version" value="2"' in refused.text
        late = await post(desk, path, {**DEARER, "changes.0.value": "13", "name": "Late", "version": "1"})
        assert late.status_code == 409
        assert 'value="13"' in late.text
        assert (await selling(desk)).name == "First"
        again = await previewed(
            desk, path, {**DEARER, "changes.0.value": "12", "name": "Second", "version": "2"}
        )
        assert (await post(desk, again, {})).status_code == 303
        assert (await selling(desk)).name == "Second"


async def test_going_back_to_the_form_keeps_all_that_was_entered(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        kept = await selling(desk)
        address = await previewed(
            desk, f"/policies/{kept.id}/preview", {**DEARER, "name": "Mine", "version": "1"}
        )
        page = await desk.page(f"{address}/form")
        assert 'value="Mine"' in page
        assert re.search(r'name="changes.0.value" value="8"', page)


async def test_a_new_name_alone_is_saved_at_once(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        kept = await selling(desk)
        answer = await post(desk, f"/policies/{kept.id}/preview", {**FORM, "name": "Mine", "version": "1"})
        assert answer.headers["location"] == f"/policies/{kept.id}?said=saved"
        assert (await selling(desk)).name == "Mine"
        taken = await post(
            desk,
            "/policies/new/preview",
            {**DEARER, "kind": "selling", "name": "  mine ", "copy": str(kept.id)},
        )
        assert taken.status_code == 422
        assert "has this name already" in taken.text


async def test_the_wizard_gets_the_new_policy_chosen(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        draft = (await desk.browser.get("/publish")).headers["location"].removeprefix("/publish/")
        kept = await selling(desk)
        page = await desk.page(f"/policies/new?copy={kept.id}&draft={draft}")
        assert "Copy of Shop price and stock" in page
        assert "Back to your selection" in page
        form = {**DEARER, "copy": str(kept.id), "draft": draft, "name": "Mine"}
        address = await previewed(desk, "/policies/new/preview", form)
        assert "No listing uses it yet" in await desk.page(address)
        saved = await post(desk, address, {})
        assert saved.headers["location"] == f"/publish/{draft}"
        found = await drafts.find(desk.world.house.db, desk.shop_id, draft)
        assert found is not None
        made = await policies.find(desk.world.house.db, desk.shop_id, found.selling_policy_id)
        assert made is not None
        assert made.name == "Mine"
        assert made.policy != SellingPolicy()


async def test_who_takes_over_is_asked_and_its_deletion_taken_back(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        kept = await selling(desk)
        assert "the only one of its kind" in await desk.page(f"/policies/{kept.id}/delete")
        assert (await post(desk, f"/policies/{kept.id}/delete", {})).status_code == 422
        address = await previewed(
            desk, "/policies/new/preview", {**DEARER, "kind": "selling", "name": "Other"}
        )
        made = (await post(desk, address, {})).headers["location"].split("/")[2].split("?")[0]
        assert "91 listings use it" in await desk.page(f"/policies/{kept.id}/delete")
        foreign = await post(desk, f"/policies/{kept.id}/delete", {"successor": str(kept.id)})
        assert foreign.status_code == 422
        answer = await post(desk, f"/policies/{kept.id}/delete", {"successor": made})
        preview = await desk.page(answer.headers["location"])
        assert "“Other” takes its listings over" in preview
        assert "prices change" in preview
        assert (await post(desk, answer.headers["location"], {})).headers["location"] == "/policies"
        page = await desk.page("/policies")
        assert "You deleted “Shop price and stock”" in page
        assert (await desk.browser.get(f"/policies/{kept.id}")).status_code == 404
        assert (await selling(desk)).id == int(made)
        await post(desk, f"/policies/{kept.id}/restore", {})
        assert "used by 91 listings" in await desk.page(f"/policies/{kept.id}")
        await post(desk, f"/policies/{kept.id}/default", {})
        assert (await selling(desk)).id == kept.id
        await post(desk, f"/policies/{made}/delete", {})
        assert "It is deleted" in await desk.page("/policies?said=deleted")
        assert (await desk.browser.get(f"/policies/{made}")).status_code == 404
        assert (await post(desk, "/policies/1234/restore", {})).status_code == 404


async def test_two_shops_never_see_each_others_policies(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        kept = await selling(desk)
        address = await previewed(
            desk, f"/policies/{kept.id}/preview", {**DEARER, "name": "Mine", "version": "1"}
        )
        async with await other_shop(desk.world) as stranger:
            for path in (
                f"/policies/{kept.id}", f"/policies/{kept.id}/edit", f"/policies/{kept.id}/delete", address,
                f"{address}/form", f"/policies/new?copy={kept.id}",
            ):  # fmt: skip
                assert (await stranger.get(path)).status_code == 404, path
            for path in (
                f"/policies/{kept.id}/preview", f"/policies/{kept.id}/undo", f"/policies/{kept.id}/default",
                f"/policies/{kept.id}/delete", f"/policies/{kept.id}/restore", address,
            ):  # fmt: skip
                assert (await stranger.post(path, data=DEARER, headers=SAME)).status_code == 404, path
            assert "Shop price and stock" not in (await stranger.get("/policies")).text
        assert (await selling(desk)).version == 1


async def test_a_large_preview_goes_on_by_itself_and_is_filtered(
    migrated_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy_foreseeing, "AT_ONCE", 2)
    async with open_desk(migrated_url, tmp_path) as desk:
        kept = await selling(desk)
        form = {**DEARER, "name": "Mine", "version": "1", "buffer": "10"}
        address = (await post(desk, f"/policies/{kept.id}/preview", form)).headers["location"]
        part = await desk.page(address, **HTMX)
        assert "<html" not in part
        assert "20 of 91" in part
        assert "hx-trigger" in part
        assert "Save" not in part
        early = await post(desk, address, {})
        assert early.headers["location"] == address  # nothing is saved before it was shown
        while "hx-trigger" in part:
            part = await desk.page(address, **HTMX)
        whole = await desk.page(address)
        stops = await desk.page(f"{address}?mark=STOPS")
        assert "would stop:" in stops
        assert whole.count("<tr>") > stops.count("<tr>")
        assert (await desk.browser.get(f"{address}?mark=NONSENSE&page=99")).status_code == 200


async def test_the_pages_are_french_where_the_merchant_is(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        kept = await selling(desk)
        french = merchant(desk.world, desk.shop_id, "fr")
        page = (await french.get(f"/policies/{kept.id}/edit")).text
        assert "Voir ce qui changerait" in page
        form = {**DEARER, "name": "Prix et stock de la boutique", "version": "1", "floor": "12,50"}
        answer = await french.post(f"/policies/{kept.id}/preview", data=form, headers=SAME)
        preview = (await french.get(answer.headers["location"])).text
        assert "prix changent" in preview
        assert "12,50\u00a0€" in preview
        saved = await french.post(answer.headers["location"], headers=SAME)
        assert "Il est modifié de" in (await french.get(saved.headers["location"])).text
        assert (await selling(desk)).name == ":shop_price"
