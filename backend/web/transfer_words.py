"""An import in words: what is wrong with a file, what becomes of its lines and why, with some of them as examples."""

from dataclasses import dataclass

from backend.domain.transfer import JOURNAL, LISTING, POLICY
from backend.storage import importing
from backend.storage.database import Database
from backend.storage.encoding import from_json
from backend.storage.importing import Count, Import
from backend.web.languages import _
from backend.web.policy_words.saying import named
from backend.web.rendering import number

EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Row:
    """Lines of a kind with one verdict; `why` in words, "" where there is nothing to say; `examples`: some of them."""

    count: Count
    verdict: str
    why: str
    examples: tuple[str, ...]


def wrong_file(key: str, largest: int) -> str:
    """What is wrong with a file, and what to do."""
    match key:
        case "none":
            return _("Choose a file first.")
        case "large":
            return _("This file is larger than %s MB. Export again, or split it.") % number(
                largest // 1024**2
            )
        case "empty":
            return _("This file is empty. Export again and choose the new file.")
        case "text":
            return _(
                "This file cannot be read as text. Choose the file that the export made, unpacked and unchanged."
            )
        case "newer":
            return _("This file was made by a newer Storelane. Bring Storelane up to date and try again.")
        case "lines":
            return _("This file has more lines than a shop can have.")
        case _:
            return _("This is no export of Storelane. Choose the file that “Download everything” made.")


def verdict_word(verdict: str, done: bool) -> str:
    """What becomes, or became, of a line."""
    if done:
        words = {
            "add": _("Added"), "link": _("Linked"), "change": _("Changed"), "same": _("The same already"),
            "skip": _("Left out"),
        }  # fmt: skip
    else:
        words = {
            "add": _("Would be added"), "link": _("Would be linked"), "change": _("Would change"),
            "same": _("The same already"), "skip": _("Left out"),
        }  # fmt: skip
    return words.get(verdict, "…")


def why_word(kind: str, verdict: str, why: str) -> str:
    """Why; for what would be done: what that means."""
    if verdict == "add" and kind == LISTING:
        return _("It comes in paused: nothing is sent before you let it go on.")
    if verdict == "link":
        return _("It stands on Amazon already. It is linked, and follows your shop from then on.")
    if verdict == "change" and kind == LISTING:
        return _("Its policies become those of the file; what differs on Amazon then is sent.")
    reasons = {
        "unreadable": _("The line cannot be read."),
        "unknown": _("Nothing that an import takes."),
        "no_seller": _("The Amazon account that it names is not connected here. Connect it, and import again."),
        "no_place": _("The Amazon account does not sell in this country."),
        "no_sku": _("Your shop has no product with this SKU."),
        "doubled_sku": _("Several products of your shop have this SKU."),
        "ended": _("It was not on Amazon any more when the file was made."),
        "other_asin": _("It is linked to another Amazon product here. That stays."),
        "other_condition": _("It is listed in another condition here. That stays."),
        "no_listing": _("Its listing is not here. Once it is, import again."),
    }  # fmt: skip
    return reasons.get(why, "")


_ORDER = {"add": 0, "link": 1, "change": 2, "skip": 3, "same": 4, "": 5}


async def lines_of(db: Database, each: Import) -> list[Row]:
    """The counts of an import in the order of the file, what would be done first."""
    counts = await importing.counts(db, each.id)
    kinds = {POLICY: 0, LISTING: 1, JOURNAL: 2}
    counts.sort(key=lambda one: (kinds.get(one.kind, 3), _ORDER[one.verdict], one.why))
    rows = []
    for one in counts:
        if each.moving and not one.verdict:
            continue
        texts = await importing.examples(db, each.id, one.kind, one.verdict, one.why, EXAMPLES)
        done = each.state in (importing.WORKING, importing.DONE)
        rows.append(
            Row(one, verdict_word(one.verdict, done), why_word(one.kind, one.verdict, one.why),
                tuple(filter(None, (_example(one.kind, text) for text in texts))))
        )  # fmt: skip
    return rows


def _example(kind: str, text: str) -> str:
    said = from_json(text, {})
    if not isinstance(said, dict):
        return ""
    name = said.get({POLICY: "name", LISTING: "sku"}.get(kind, "act"), "")
    return named(str(name))[:60] if kind == POLICY else str(name)[:60] if kind == LISTING else ""
