"""The set-up checklist of the dashboard: each step with what it says now and its button; it opens when one is lost."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.auto_adding import AutoRule
from backend.domain.listing import Status
from backend.domain.marketplace import SellerStatus
from backend.domain.setting_up import Checklist, Item, Step, checklist, newly_done
from backend.storage import auto_rules, owners, sales, setup_marks
from backend.web.languages import _, ngettext, pgettext
from backend.web.rendering import moment, number
from backend.web.resources import Resources, resources
from backend.web.session import require
from backend.web.shell import Shell

SOON = 30 * 86_400  # seconds before a consent's end from which it is said


@dataclass(frozen=True, slots=True)
class Line:
    """A step as the page shows it. `path` and `button` lead to where it is done; "" when nothing can be done."""

    item: Item
    title: str
    says: str
    path: str = ""
    button: str = ""
    warns: bool = False

    @property
    def key(self) -> str:
        return self.item.step.value


@dataclass(frozen=True, slots=True)
class Setup:
    """The checklist with its lines; `first`: nothing was ever listed, so it is the page's own matter."""

    list: Checklist
    lines: tuple[Line, ...]
    first: bool


async def setup_of(home: Resources, frame: Shell, counts: dict[str, int], ready: dict[str, int]) -> Setup:
    """How far the shop is. What is done for the first time is written down, so that its loss is seen later."""
    db, shop_id, now = home.db, frame.shop.id, home.now()
    once = await setup_marks.of_shop(db, shop_id)
    rules = await auto_rules.of_shop(db, shop_id, active=True)
    done = {
        Step.SHOP: frame.shop.status == "open",
        Step.PRODUCTS: not frame.catalog.importing and ready["ready"] > 0,
        Step.AMAZON: bool(_standing(frame)) and not frame.lost,
        # Who listed something went past the policies in the wizard.
        Step.POLICIES: Step.POLICIES in once or counts[""] > 0,
        Step.PUBLISHED: counts[""] > 0,
        Step.LIVE: counts[Status.ACTIVE] > 0,
        Step.ORDER: Step.ORDER in once or await sales.any_order(db, shop_id),
        Step.WATCHED: not _unwatched(frame),
        Step.AUTO: bool(rules),
    }
    if home.settings.owners.on:
        done[Step.OWNER] = await owners.of_shop(db, shop_id) is not None
    if frame.shop.status != "open" or not _standing(frame) or frame.lost:
        once.pop(Step.WATCHED, None)  # the step that says why is the one that was lost
    found = checklist(done, once)
    if fresh := newly_done(found, once):
        await setup_marks.mark(db, shop_id, fresh, now)
    lines = tuple(_line(item, frame, counts, ready, rules, now) for item in found.items)
    return Setup(found, lines, not counts[""])


async def seen(request: Request) -> Response:
    """POST: the merchant goes to look at the policies; that is all this step asks."""
    home = resources(request)
    await setup_marks.mark(home.db, require(request).shop_id, [Step.POLICIES], home.now())
    return RedirectResponse("/policies", 303)


def _standing(frame: Shell) -> list[int]:
    return [seller.id for seller in frame.sellers if seller.status is SellerStatus.CONNECTED]


def _line(
    item: Item, frame: Shell, counts: dict[str, int], ready: dict[str, int], rules: list[AutoRule], now: int
) -> Line:
    match item.step:
        case Step.SHOP:
            return _shop(item, frame)
        case Step.PRODUCTS:
            return _products(item, ready)
        case Step.OWNER:
            return _owner(item)
        case Step.AMAZON:
            return _amazon(item, frame, now)
        case Step.POLICIES:
            return Line(
                item, _("Your rules"), _("Shop price and shop stock to begin with. Look once, change what you like."),
                "/policies", _("Look at the policies"),
            )  # fmt: skip
        case Step.PUBLISHED:
            return _published(item, counts)
        case Step.LIVE:
            return _live(item, counts)
        case Step.ORDER:
            says = _("It came in.") if item.done else _("It comes into your shop by itself.")
            return Line(item, _("First order"), says, "/orders" if item.done else "", _("View orders"))
        case Step.WATCHED:
            return _watched(item, frame)
        case _:
            return _auto(item, rules)


