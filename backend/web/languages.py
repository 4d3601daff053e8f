"""Languages: English is written in the pages, the others come from catalogues, read into memory once at start.

`python -m backend.web.languages extract` brings the catalogues up to date with the pages: new messages come in empty,
messages no longer used go. `check` (and a test) says what is missing or wrong; both end with 1 when something is.
"""

import io
import re
import sys
from collections.abc import Iterator, Sequence
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
TRANSLATED = ("fr",)
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")

_language: ContextVar[str] = ContextVar("language", default="en")


def _path(language: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def _catalogue(language: str) -> Catalog:
    with _path(language).open("rb") as file:
        return read_po(file, locale=language)


def _load(language: str) -> NullTranslations:
    if language not in TRANSLATED or not _path(language).is_file():
        return NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, _catalogue(language))
    compiled.seek(0)
    return GNUTranslations(compiled)


_translations = {language: _load(language) for language in LANGUAGES}


def nearest(language: str) -> str:
    """The language of ours that is nearest to a tag (fr-CA) or to an Accept-Language header (fr-CA,fr;q=0.9).

    English when there is none.
    """
    for tag in language.replace("_", "-").split(","):
        short = tag.split(";")[0].split("-")[0].strip().lower()
        if short in LANGUAGES:
            return short
    return "en"


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
    """All messages of the templates and of the web room's Python."""
    catalog = Catalog(project="Storelane", charset="utf-8", fuzzy=False)
    for where, method in ((ROOT / "backend" / "web", "**.py"), (ROOT / "frontend" / "templates", "**.html")):
        kind = "python" if method == "**.py" else "jinja2"
        found = extract_from_dir(
            where, [(method, kind)], {method: {"newstyle_gettext": "true", "trimmed": "true", "silent": "false"}},
            keywords={"_": None, "gettext": None, "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2),
                      "npgettext": ((1, "c"), 2, 3)},
        )  # fmt: skip
        for name, line, message, comments, context in found:
            catalog.add(
                message, None, [(f"{where.name}/{name}", line)], auto_comments=comments, context=context
            )
    return catalog


def faults(language: str) -> Iterator[str]:
    """What a catalogue lacks: messages without a translation, fuzzy ones, and those whose placeholders differ."""
    known = _catalogue(language)
    for message in extracted():
        if not message.id:
            continue
        forms = _forms(message.id)
        kept = known.get(forms[0], message.context)
        said = _forms(kept.string) if kept else ()
        if kept is None or kept.fuzzy or not said or not all(said):
            yield f"not translated: {forms[0]}"
        elif _placeholders(said[-1]) != _placeholders(forms[-1]):
            yield f"other placeholders: {forms[0]}"


def _forms(texts: str | Sequence[str] | None) -> tuple[str, ...]:
    """Singular and plurals of a message as a tuple, whichever way Babel holds them."""
    return (texts,) if isinstance(texts, str) else tuple(texts or ())


def _placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


def extract() -> None:
    """Bring every catalogue up to date with the pages; translations that are there stay."""
    template = extracted()
    for language in TRANSLATED:
        path = _path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = Catalog(locale=language, project="Storelane", charset="utf-8", fuzzy=False)
        catalogue = _catalogue(language) if path.is_file() else fresh
        since = catalogue.creation_date
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.creation_date = since
        catalogue.header_comment = "# Storelane's pages. See backend/web/languages.py for the two commands."
        catalogue.obsolete.clear()
        with path.open("wb") as file:
            write_po(file, catalogue, width=120, sort_output=True, no_location=True)


if __name__ == "__main__":
    if sys.argv[1:] not in (["extract"], ["check"]):
        sys.exit("python -m backend.web.languages extract|check")
    if sys.argv[1:] == ["extract"]:
        extract()
    found = [f"{language}: {fault}" for language in TRANSLATED for fault in faults(language)]
    print("\n".join(found) or "every message is translated")
    sys.exit(1 if found else 0)
