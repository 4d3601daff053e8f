"""An import in words: what is wrong with a file, what becomes of its lines and why, with some of them as examples."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backend.domain.transfer import BY_HAND, DETAILS, JOURNAL, LISTING, LISTS, MUTED, POLICY, BadLine
from backend.domain.transfer_of_listings import read_by_hand_line
from backend.storage import importing
from backend.storage.database import Database
from backend.storage.encoding import from_json
from backend.storage.importing import Count, Import
from backend.web.languages import _
from backend.web.policy_words.saying import named
from backend.web.rendering import money, number

EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Row:
    """Lines of a kind with one verdict, in words; `why` "" where there is nothing to say; `examples`: some of them."""

    count: Count
    kind: str
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


def kind_word(kind: str) -> str:
    """What lines of a kind are."""
    words = {
        POLICY: _("Policies"), LISTING: _("Listings"), BY_HAND: _("Set by hand"), MUTED: _("Muted problems"),
        DETAILS: _("Details of your own products"), JOURNAL: _("Journal"),
    }  # fmt: skip
    return words.get(kind, kind)


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
    if verdict == "add" and kind == BY_HAND:
        return _("It holds from then on, and ends as it did.")
    if verdict == "add" and kind == DETAILS:
        return _("They come in as a draft of the form: nothing of them is sent before you confirm it.")
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
        **_reasons_of_listings(),
    }  # fmt: skip
    return reasons.get(why, "")


def _reasons_of_listings() -> dict[str, str]:
    """Why lines about single listings are left out."""
    return {
        "over": _("Its end is over."),
        "other_currency": _("It is in another currency than the country's."),
        "other_by_hand": _("Something else is set by hand here. That stays."),
        "doubted": _(
            "This price is far from the one that is wanted now, or under your least price or cost. Set it on the"
            " listing's page if it is right: you are asked there."
        ),
        "by_amazon": _("Amazon's own warehouse sends it and counts its pieces."),
        "no_problem": _("It has no such problem here now. Once it has, import again."),
        "on_product": _("It is on Amazon already, and stays there as it is."),
        "other_details": _("Something else is said of this product here. That stays."),
    }


_ORDER = {"add": 0, "link": 1, "change": 2, "skip": 3, "same": 4, "": 5}


async def lines_of(db: Database, each: Import) -> list[Row]:
    """The counts of an import in the order of the file, what would be done first."""
    counts = await importing.counts(db, each.id)
    counts.sort(key=lambda one: (LISTS.index(one.kind), _ORDER[one.verdict], one.why))
    rows = []
    for one in counts:
        if each.moving and not one.verdict:
            continue
        texts = await importing.examples(db, each.id, one.kind, one.verdict, one.why, EXAMPLES)
        done = each.state in (importing.WORKING, importing.DONE)
        rows.append(
            Row(one, kind_word(one.kind), verdict_word(one.verdict, done), why_word(one.kind, one.verdict, one.why),
                tuple(filter(None, (_example(one.kind, text) for text in texts))))
        )  # fmt: skip
    return rows


def _example(kind: str, text: str) -> str:
    said = from_json(text, {})
    if not isinstance(said, dict):
        return ""
    name = str(said.get("name" if kind == POLICY else "sku", ""))
    if kind == BY_HAND and (price := _price_in(said)):
        name = f"{name}: {price}"
    return "" if kind == JOURNAL else (named(name) if kind == POLICY else name)[:80]


def _price_in(said: Mapping[str, Any]) -> str:
    """The price or the quantity of a line; "" where it cannot be read."""
    try:
        line = read_by_hand_line(said)
    except BadLine:
        return ""
    return money(line.price) if line.price else number(line.quantity or 0)
