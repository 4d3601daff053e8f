"""Issues (Amazon's verdicts) and problems (what somebody must cure): a cause, an owner and a cure each."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    ERROR = "ERROR"
    WARNING = "WARNING"
    INFO = "INFO"


@dataclass(frozen=True, slots=True)
class Issue:
    """What Amazon says about a listing, in Amazon's words; `code` groups, the text is shown, never switched on."""

    code: str
    message: str
    severity: Severity
    attribute_names: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    # LISTING_SUPPRESSED, SEARCH_SUPPRESSED, ATTRIBUTE_SUPPRESSED, CATALOG_ITEM_REMOVED
    actions: tuple[str, ...] = ()


class Owner(StrEnum):
    """Whose turn it is; the shop: its catalogue, where the merchant corrects the product."""

    YOU = "you"
    SHOP = "shop"
    AMAZON = "amazon"
    OPERATOR = "operator"


class Cause(StrEnum):
    """Why a product is not live. The sentences stand in web/causes.py, in every language."""

    NO_SKU = "no_sku"
    DOUBLED_SKU = "doubled_sku"
    SKU_TOO_LONG = "sku_too_long"
    NO_IDENTIFIER = "no_identifier"
    WRONG_CHECK_DIGIT = "wrong_check_digit"
    NOT_A_BARCODE = "not_a_barcode"
    IN_STORE_BARCODE = "in_store_barcode"
    NOT_GOODS = "not_goods"
    NOT_ENABLED = "not_enabled"
    OUT_OF_STOCK = "out_of_stock"
    NO_PRICE = "no_price"
    UNDER_FLOOR = "under_floor"
    OTHER_CURRENCY = "other_currency"
    NO_RATE = "no_rate"  # the price is to cross into another currency, and no rate is known
    PRICE_UNREADABLE = "price_unreadable"  # an attribute that a price comes from says no number
    NO_SUCH_PRICE = "no_such_price"  # the shop does not have the price that the policy takes
    NOTHING_LEFT = "nothing_left"  # the changes of the policy leave no price
    FLOOR_OVER_CEILING = "floor_over_ceiling"
    PRODUCT_DELETED = "product_deleted"
    NO_MATCH = "no_match"
    SEVERAL_MATCHES = "several_matches"
    CONTRADICTION = "contradiction"
    PARENT_FOUND = "parent_found"
    ASIN_TAKEN = "asin_taken"
    SKU_ON_AMAZON = "sku_on_amazon"
    RESTRICTED = "restricted"
    REFUSED = "refused"  # Amazon's issues say why
    STUCK = "stuck"  # accepted, then silence
    DELETED_ON_AMAZON = "deleted_on_amazon"
    CONSENT = "consent"  # the seller must connect again
    ROLE_MISSING = "role_missing"
    SUPPRESSED = "suppressed"
    UNREADABLE = "unreadable"
    TYPE_CHANGED = "type_changed"  # Amazon asks other things of its product type now
    CHILD_OF_OTHER_FAMILY = "child_of_other_family"
    FAMILY_INCOMPLETE = "family_incomplete"  # what is missing for it stands in its details
    UNLINKED = "unlinked"  # the merchant took it off the one ASIN that its barcode leads to
    TEMPLATE_GONE = "template_gone"  # the policy's shipping template is not on Amazon any more
    TEMPLATE_UNKNOWN = (
        "template_unknown"  # an attribute names a shipping template that the seller does not have
    )
    OTHER_RULES = "other_rules"  # the same SKU is one quantity in all countries of a region
    RULE_UNMET = "rule_unmet"  # the list or relist rule of its synchronization policy does not hold
    STOPPED_BY_RULE = "stopped_by_rule"  # the stop rule of its synchronization policy holds
    LISTING_OFF = "listing_off"  # its synchronization policy puts nothing on Amazon
    RELISTING_OFF = "relisting_off"  # its synchronization policy lets nothing sell again
    WAREHOUSE_EMPTY = "warehouse_empty"  # Amazon is to send it, and nothing for sale lies in its warehouse
    SWITCH_REFUSED = "switch_refused"  # Amazon did not let another warehouse send it; who sent it goes on
    PLAN_LIMIT = "plan_limit"  # the plan's listings are used up; only what is not on Amazon yet waits
    PRICE_WAITS = (
        "price_waits"  # a move over the guard; it is no listing's cause, what is live goes on selling
    )


CAUSES = frozenset(cause.value for cause in Cause)


@dataclass(frozen=True, slots=True)
class Problem:
    """One cause with what its sentence needs: `details` hold short texts and whole numbers only (stored as JSON)."""

    cause: Cause
    details: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def owner(self) -> Owner:
        return _OWNERS.get(self.cause, Owner.YOU)


