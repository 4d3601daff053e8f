"""The mails of alerts: what holds, in the merchant's language and time, plain text without anything personal."""

from collections.abc import Sequence
from contextvars import copy_context

from backend.domain.alerts import Kind, Known
from backend.domain.freshness import Truth
from backend.settings import Settings
from backend.storage.alerts import KeptSetting
from backend.storage.order_troubles import Trouble
from backend.storage.shops import Shop
from backend.web import languages
from backend.web.acts import order_cause
from backend.web.connect import admin_page
from backend.web.dashboard import silent_words
from backend.web.languages import _, ngettext
from backend.web.order_troubles import sentence
from backend.web.problems import title_of
from backend.web.rendering import moment_in, number
from backend.web.session import signer

LISTED = 20  # lines of a kind that stand in a mail


class AlertMails:
    """Writes them; made once, with the addresses and the keys that its links need."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def written(
        self, shop: Shop, kept: KeptSetting, which: Sequence[Known], *, digest: bool
    ) -> tuple[str, str]:
        """Subject and text, in the language that the merchant chose, else that of the shop's admin."""
        return copy_context().run(self._written, shop, kept, which, digest)

    def _written(
        self, shop: Shop, kept: KeptSetting, which: Sequence[Known], digest: bool
    ) -> tuple[str, str]:
        languages.speak(kept.setting.language or shop.language)
        kinds = {kind: found for kind in Kind if (found := [k for k in which if k.news.kind is kind])}
        first = next(iter(kinds))
        head = _("Today's news") if digest else heading(first, _count(kinds[first]))
        paragraphs = [
            "\n".join([heading(kind, _count(found)), *_lines(found, kept.setting.zone)])
            for kind, found in kinds.items()
        ]
        text = [
            _("Hello,"), *paragraphs, _("Have a look:") + "\n" + admin_page(self._settings, shop.store_id),
            self._foot(shop, kept),
        ]  # fmt: skip
        return f"{head} · {shop.name or 'Storelane'}", "\n\n".join(text) + "\n"

    def _foot(self, shop: Shop, kept: KeptSetting) -> str:
        stop = f"{self._settings.app_url}/alerts/stop/{stop_token(self._settings, shop.id, kept.address)}"
        return "\n".join((
            _("Storelane"),
            _("You asked for these mails. When and of what they come you choose in Storelane, under Alerts."),
            _("No more of them: %s") % stop,
        ))  # fmt: skip


def stop_token(settings: Settings, shop_id: int, address: str) -> str:
    """What the link that stops them carries; it holds as long as mails go to that address."""
    return str(signer(settings.secret_keys, "alerts").dumps([shop_id, address]))


def heading(kind: Kind, n: int) -> str:
    """What there is of a kind, in a line."""
    count = number(n)
    match kind:
        case Kind.SILENCE:
            return _("Something has not been looked at for too long")
        case Kind.CONSENT:
            return _("Your consent on Amazon needs you")
        case Kind.LATE:
            return ngettext("%s order is late", "%s orders are late", n) % count
        case Kind.WISHES:
            return ngettext("%s buyer asks to cancel", "%s buyers ask to cancel", n) % count
        case Kind.ORDERS:
            return ngettext("%s order is stuck", "%s orders are stuck", n) % count
        case Kind.PROBLEMS:
            return ngettext("%s listing needs you", "%s listings need you", n) % count


def _count(found: Sequence[Known]) -> int:
    return sum(each.news.count for each in found)


def _lines(found: Sequence[Known], zone: str) -> list[str]:
    """One line each; what is news since the last mail is marked, as a digest also says what still holds."""
    old = any(not each.fresh for each in found)
    lines = [
        f"- {_line(each, zone)}{' ' + _('(new)') if old and each.fresh else ''}" for each in found[:LISTED]
    ]
    more = len(found) - LISTED
    return [*lines, "- " + ngettext("and %s more", "and %s more", more) % number(more)] if more > 0 else lines


def _line(each: Known, zone: str) -> str:
    said, news = each.news.details, each.news
    match news.kind:
        case Kind.SILENCE:
            words = silent_words(Truth(str(said["truth"]), str(said["name"]), int(said["at"])))
            return _("%(what)s: last %(when)s") % {"what": words, "when": moment_in(int(said["at"]), zone)}
        case Kind.CONSENT:
            if "ends" not in said:
                return _("%s: it has ended. Connect again, else nothing is sent to Amazon.") % str(
                    said["name"]
                )
            told = {"name": said["name"], "when": moment_in(int(said["ends"]), zone)}
            return _("%(name)s: it ends %(when)s. Renew it before.") % told
        case Kind.LATE | Kind.WISHES:
            return _of_order(each, zone)
        case Kind.ORDERS:
            return _counted(_why(str(said["part"]), str(said["cause"])), news.count, str(said["order"]))
        case Kind.PROBLEMS:
            return _counted(title_of(str(said["cause"]), str(said["topic"])), news.count)


def _of_order(each: Known, zone: str) -> str:
    code, ship_by = each.news.details.get("order"), each.news.details.get("ship_by")
    if code is None:
        return ngettext("%s more", "%s more", each.news.count) % number(each.news.count)
    if not ship_by:
        return str(code)
    return _("%(order)s: send by %(when)s") % {"order": code, "when": moment_in(int(ship_by), zone)}


def _why(part: str, cause: str) -> str:
    return sentence(Trouble(0, part, cause, {}, 0)) if part else order_cause(cause)


def _counted(words: str, n: int, example: str = "") -> str:
    return f"{words}: {number(n)}" if n > 1 or not example else f"{words}: {example}"