def _owner(item: Item) -> Line:
    if item.done:
        says, button = _("Your account here owns this shop."), _("View account")
    else:
        says = _("Nobody owns this shop here: register it, so that it can be found again.")
        button = _("Register")
    return Line(item, _("Your account"), says, "/register", button)


def _published(item: Item, counts: dict[str, int]) -> Line:
    if counts[""]:
        says = ngettext("%s listing.", "%s listings.", counts[""]) % number(counts[""])
    else:
        says = _("Pick products; we find them on Amazon by their barcode and say of each one what happens.")
    return Line(item, _("Publish"), says, "/publish", _("Publish new items"))


def _auto(item: Item, rules: list[AutoRule]) -> Line:
    if rules:
        says = ngettext("%s rule is on.", "%s rules are on.", len(rules)) % number(len(rules))
    else:
        says = _("Optional: new products can be listed by themselves, or after your word.")
    return Line(item, _("Auto-add"), says, "/auto-add", _("View rules") if rules else _("Make a rule"))


def _shop(item: Item, frame: Shell) -> Line:
    says = {
        "open": pgettext("shop", "Connected."),
        "suspended": _("Your shop is suspended: nothing can be read until it is open again."),
        "plan": _("Your shop's plan does not include marketplaces."),
        "token": _("Your shop has taken back our access: open the app again from your shop's admin."),
    }.get(frame.shop.status, "")  # fmt: skip
    return Line(item, _("Your shop"), says)


def _products(item: Item, ready: dict[str, int]) -> Line:
    told = {"ready": number(ready["ready"]), "total": number(ready["products"])}
    says = _("%(ready)s of %(total)s products are ready for Amazon") % told
    return Line(item, _("Your products"), says, "/products", _("View products"))


def _amazon(item: Item, frame: Shell, now: int) -> Line:
    title = _("Amazon account")
    if frame.lost:
        names = ", ".join(seller.title for seller in frame.lost)
        says = _("The consent of %s has ended. Nothing is sent until you connect again.") % names
        return Line(item, title, says, "/accounts/connect", _("Connect again"), warns=True)
    standing = [seller for seller in frame.sellers if seller.status is SellerStatus.CONNECTED]
    if not standing:
        says = _("You need a professional seller account. You give your consent on Amazon itself.")
        return Line(item, title, says, "/accounts/connect", _("Connect marketplace account"))
    ends = min(seller.expires_at for seller in standing)
    if ends - now < SOON:
        days = max(0, (ends - now) // 86_400)
        says = ngettext(
            "The consent ends in %s day: renew it now, and nothing stops.",
            "The consent ends in %s days: renew it now, and nothing stops.",
            days,
        ) % number(days)
        return Line(item, title, says, "/accounts/connect", _("Renew the consent"), warns=True)
    return Line(
        item,
        title,
        _("Connected. The consent holds until %s.") % moment(ends),
        "/accounts",
        _("View accounts"),
    )


def _live(item: Item, counts: dict[str, int]) -> Line:
    live, coming = counts[Status.ACTIVE], counts[Status.ON_ITS_WAY]
    if live:
        said = ngettext("%s listing can be bought.", "%s listings can be bought.", live) % number(live)
    elif coming:
        said = ngettext("%s listing is on its way.", "%s listings are on their way.", coming) % number(coming)
    elif item.lost:
        said = _("Nothing of yours can be bought on Amazon at the moment.")
    else:
        said = _("What you publish can be bought within minutes.")
    return Line(item, _("Live on Amazon"), said, "/listings" if counts[""] else "", _("View listings"))


def _watched(item: Item, frame: Shell) -> Line:
    says = _unwatched(frame) or _("Prices, stock and orders are looked after all the time.")
    return Line(item, _("Looked after"), says)


def _unwatched(frame: Shell) -> str:
    """Why prices, stock and orders are not looked after now; "" when they are."""
    if frame.shop.status != "open":
        return _("Not while we are not let into your shop.")
    if frame.lost:
        return _("Not while an account waits to be connected again.")
    if frame.silent:
        return _("Something has not been looked at for too long; it is tried again by itself.")
    return "" if frame.as_of and _standing(frame) else _("Begins once your Amazon account is connected.")