_OWNERS = {
    Cause.STUCK: Owner.AMAZON,
    Cause.ROLE_MISSING: Owner.OPERATOR,
    **dict.fromkeys((
        Cause.NO_SKU, Cause.DOUBLED_SKU, Cause.SKU_TOO_LONG, Cause.NO_IDENTIFIER, Cause.WRONG_CHECK_DIGIT,
        Cause.NOT_A_BARCODE, Cause.IN_STORE_BARCODE, Cause.NOT_ENABLED, Cause.OUT_OF_STOCK, Cause.NO_PRICE,
        Cause.PRODUCT_DELETED, Cause.SKU_ON_AMAZON, Cause.UNREADABLE, Cause.PRICE_UNREADABLE,
        Cause.NO_SUCH_PRICE,
    ), Owner.SHOP),
}  # fmt: skip
SPOKEN = frozenset((Cause.REFUSED, Cause.SUPPRESSED))  # they stand for whatever Amazon says

# Causes that a change of the product in the shop can cure.
SHOP_CAUSES = (
    Cause.NO_SKU, Cause.DOUBLED_SKU, Cause.SKU_TOO_LONG, Cause.NO_IDENTIFIER, Cause.WRONG_CHECK_DIGIT,
    Cause.NOT_A_BARCODE, Cause.IN_STORE_BARCODE, Cause.NOT_GOODS, Cause.NOT_ENABLED, Cause.OUT_OF_STOCK,
    Cause.NO_PRICE, Cause.UNDER_FLOOR, Cause.UNREADABLE, Cause.CONTRADICTION, Cause.NO_MATCH, Cause.UNLINKED,
    Cause.PRICE_UNREADABLE, Cause.NO_SUCH_PRICE, Cause.NOTHING_LEFT, Cause.FLOOR_OVER_CEILING,
    Cause.RULE_UNMET, Cause.STOPPED_BY_RULE,
)  # fmt: skip

# Causes that other rules of a policy can cure.
POLICY_CAUSES = (
    Cause.NOT_ENABLED, Cause.OUT_OF_STOCK, Cause.NO_PRICE, Cause.UNDER_FLOOR, Cause.OTHER_CURRENCY,
    Cause.PRICE_UNREADABLE, Cause.NO_SUCH_PRICE, Cause.NOTHING_LEFT, Cause.FLOOR_OVER_CEILING,
    Cause.RULE_UNMET, Cause.STOPPED_BY_RULE, Cause.LISTING_OFF, Cause.RELISTING_OFF, Cause.OTHER_RULES, Cause.NO_RATE,
)  # fmt: skip

# Causes that mean: it has no ASIN, and a person may choose one.
WITHOUT_ASIN = (
    Cause.NO_MATCH, Cause.NO_IDENTIFIER, Cause.SEVERAL_MATCHES, Cause.PARENT_FOUND, Cause.CONTRADICTION,
    Cause.UNLINKED,
)  # fmt: skip


SEVERAL_PARENTS = "8032"  # Amazon's code for a child that has a parent already (Amazon facts 4.2)


def errors_of(issues: Sequence[Issue]) -> list[Issue]:
    """Those that Amazon holds for errors."""
    return [issue for issue in issues if issue.severity is Severity.ERROR]


def naming(cause: Cause, issues: Sequence[Issue]) -> Problem:
    """A problem with the codes that Amazon gave, each once and in its order; the texts stay with the issues.

    `attributes` are those of the first issue; `mark` tells the same issues again, `words` also whether their text is.
    """
    codes = dict.fromkeys(issue.code for issue in issues)
    if SEVERAL_PARENTS in codes:
        cause = Cause.CHILD_OF_OTHER_FAMILY
    found = sorted((issue.code, *sorted(issue.attribute_names)) for issue in issues)
    details: dict[str, str | int] = {
        "codes": ", ".join(codes), "count": len(issues), "mark": _short(found),
        "words": _short(sorted(issue.message for issue in issues)),
    }  # fmt: skip
    if issues and issues[0].attribute_names:
        details["attributes"] = ", ".join(issues[0].attribute_names)[:200]
    return Problem(cause, details)


def topic_of(problem: Problem | None) -> str:
    """What groups problems of one cause: Amazon's first code and the attributes it names ("90220 brand"), or ""."""
    if problem is None or problem.cause not in SPOKEN:
        return ""
    code = str(problem.details.get("codes", "")).split(", ")[0]
    return f"{code} {problem.details.get('attributes', '')}".strip()


_WORDS = ("words", "message", "text")  # where Amazon's own words stand in the details, or what tells them
_NOT_THE_THING = (*_WORDS, "count", "since", "actual")


def mark_of(problem: Problem) -> str:
    """What is the same as long as a problem is about the same things, whatever language it is told in."""
    said = {key: value for key, value in problem.details.items() if key not in _NOT_THE_THING}
    if "mark" in said:
        said = {"mark": said["mark"]}
    return _short([problem.cause.value, sorted(said.items())])


def words_of(problem: Problem) -> str:
    """What is the same as long as Amazon says it in the same words; "" where only we speak."""
    return next((str(problem.details[key]) for key in _WORDS if key in problem.details), "")


def _short(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:12]
