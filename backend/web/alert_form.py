"""The form of alerts: zones, hours and kinds as people choose them, and what of it makes no sense."""

from functools import lru_cache
from zoneinfo import available_timezones

from starlette.datastructures import FormData

from backend.domain.alerts import How, Kind, Setting, quiet
from backend.web.languages import LANGUAGES, _, pgettext
from backend.web.site.entered import text

STEP = 30  # minutes between the hours that can be chosen
_CONTINENTS = ("Europe", "America", "Africa", "Asia", "Australia", "Pacific", "Atlantic", "Indian")


def read(form: FormData, errors: dict[str, str]) -> Setting:
    """What somebody chose; a message beside each field that cannot be meant."""
    zone = text(form, "zone")
    if zone not in available_timezones():
        errors["zone"], zone = _("Please choose a time zone."), "UTC"
    quiet_on = text(form, "quiet") == "on"
    begin, end = (_minute(form, name, errors) if quiet_on else 0 for name in ("quiet_from", "quiet_to"))
    if quiet_on and begin == end:
        errors["quiet_to"] = _(
            "Quiet hours that begin and end at once would be none. Switch them off instead."
        )
    language = text(form, "language")
    how = {kind: _how(text(form, kind.value)) for kind in Kind}
    setting = Setting(
        zone, language if language in LANGUAGES else "", _minute(form, "digest_at", errors), begin, end, how
    )
    if How.DIGEST in how.values() and quiet(setting, setting.digest_at):
        errors["digest_at"] = _("That is within your quiet hours. Choose an hour outside them.")
    return setting


def known_zone(zone: str) -> str:
    """A zone as the shop names it, UTC for one that nobody knows."""
    return zone if zone in available_timezones() else "UTC"


def hours() -> list[tuple[int, str]]:
    """The hours that can be chosen: minutes from midnight, and how clocks show them."""
    return [(minute, f"{minute // 60:02}:{minute % 60:02}") for minute in range(0, 1440, STEP)]


@lru_cache
def _cities() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {continent: [] for continent in _CONTINENTS}
    for zone in sorted(available_timezones()):
        continent, _slash, city = zone.partition("/")
        if city and continent in found:
            found[continent].append((zone, city.replace("_", " ").replace("/", ", ")))
    return found


def zones(chosen: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Zones by continent, each with the city that names it; one that is no city's stands by itself."""
    names = {
        "Europe": pgettext("continent", "Europe"), "America": pgettext("continent", "America"),
        "Africa": pgettext("continent", "Africa"), "Asia": pgettext("continent", "Asia"),
        "Australia": pgettext("continent", "Australia"), "Pacific": pgettext("continent", "Pacific"),
        "Atlantic": pgettext("continent", "Atlantic"), "Indian": pgettext("continent", "Indian Ocean"),
    }  # fmt: skip
    groups = [(names[continent], cities) for continent, cities in _cities().items()]
    known = {zone for _name, cities in groups for zone, _city in cities}
    others = [(zone, zone) for zone in dict.fromkeys(("UTC", chosen)) if zone and zone not in known]
    return [*groups, (pgettext("continent", "Other"), others)]


def kinds() -> list[tuple[Kind, str, str]]:
    """What there is to hear of: its name, and when it happens."""
    return [
        (
            Kind.SILENCE,
            _("Silence of the sync"),
            _("Stock, prices or orders have not been looked at for too long."),
        ),
        (
            Kind.CONSENT,
            _("Consent ending"),
            _("30, 7 and 1 days before Amazon's consent ends, and when it has ended."),
        ),
        (Kind.LATE, _("Late shipments"), _("An order is not sent although its day is over.")),
        (Kind.WISHES, _("Wishes to cancel"), _("A buyer asks you to cancel an order.")),
        (Kind.ORDERS, _("Stuck orders"), _("An order cannot go on without you.")),
        (Kind.PROBLEMS, _("Problems of listings"), _("Something new keeps products from being sold.")),
    ]


def _how(said: str) -> How:
    return How(said) if said in (How.ONCE.value, How.DIGEST.value) else How.OFF


def _minute(form: FormData, name: str, errors: dict[str, str]) -> int:
    said = text(form, name)
    minute = int(said) if said.isascii() and said.isdecimal() and len(said) < 5 else -1
    if not 0 <= minute < 1440:
        errors[name] = _("Please choose an hour.")
        return 0
    return minute
