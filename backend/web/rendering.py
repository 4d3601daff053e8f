"""Rendering: one Jinja environment; a page or one of its blocks from the same view and the same context."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import nh3
from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_currency, format_decimal, format_percent, get_decimal_symbol
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from jinja2_fragments import render_blocks
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from backend.domain.catalog import Product
from backend.domain.folding import fold
from backend.domain.money import Money, to_major
from backend.web import languages
from backend.web.session import current, sessions

TEMPLATES = Path(__file__).parents[2] / "frontend" / "templates"
_NEW_LINE = re.compile(r"<(?=/?(?:p|br|div|li|tr|td|h[1-6])\b)", re.IGNORECASE)


def wants_fragment(request: Request) -> bool:
    """Whether htmx asks for a part of the page: not a boosted link, not a history restore."""
    headers = request.headers
    return (
        "hx-request" in headers
        and "hx-boosted" not in headers
        and "hx-history-restore-request" not in headers
    )


def render(
    request: Request, template: str, context: Mapping[str, Any], *, fragment: str | Sequence[str] | None = None,
    status: int = 200, headers: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    """The page, or its block `fragment`, or several of its blocks one after the other.

    A block's name is the id of its element and so the target that htmx names. Only the blocks of `template` itself are
    found, not those of what it extends; macros are imported inside the block that uses them. A full page carries the
    session's token in both carriers and renews it.
    """
    session = current(request)
    everything = {**surroundings(request), **context}
    if fragment:
        html = render_blocks(
            environment, template, [fragment] if isinstance(fragment, str) else fragment, everything
        )
    else:
        html = environment.get_template(template).render(everything)
    response = HTMLResponse(html, status, {"vary": "HX-Request", **(headers or {})})
    if session and not fragment:
        sessions(request).keep(response, session)
    return response


def surroundings(request: Request) -> dict[str, Any]:
    """What every template may use."""
    home, session = request.app.state.resources, current(request)
    return {
        "request": request, "language": languages.spoken(), "settings": home.settings, "now": home.now(),
        "asset": request.app.state.assets.address, "framed": session is not None,
        "token": sessions(request).sign(session) if session else "", "shell": None,
    }  # fmt: skip


def money(amount: Money | None) -> str:
    """A price as people of the page's language write it: 22,99 €; ¥5,980."""
    return "–" if amount is None else _money(amount.amount, amount.currency, languages.spoken())


# What a table writes a hundred times is worked out once: locales are slow to ask.
@lru_cache
def _locale(language: str) -> Locale:
    return Locale(language)


@lru_cache(maxsize=8192)
def _money(amount: int, currency: str, language: str) -> str:
    return str(format_currency(to_major(Money(amount, currency)), currency, locale=_locale(language)))


@lru_cache(maxsize=8192)
def _number(value: int | Decimal, language: str) -> str:
    return str(format_decimal(value, locale=_locale(language)))


@lru_cache(maxsize=8192)
def _moment(at: int, language: str) -> str:
    day = datetime.fromtimestamp(at, UTC)
    return str(format_datetime(day, "d MMM y HH:mm:ss 'UTC'", locale=_locale(language)))


@lru_cache(maxsize=8192)
def _distance(seconds: int, language: str) -> str:
    told = format_timedelta(
        seconds, locale=_locale(language), add_direction=True, format="short", threshold=1.2
    )
    return str(told).replace(".", "")  # "3 min. ago" reads as the end of a sentence


@lru_cache(maxsize=1024)
def _day(day: str, language: str) -> str:
    return str(format_date(date.fromisoformat(day), "d MMM y", locale=_locale(language)))


def on_day(at: int) -> str:
    """The day (UTC) of a moment."""
    return _day(datetime.fromtimestamp(at, UTC).date().isoformat(), languages.spoken())


def minor(amount: int, currency: str) -> str:
    """Minor units as money."""
    return money(Money(amount, currency))


def number(value: int | Decimal | None) -> str:
    return "–" if value is None else _number(value, languages.spoken())


def signed(value: int) -> str:
    """A number with its sign: +3, −2."""
    return number(value).replace("-", "−") if value < 0 else f"+{number(value)}"


def percent(hundredths: int) -> str:
    """Hundredths of a percent with their sign, as people of the page's language write it: 800 is +8%."""
    pattern = _locale(languages.spoken()).percent_formats[None].pattern.replace("#,##0", "#,##0.##")
    share = Decimal(hundredths) / 10000
    return str(format_percent(share, format=f"+{pattern};-{pattern}", locale=languages.spoken()))


