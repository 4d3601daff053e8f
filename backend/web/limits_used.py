"""The limits in use: how much of what Amazon allows each account is taken now, and what waits because of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from backend.domain.listing import Stage
from backend.domain.marketplace import SellerStatus
from backend.domain.plans import Allowance
from backend.marketplaces.registry import MARKETPLACES
from backend.storage import lanes, plans, tally
from backend.storage.lanes import LaneState
from backend.storage.sellers import Seller
from backend.transport.throttling import Plan
from backend.web.languages import _, ngettext
from backend.web.rendering import number, render, span, wants_fragment
from backend.web.resources import Resources, resources
from backend.web.shell import Shell, shell

# What a merchant knows it by: its operations and the lanes that call them.
_GROUPS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("sending", ("putListingsItem", "patchListingsItem", "deleteListingsItem"), ("offers",)),
    ("feeds", ("createFeed", "createFeedDocument"), ("feeds",)),
    ("finding", ("searchCatalogItems", "getCatalogItem", "getListingsRestrictions"), ("matching", "proposals")),
    ("looking", ("searchListingsItems", "getListingsItem"), ("status",)),
    ("orders", ("searchOrders", "getOrder"), ("orders",)),
    ("reports", ("createReport", "getReportDocument"), ("existing",)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Use:
    """A group of calls. `used`: hundredths of what may leave at once that are taken now; `pace`: how many may leave on
    the long run, in words; `waits`: what waits because of it, in words, or ""."""

    name: str
    used: int
    pace: str
    waits: str


async def page(request: Request) -> Response:
    """GET /dashboard/limits: the part that the dashboard brings after its first paint; a page without scripts."""
    home, frame = resources(request), await shell(request, "dashboard")
    sellers = [each for each in frame.sellers if each.status is SellerStatus.CONNECTED]
    context = {
        "shell": frame, "accounts": [(seller, await uses(home, seller)) for seller in sellers],
        "allowance": await _allowance(home, frame),
    }  # fmt: skip
    return render(
        request, "dashboard/limits.html", context, fragment="limits" if wants_fragment(request) else None
    )


async def _allowance(home: Resources, frame: Shell) -> Allowance | None:
    """What the shop's plan lets it list; None where the operator keeps no accounts."""
    owned = home.settings.owners
    return await plans.allowance(home.db, frame.shop.id, home.now(), owned.terms) if owned.on else None


async def uses(home: Resources, seller: Seller) -> list[Use]:
    """How much of its allowances an account uses."""
    allowances = home.allowances.get(seller.kind)
    left = await allowances.left(seller.access.account) if allowances else {}
    wanted = [(kind, seller.id) for _name, _operations, kinds in _GROUPS for kind in kinds]
    states = await lanes.states(home.db, home.now(), wanted)
    stages = await tally.by(home.db, seller.shop_id, "stage", {"seller_id": seller.id})
    usage = MARKETPLACES[seller.kind].plans
    found = []
    for name, operations, kinds in _GROUPS:
        called = [each for each in operations if each in left and each in usage]
        used = max((_used(usage[each], left[each]) for each in called), default=0)
        slowest = min(called or operations, key=lambda each: _rate(usage, left, each))
        limited = [each for each in states if each.kind in kinds and each.note == "limits"]
        waits = _waits(name, limited, stages, home.now())
        found.append(Use(_name(name), used, _pace(_rate(usage, left, slowest)), waits))
    return found


def _used(plan: Plan, left: tuple[float, float]) -> int:
    """Hundredths of a plan's burst that are taken now."""
    tokens = min(float(plan.burst), max(0.0, left[0]))
    return round(100 * (1 - tokens / plan.burst))


def _rate(usage: Mapping[str, Plan], left: Mapping[str, tuple[float, float]], operation: str) -> float:
    return left[operation][1] if operation in left else usage[operation].rate


def _pace(rate: float) -> str:
    """A rate in calls a second as a person says it."""
    if rate >= 1:
        return _("%s a second") % number(round(rate))
    return _("one about every %s") % span(round(1 / rate))


def _name(group: str) -> str:
    return {
        "sending": _("Sending prices, stock and products"), "feeds": _("Sending many at once"),
        "finding": _("Finding products on Amazon"), "looking": _("Reading what Amazon shows"),
        "orders": _("Asking for orders"), "reports": _("Reading what you sold before"),
    }[group]  # fmt: skip


def _waits(group: str, limited: list[LaneState], stages: Mapping[str, int], now: int) -> str:
    """What waits for room now, and how long; "" when nothing does."""
    if not limited:
        return ""
    wait = max(1, min(each.due_at for each in limited) - now)
    count = {
        "sending": stages.get(Stage.SUBMIT, 0), "finding": stages.get(Stage.MATCH, 0),
        "looking": stages.get(Stage.CONFIRM, 0),
    }.get(group, 0)  # fmt: skip
    if count:
        told = ngettext("%s listing waits for it", "%s listings wait for it", count) % number(count)
    else:
        told = _("the next step waits for it")
    return _("%(what)s; it goes on in %(wait)s") % {"what": told, "wait": span(wait)}
