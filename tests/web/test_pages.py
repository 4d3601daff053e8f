"""Every page: whole and in part, in both languages, for its own shop only."""

import re
from pathlib import Path

import pytest

from backend.web.assets import Assets
from backend.web.routes import PUBLIC, routes
from tests.web.desk import HTMX, merchant, open_desk, other_shop

PAGES = (
    "/dashboard", "/products", "/accounts", "/accounts/connect", "/listings", "/listings?status=incomplete",
    "/listings/1", "/orders", "/orders?tab=stuck", "/outbound", "/orders/settings", "/drift",
    "/drift?tab=healed", "/approvals", "/policies", "/policies/1", "/journal",
    "/families", "/families?tab=families",
    "/products?words=mug", "/listings?words=MV-", "/problems", "/problems?muted=1", "/problems/group?cause=no_match",
    "/audit", "/listings?status=muted",
)  # fmt: skip
PARTS = {
    "/dashboard": "overview", "/products": "found", "/listings": "found", "/listings/1": "state", "/journal": "lines",
    "/orders": "found", "/drift": "found", "/approvals": "found", "/accounts": "sellers",
    "/problems": "found", "/problems/group?cause=no_match": "found", "/audit": "found",
}  # fmt: skip


async def test_every_page_is_whole_by_itself_and_in_part_for_htmx(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        for path in PAGES:
            page = await desk.page(path)
            assert page.count("<h1") == 1, path
            assert "</html>" in page
            assert "ecwid" not in page.lower().replace("ecwid-app", "")
        for path, part in PARTS.items():
            fragment = await desk.page(path, **HTMX)
            assert f'id="{part}"' in fragment
            assert "</html>" not in fragment


async def test_pages_speak_french(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        browser = merchant(desk.world, desk.shop_id, "fr")
        for path, words in {
            "/dashboard": "Cela vous attend", "/products": "Seulement ce qui peut être publié",
            "/listings": "Annonces", "/accounts": "prend fin dans", "/policies": "Règles de vente",
            "/orders": "Pas encore de commande", "/drift": "Amazon affiche", "/approvals": "Rien n’attend",
            "/journal": "Envoyé à Amazon", "/listings/1": "vient le prix",
        }.items():  # fmt: skip
            answer = await browser.get(path)
            assert 'lang="fr"' in answer.text
            assert words in answer.text, path


async def test_another_shop_sees_and_changes_nothing(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        stranger = await other_shop(desk.world)
        draft = (await desk.browser.get("/publish")).headers["location"]
        for path in ("/listings/1", "/policies/1", draft, f"{draft}/products", "/listings/1/why"):
            assert (await stranger.get(path, headers=HTMX)).status_code == 404, path
        for path in (
            "/listings/1/retry",
            "/listings/1/withdraw",
            "/listings/1/pause",
            "/drift/1/look",
            "/orders/1/retry",
            f"/accounts/{desk.seller_id}/pause",
            f"/accounts/{desk.seller_id}/observe",
            "/orders/older",
            "/orders/1/match",
            "/orders/1/region",
            f"/accounts/{desk.seller_id}/cancel",
            f"/accounts/{desk.seller_id}/disconnect",
            draft,
        ):
            assert (await stranger.post(path, headers=HTMX)).status_code == 404, path
        assert "MV-" not in (await stranger.get("/listings")).text
        assert "Atelier" not in (await stranger.get("/accounts")).text
        assert "Connected" in await desk.page("/accounts")


async def test_without_a_session_every_page_says_how_to_open_it(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        for route in routes(Assets()):
            path = route.path.replace("{draft_id}", "x").replace("{nonce}", "x")  # type: ignore[attr-defined]
            path = re.sub(r"\{\w+:id\}", "1", path)
            if path in PUBLIC or path.startswith("/assets"):
                continue
            method = "GET" if "GET" in route.methods else "POST"  # type: ignore[attr-defined]
            answer = await desk.world.browser.request(method, path, headers={"sec-fetch-site": "same-origin"})
            assert answer.status_code == 401, path
            assert "Open the app again" in answer.text


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}])
async def test_a_write_from_another_site_is_refused(
    migrated_url: str, tmp_path: Path, headers: dict[str, str]
) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        for path in ("/products/check", "/listings/1/retry", "/accounts/1/disconnect", "/accounts/connect"):
            assert (await desk.browser.post(path, headers=headers)).status_code == 403