def decimal_mark() -> str:
    """What stands before the fraction of a number in the page's language: a comma or a point."""
    return str(get_decimal_symbol(_locale(languages.spoken())))


def typed(value: Decimal) -> str:
    """A number as a person would type it into a field: no groups, the page's mark, no idle zeros."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", decimal_mark())


def share(hundredths: int) -> str:
    """A part of a whole, in hundredths of a percent, to the whole percent: 3400 is 34%; some is never none."""
    part = Decimal(max(1, (hundredths + 50) // 100)) / 100
    return str(format_percent(part, locale=_locale(languages.spoken())))


def moment(at: int | None) -> str:
    """A moment in full, in UTC, as people of the page's language write it."""
    return _moment(at, languages.spoken()) if at else "–"


def moment_in(at: int, zone: str) -> str:
    """A moment to the minute as clocks in a zone (such as Europe/Paris) show it, with the zone's short name."""
    day = datetime.fromtimestamp(at, ZoneInfo(zone))
    return str(
        format_datetime(day, "d MMM y HH:mm z", tzinfo=ZoneInfo(zone), locale=_locale(languages.spoken()))
    )


def day(iso: str) -> str:
    """A day for people; what is none stays as it is."""
    try:
        return _day(iso, languages.spoken())
    except ValueError:
        return iso


@pass_context
def ago(context: Context, at: int | None) -> Markup:
    """ "3 min ago", with the exact moment on hover."""
    if not at:
        return Markup("–")
    distance = at - int(context["now"])
    text = (
        languages.pgettext("moment", "just now")
        if -5 < distance < 5
        else _distance(distance, languages.spoken())
    )
    exact = datetime.fromtimestamp(at, UTC).isoformat()
    return Markup('<time datetime="{}" title="{}">{}</time>').format(exact, moment(at), text)


def day_name(day: datetime) -> str:
    """A day without its year: 27 Nov."""
    return str(format_datetime(day, "d MMM", locale=_locale(languages.spoken())))


def span(seconds: int) -> str:
    """How long something takes, roughly: 40 sec, 3 min, 2 hr."""
    return str(format_timedelta(seconds, locale=languages.spoken(), format="short", threshold=1.5))


def named(product: Product) -> str:
    """A product's name in the page's language, else in the shop's own."""
    return product.names.get(languages.spoken()) or product.name


def country_name(code: str) -> str:
    """A country's name in the page's language."""
    return str(_locale(languages.spoken()).territories.get(code, code))


def countries() -> list[tuple[str, str]]:
    """(code, name in the page's language) of every country, by name."""
    said = _locale(languages.spoken()).territories.items()
    # Two letters that are none: the union, the world's organisation, unknown.
    found = [(code, name) for code, name in said if len(code) == 2 and code not in ("EU", "EZ", "UN", "ZZ")]
    return sorted(found, key=lambda entry: fold(entry[1]))


def language_name(tag: str) -> str:
    """A language's name in the page's language, from a tag like fr_FR."""
    return str(_locale(languages.spoken()).languages.get(tag.partition("_")[0], tag))


def flag(code: str) -> str:
    """A country's flag as its two letters of the emoji alphabet."""
    return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in code.upper() if letter.isascii())


def plain(html: str) -> str:
    """A merchant's description as text; what stood in paragraphs or lines of its own stays apart."""
    return " ".join(unescape(nh3.clean(_NEW_LINE.sub(" <", html), tags=set())).split())


def link(path: str, /, **query: object) -> str:
    """A path with what of the query says something."""
    said = {key: value for key, value in query.items() if value not in ("", None, 0, False)}
    return f"{path}?{urlencode(said)}" if said else path


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do"], auto_reload=False,
    )  # fmt: skip
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_callables(  # type: ignore[attr-defined]
        languages._,
        languages.ngettext,
        newstyle=True,
        pgettext=languages.pgettext,
        npgettext=languages.npgettext,
    )
    made.filters |= {
        "money": money, "money_of": minor, "number": number, "percent": percent, "share": share, "signed": signed,
        "moment": moment, "day": day, "date": on_day,
        "ago": ago, "flag": flag, "named": named, "span": span,
        "country_name": country_name, "language_name": language_name, "plain": plain,
    }  # fmt: skip
    made.globals |= {"link": link, "minor": minor}
    return made


environment = _environment()
