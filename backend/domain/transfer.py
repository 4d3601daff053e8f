"""The file of an export: its words, and what a line of it must say. docs/export.md describes it for people."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from backend.domain.policy import Condition, Policy, PolicyKind
from backend.domain.selling import SellingPolicy, Tier

FORMAT, VERSION = "storelane-export", 2  # 1 knew nothing of what is set by hand, muted or said of a product
POLICY, LISTING, BY_HAND, MUTED, DETAILS, JOURNAL = (
    "policies", "listings", "by_hand", "muted", "details", "journal"
)  # fmt: skip
LISTS = (POLICY, LISTING, BY_HAND, MUTED, DETAILS, JOURNAL)  # the lists of the file, in their order
MOST_MONEY = 10**12  # minor units
MOST_DAYS = 30  # Amazon's longest handling time
LONGEST = 100_000  # characters of a line as it is kept

# What the journal says of the shop as a whole and may leave it: nothing of buyers, accounts or tokens.
OF_SHOP = frozenset((
    "published", "paused", "resumed", "observing", "not_observing", "bulk_done", "bulk_undone", "rates_changed",
    "template_gone", "type_changed", "type_confirmed", "cancelled", "imported",
))  # fmt: skip
NEVER = (
    "order",
    "owner",
    "connected",
    "disconnected",
    "consent",
    "installed",
)  # how acts begin that stay here
ACTORS = ("merchant", "storelane", "amazon", "shop")


class BadLine(ValueError):
    """A line that says nothing; its text is the key of the reason: unreadable, unknown."""


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """A policy; `ref` is how listings of the file name it, `seller` whose shipping template it names (code, region)."""

    ref: str
    kind: PolicyKind
    name: str
    body: Mapping[str, Any]
    seller: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class ListingLine:
    """A listing. `policies`: the refs by kind. `by_hand`: a person chose its ASIN."""

    sku: str
    seller: str
    region: str
    marketplace_id: str
    asin: str
    condition: Condition
    policies: Mapping[PolicyKind, str] = field(default_factory=dict)
    by_hand: bool = False
    paused: bool = False
    own_sku: str = ""
    ended: bool = False  # it was on the marketplace no more

    @property
    def remote_sku(self) -> str:
        """The SKU that it has on the marketplace."""
        return self.own_sku or self.sku


@dataclass(frozen=True, slots=True)
class JournalLine:
    """A line of the journal, of a listing (SKU, seller, marketplace) or, without a SKU, of the shop."""

    at: int
    actor: str
    act: str
    details: Mapping[str, Any]
    sku: str = ""
    seller: str = ""
    marketplace_id: str = ""


def may_leave(act: str, of_listing: bool) -> bool:
    """Whether a line of the journal may stand in a file at all."""
    return not act.startswith(NEVER) and (of_listing or act in OF_SHOP)


def read_policy_line(said: object) -> PolicyLine:
    """Raises BadLine."""
    line = an_object(said)
    body = line.get("policy")
    if not isinstance(body, Mapping) or a_text(line, "kind") not in {kind.value for kind in PolicyKind}:
        raise BadLine("unreadable")
    seller = line.get("template_of")
    whose = an_object(seller) if seller else {}
    name = a_text(line, "name")[:100]
    if not name:
        raise BadLine("unreadable")
    owner = (a_text(whose, "seller"), a_text(whose, "region"))
    return PolicyLine(a_text(line, "ref"), PolicyKind(a_text(line, "kind")), name, body, owner)


def read_listing_line(said: object) -> ListingLine:
    """Raises BadLine."""
    line = an_object(said)
    refs = an_object(line.get("policies") or {})
    condition = a_text(line, "condition") or Condition.NEW.value
    sku, seller, place = (a_text(line, name) for name in ("sku", "seller", "marketplace"))
    if not (sku and seller and place) or condition not in {each.value for each in Condition}:
        raise BadLine("unreadable")
    return ListingLine(
        sku=sku, seller=seller, region=a_text(line, "region"), marketplace_id=place, asin=a_text(line, "asin")[:10],
        condition=Condition(condition), by_hand=line.get("by_hand") is True, paused=line.get("paused") is True,
        policies={kind: a_text(refs, kind.value) for kind in PolicyKind if a_text(refs, kind.value)},
        own_sku=a_text(line, "own_sku"), ended=a_text(line, "status") == "ended",
    )  # fmt: skip


def read_journal_line(said: object) -> JournalLine:
    """Raises BadLine; `unknown` for an act that no file may carry."""
    line = an_object(said)
    at, details = line.get("at"), line.get("details") or {}
    if (
        not isinstance(at, int)
        or isinstance(at, bool)
        or not 0 < at < 2**33
        or not isinstance(details, Mapping)
    ):
        raise BadLine("unreadable")
    act, sku = a_text(line, "act"), a_text(line, "sku")
    if not act or a_text(line, "actor") not in ACTORS:
        raise BadLine("unreadable")
    if not may_leave(act, bool(sku)):
        raise BadLine("unknown")
    return JournalLine(
        at, a_text(line, "actor"), act, details, sku, a_text(line, "seller"), a_text(line, "marketplace")
    )  # fmt: skip


def sane(policy: Policy) -> bool:
    """Whether a policy's numbers are some that a form could have made: a file may have been written by hand."""
    if not isinstance(policy, SellingPolicy):
        return True
    bounds = [policy.floor, policy.ceiling, *(change.amount for change in policy.changes)]
    if any(money and abs(money.amount) > MOST_MONEY for money in bounds) or not _limits(policy):
        return False
    changes = [*policy.changes, *(policy.sale.changes if policy.sale else ())]
    tiers = list[Tier]()
    if policy.business:
        changes += policy.business.changes
        tiers += policy.business.tiers
    counts = (policy.buffer, policy.minimum, policy.fixed, policy.unlimited_quantity, policy.vat)
    return (
        all(each.step > 0 and 0 <= each.ending < max(each.step, 1) for each in policy.roundings)
        and all(-10_000 < each.percent <= 1_000_000 for each in changes)
        and all(each.pieces > 0 and 0 <= (each.percent or 0) < 10_000 for each in tiers)
        and all(0 <= count <= 1_000_000 for count in counts)
        and 0 <= policy.percentage <= 1_000
        and (policy.maximum is None or policy.maximum >= 0)
        and (policy.largest_move is None or policy.largest_move >= 0)
        and all(_positive(each.rate) for each in policy.rates)
    )


def _limits(policy: SellingPolicy) -> bool:
    """Whether its limits leave something to sell, and its days are some that Amazon takes."""
    low, high, days = policy.floor, policy.ceiling, policy.handling_days
    crossed = low is not None and high is not None and low.currency == high.currency and high < low
    return (
        not crossed
        and (low is None or low.amount >= 0)
        and (high is None or high.amount > 0)
        and (policy.cost_margin is None or -10_000 <= policy.cost_margin <= 1_000_000)
        and (days is None or 0 <= days <= MOST_DAYS)
    )


def _positive(said: str) -> bool:
    try:
        rate = Decimal(said)
    except InvalidOperation:
        return False
    return rate.is_finite() and rate > 0


def an_object(said: object) -> Mapping[str, Any]:
    """Raises BadLine."""
    if not isinstance(said, Mapping):
        raise BadLine("unreadable")
    return said


def a_text(line: Mapping[str, Any], name: str) -> str:
    """A short text; numbers, which some programs make of digits, are texts too."""
    said = line.get(name)
    if isinstance(said, int) and not isinstance(said, bool):
        said = str(said)
    return said.replace("\0", " ").strip()[:200] if isinstance(said, str) else ""
