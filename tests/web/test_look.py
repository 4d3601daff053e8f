"""The look: pages and sheet speak the same words, and nothing in a page needs a weaker content policy."""

import re
from collections.abc import Iterator

from backend.web.assets import STATIC
from backend.web.rendering import TEMPLATES

SHEET = "\n".join(path.read_text() for path in sorted(STATIC.glob("*.css")))
PAGES = {str(path.relative_to(TEMPLATES)): path.read_text() for path in sorted(TEMPLATES.rglob("*.html"))}
FOREIGN = {"normalized", "htmx-request"}  # the admin's and htmx's own words


def _used(page: str) -> Iterator[str]:
    """Class names in a template; those made by an expression come as their beginning and a star."""
    for value in re.findall(r'class="((?:[^"{]|\{\{.*?\}\}|\{%.*?%\})*)"', page):
        whole = re.sub(r"\{\{ *'([^']*)' if .*?\}\}", r"\1", value)
        yield from re.sub(r"\{\{.*?\}\}", "*", re.sub(r"\{%.*?%\}", " ", whole)).split()


def _styled() -> set[str]:
    without_pictures = re.sub(r"url\(.*?\)|/\*.*?\*/", "", SHEET, flags=re.DOTALL)
    return set(re.findall(r"\.([a-z][\w-]*)", without_pictures))


def test_every_class_of_a_page_is_in_the_sheet() -> None:
    styled = _styled() | FOREIGN
    unknown = {
        f"{name}: {word}"
        for name, page in PAGES.items()
        for word in _used(page)
        if "*" not in word and word not in styled
    }
    assert unknown == set()


def test_no_page_needs_inline_style_or_script() -> None:
    for name, page in PAGES.items():
        assert not re.search(
            r"\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|<style|hx-on|hx-vals=.js:", page
        ), name
