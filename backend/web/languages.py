"""Languages: English is written in the pages, French comes from a catalogue; read once at start.

`python -m backend.web.languages extract` brings both catalogues up to date with the pages; `check` says what is missing.
"""

import io
import sys
from collections.abc import Iterator
from contextvars import ContextVar
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "frontend" / "locales"
LANGUAGES = ("en", "fr")

_language: ContextVar[str] = ContextVar("language", default="en")


def _load(language: str) -> NullTranslations:
    path = FOLDER / language / "LC_MESSAGES" / "messages.po"
    if language == "en" or not path.is_file():
        return NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


_translations = {language: _load(language) for language in LANGUAGES}


def nearest(language: str) -> str:
    """The language of ours that is nearest to a tag such as fr-CA; English when there is none."""
    short = language.replace("_", "-").split("-")[0].lower()
    return short if short in LANGUAGES else "en"


def speak(language: str) -> None:
    """The language of everything said from here on in this task."""
    _language.set(nearest(language))


def spoken() -> str:
    return _language.get()


def _(message: str) -> str:
    """The message in the language spoken."""
    return _translations[spoken()].gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    return _translations[spoken()].ngettext(one, many, n)


def pgettext(context: str, message: str) -> str:
    return _translations[spoken()].pgettext(context, message)


def npgettext(context: str, one: str, many: str, n: int) -> str:
    return _translations[spoken()].npgettext(context, one, many, n)


def extracted() -> Catalog:
    """All messages of the templates and the web room."""
    catalog = Catalog(project="Storelane", charset="utf-8", fuzzy=False)
    for where, method in ((ROOT / "backend" / "web", "**.py"), (ROOT / "frontend" / "templates", "**.html")):
        kind = "python" if method == "**.py" else "jinja2"
        found = extract_from_dir(
            where, [(method, kind)], {method: {"newstyle_gettext": "true", "silent": "false"}},
            keywords={"_": None, "gettext": None, "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2),
                      "npgettext": ((1, "c"), 2, 3)},
        )  # fmt: skip
        for name, line, message, comments, context in found:
            catalog.add(message, None, [(f"{where.name}/{name}", line)], auto_comments=comments, context=context)
    return catalog


def missing(language: str) -> Iterator[str]:
    """Messages without a translation, fuzzy ones included."""
    with (FOLDER / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        known = read_po(file, locale=language)
    for message in extracted():
        if not message.id:
            continue
        kept = known.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
        texts = (kept.string,) if kept and isinstance(kept.string, str) else tuple(kept.string) if kept else ()
        if kept is None or kept.fuzzy or not texts or not all(texts):
            yield str(message.id)


def _extract() -> None:
    template = extracted()
    for language in LANGUAGES:
        path = FOLDER / language / "LC_MESSAGES" / "messages.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        catalog = Catalog(locale=language, project="Storelane", charset="utf-8", fuzzy=False)
        if path.is_file():
            with path.open("rb") as file:
                catalog = read_po(file, locale=language)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        with path.open("wb") as file:
            write_po(file, catalog, width=120, omit_header=False, sort_output=True, include_lineno=False, no_location=True)


if __name__ == "__main__":
    if sys.argv[1:] == ["extract"]:
        _extract()
    left = [text for language in LANGUAGES if language != "en" for text in missing(language)]
    print("\n".join(left) or "every message is translated")
    sys.exit(1 if left else 0)
