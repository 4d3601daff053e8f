"""The forms of policies: what a policy says comes back as it was, and odd input loses nothing."""

from pathlib import Path

from backend.domain.policy import PolicyKind
from tests.web.desk import HTMX, open_desk


async def test_every_kind_has_a_form_and_a_button_adds_a_row(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        for kind in PolicyKind:
            page = await desk.page(f"/policies/new?kind={kind.value}")
            assert 'name="name"' in page
        form = {"kind": "selling", "name": "Mine", "act": "add:changes", "percentage": "80", "floor": "oops"}
        answer = await desk.browser.post("/policies/new/preview", data=form, headers=HTMX)
        assert answer.status_code == 200
        assert 'name="changes.0.kind"' in answer.text
        assert 'value="oops"' in answer.text
        assert "<html" not in answer.text
