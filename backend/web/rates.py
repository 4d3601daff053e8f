"""Exchange rates: those of the day, from where and how old they are, which are missing, and reading them again."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.days import day_of
from backend.domain.rates import Doubt, Rate, between
from backend.storage import rates
from backend.web.rate_words import age_words, doubt_sentence, is_old, rate_number
from backend.web.reading import whole
from backend.web.rendering import render, wants_fragment
from backend.web.resources import resources
from backend.web.shell import Shell, shell

PATIENCE = 60  # seconds that the page asks again by itself


@dataclass(frozen=True, slots=True)
class Row:
    """A currency: `rate` from the shop's (None: the bank has none), whether a marketplace of a seller has it, and what
    was read and not believed."""

    currency: str
    rate: Rate | None
    number: str
    age: str
    old: bool
    needed: bool
    doubt: str


async def page(request: Request) -> Response:
    """The currencies of the sellers' marketplaces first, then all that the bank has."""
    frame, home = await shell(request, "policies"), resources(request)
    kept, now = await rates.read(home.db), home.now()
    needed = _needed(frame)
    found = await rates.of_shop(home.db, frame.shop.id)
    known = sorted({rate.target for rate in found} - set(needed) - {frame.shop.currency})
    doubts = {doubt.currency: doubt for doubt in kept.doubts}
    today = day_of(now)
    rows = [
        _row(each, found, frame.shop.currency, today, each in needed, doubts) for each in (*needed, *known)
    ]
    since = whole(request.query_params.get("since"))
    waits = 0 < since <= now < since + PATIENCE and await rates.last_drive(home.db, now) < since
    context = {
        "shell": frame, "kept": kept, "rows": rows, "currency": frame.shop.currency, "waits": waits, "since": since,
        "old": bool(kept.day) and is_old(kept.day, today),
        "missing": [row.currency for row in rows if row.rate is None],
    }  # fmt: skip
    return render(request, "rates/page.html", context, fragment="rates" if wants_fragment(request) else None)


async def refresh(request: Request) -> Response:
    """POST: the bank is asked again, for all shops."""
    home = resources(request)
    await shell(request, "policies")
    await home.wake(*rates.LANE)
    return RedirectResponse(f"/policies/rates?since={home.now()}", 303)


def _needed(frame: Shell) -> list[str]:
    places = [
        place.currency for seller in frame.connected for place in seller.marketplaces if place.participating
    ]
    return [each for each in dict.fromkeys(places) if each != frame.shop.currency]


def _row(
    currency: str, found: tuple[Rate, ...], source: str, today: str, needed: bool, doubts: dict[str, Doubt]
) -> Row:  # fmt: skip
    rate = between(found, source, currency)
    doubt = doubts.get(currency)
    return Row(
        currency, rate, rate_number(rate.rate) if rate else "", age_words(rate.day, today) if rate else "",
        rate is not None and is_old(rate.day, today), needed, doubt_sentence(doubt) if doubt else "",
    )  # fmt: skip
