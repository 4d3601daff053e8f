"""The product form on a page: every field with its words, faults beside it, and only what changed comes back."""

import html
import re
from html.parser import HTMLParser
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.domain.product_form.reading import read_form
from backend.domain.product_form.tree import Group, Kind
from backend.marketplaces.amazon.schema_check import check
from backend.sandbox.amazon.definitions import Definitions
from backend.web import languages
from backend.web.product_form import view_of
from tests.domain.product_form.person import EVERYTHING
from tests.domain.product_form.schemas import JUNK, PLACE, Schema, documents, spoiled
from tests.domain.product_form.test_reading import GROUPS, SCHEMA, attribute, document
from tests.web.form_page import drawn, form_site, visitor

HTMX = {"hx-request": "true"}


class Page(HTMLParser):
    """The named controls of a page with their texts, its ids, and what refers to ids."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.controls: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self.pointed: set[str] = set()
        self._select = self._area = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.ids += [said["id"]] if "id" in said else []
        self.pointed |= {*said.get("aria-describedby", "").split(), *said.get("for", "").split()}
        if tag == "input" and "name" in said:
            self.controls.append((said["name"], said.get("value", "")))
        elif tag == "select":
            self._select = said["name"]
            self.controls.append((self._select, ""))
        elif tag == "option" and "selected" in said:
            self.controls[-1] = (self._select, said["value"])
        elif tag == "textarea":
            self._area = said["name"]
            self.controls.append((self._area, ""))

    def handle_data(self, data: str) -> None:
        if self._area:
            self.controls[-1] = (self._area, self.controls[-1][1] + data.removeprefix("\n"))

    def handle_endtag(self, tag: str) -> None:
        self._area = "" if tag == "textarea" else self._area


def label(page: str, name: str) -> str:
    found = re.search(rf'<label for="{re.escape(name)}"[^>]*>(.*?)</label>', page, re.DOTALL)
    assert found, f"no label for {name}"
    return " ".join(re.sub(r"<[^>]+>", "", found.group(1)).split())


async def test_a_field_has_its_label_help_and_counter_and_its_fault_beside_it() -> None:
    async with visitor(form_site(SCHEMA, GROUPS)) as client:
        page = (await client.get("/form")).text
        assert label(page, "f.item_name.0.value") == "Title needed"
        assert "Name it." in page and "of 200 characters" in page
        assert "This is needed." not in page
        answer = await client.post("/form", data={"f.item_name.0.value": ""})
        assert answer.status_code == 422
        assert 'id="f.item_name.0.value:error">This is needed.' in answer.text
        assert (
            'aria-describedby="f.item_name.0.value:note f.item_name.0.value:error" aria-invalid="true"'
            in answer.text
        )
        page = (await client.post("/form", data={"f.item_name.0.value": "é" * 201, "do": "check"})).text
        assert "At most 200 characters: 201 now." in page and "é" * 201 in page
        assert (await client.post("/form", data={"f.item_name.0.value": "Mill"})).status_code == 200


async def test_a_change_brings_back_only_the_groups_that_look_different() -> None:
    async with visitor(form_site(SCHEMA, GROUPS)) as client:
        posted = dict(Page((await client.get("/form")).text).controls)
        page = await client.post("/form", data={**posted, "do": "open power"})
        controls = Page(page.text).controls
        assert ("opened", "power") in controls
        stamps = [text for name, text in controls if name == "stamp"]
        said: dict[str, Any] = {"stamp": stamps, "opened": "power", "f.item_name.0.value": "Mill"}
        chosen = {**said, "f.batteries_required.0.value.~pick": "~true"}
        part = (await client.post("/form", data=chosen, headers=HTMX)).text
        assert part.count("<section") == 2  # one field is filled in now, another is asked for
        assert 'hx-swap-oob="true"' in part
        assert label(part, "f.batteries_included.0.value.~pick") == "Batteries included needed"
        assert "Needed because Batteries required is “Yes”." in html.unescape(part)
        page = await client.post("/form", data={**chosen, "do": "check"})
        stamps = [text for name, text in Page(page.text).controls if name == "stamp"]
        again = {**chosen, "stamp": stamps, "f.item_name.0.value": "Mills"}
        assert (await client.post("/form", data=again, headers=HTMX)).text.strip() == ""


async def test_lists_grow_and_shrink_without_a_script() -> None:
    async with visitor(form_site(SCHEMA, ())) as client:
        said = {"opened": "", "f.bullet_point.0.value": "one"}
        page = (await client.post("/form", data={**said, "do": "add f.bullet_point"})).text
        texts = dict(Page(page).controls)
        assert (texts["f.bullet_point.0.value"], texts["f.bullet_point.1.value"]) == ("one", "")
        said["f.bullet_point.1.value"] = "two"
        page = (await client.post("/form", data={**said, "do": "remove f.bullet_point.0"})).text
        assert dict(Page(page).controls)["f.bullet_point.0.value"] == "two"


async def test_numbers_are_written_as_the_persons_language_does() -> None:
    async with visitor(form_site(SCHEMA, GROUPS, "fr")) as client:
        said = {"opened": "main", "f.weight.0.value.~number": "1.5", "do": "check"}
        page = (await client.post("/form", data=said)).text
        assert dict(Page(page).controls)["f.weight.0.value.~number"] == "1,5"
        page = (await client.post("/form", data={**said, "f.weight.0.value.~number": "1.500"})).text
        assert "peut se lire de deux façons" in page and 'value="1.500"' in page


async def test_values_and_words_of_a_schema_are_never_markup() -> None:
    evil = '"><script>alert(1)</script>'
    names = {"type": "string", "enum": [evil, "b"], "enumNames": [evil, "b"], "examples": [evil]}
    schema = document(
        {evil: attribute(names, title=evil, description=evil), "b": attribute({"type": "string"})}
    )
    async with visitor(form_site(schema, [Group(evil, evil, evil, (evil,))])) as client:
        page = (
            await client.post("/form", data={"opened": [evil, ""], "f.b.0.value": evil, "do": "check"})
        ).text
        assert "<script>alert" not in page and page.count("&lt;script&gt;") >= 5


def test_the_types_of_the_simulated_amazon_are_pages_without_a_loose_end() -> None:
    languages.speak("en")
    known = Definitions()
    for name in known.names():
        schema = known.document(name, PLACE.marketplace_id)
        groups = [
            Group(key, group["title"], group["description"], tuple(group["propertyNames"]))
            for key, group in known.groups(name, schema).items()
        ]
        page = Page(
            drawn(view_of(read_form(schema, groups, {}, PLACE, EVERYTHING), check(schema, {}), told=True))
        )
        assert len(page.ids) == len(set(page.ids)), [each for each in page.ids if page.ids.count(each) > 1][
            :5
        ]
        assert page.pointed <= set(page.ids)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents())
def test_every_field_of_every_form_is_on_the_page_with_its_text(made: tuple[Schema, Schema]) -> None:
    schema, values = made
    form = read_form(schema, (), values, PLACE, EVERYTHING)
    page = Page(drawn(view_of(form, check(schema, values), told=True)))
    wanted = [
        (field.name, field.text) for field in form.fields() if field.kind not in (Kind.LIST, Kind.OBJECT)
    ]
    told = [(name, text) for name, text in page.controls if name.startswith("f.")]
    assert sorted(told) == sorted(wanted)
    assert len(page.ids) == len(set(page.ids))
    assert page.pointed <= set(page.ids)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.one_of(st.tuples(JUNK, JUNK), spoiled(), spoiled()))
def test_a_schema_never_seen_before_never_breaks_the_page(made: tuple[Any, Any]) -> None:
    schema, values = made
    schema = schema if isinstance(schema, dict) else {"properties": {"a": schema}}
    values = values if isinstance(values, dict) else {"a": values}
    form = read_form(schema, (), values, PLACE, EVERYTHING)
    assert drawn(view_of(form, check(schema, values), told=True))
