"""Why a product is not live, in the merchant's words: what happened, whose turn it is, what cures it."""

from collections.abc import Mapping
from dataclasses import dataclass

from backend.domain.issues import CAUSES, Cause, Owner, Problem
from backend.web import codes
from backend.web.causes import TITLES, WHY
from backend.web.languages import _


@dataclass(frozen=True, slots=True)
class Words:
    """A problem as a page shows it. `action`: shop (edit the product), apply, connect, retry, or "" for none.

    `said` is Amazon's own text where no issue of the listing carries it.
    """

    title: str
    why: str
    who: str
    cure: str
    action: str
    link: str = ""
    said: str = ""


def title_of(cause: str) -> str:
    """A cause in a few words, for lists and counts."""
    return TITLES[Cause(cause)]() if cause in CAUSES else cause


def title_of_problem(problem: Problem) -> str:
    return TITLES[problem.cause]()


def words(problem: Problem) -> Words:
    """Everything a page says of a problem. Details that are missing leave their place empty."""
    link = str(problem.details.get("link", "")) if problem.cause is Cause.RESTRICTED else ""
    if not link.startswith(("https://", "http://")):
        link = ""
    return Words(
        title=title_of_problem(problem),
        why=_why(problem),
        who=_who(problem.owner),
        cure=_cure(problem, link),
        action=_action(problem, link),
        link=link,
        said=str(problem.details.get("text", "")),
    )


class _Blank(dict[str, object]):
    """Details for a sentence; what is missing is an ellipsis, never an error."""

    def __init__(self, details: Mapping[str, str | int]) -> None:
        super().__init__(details)

    def __missing__(self, key: str) -> str:
        return "…"


def _why(problem: Problem) -> str:
    known = _told(problem)
    return known[0]() if known else WHY[problem.cause](_Blank(problem.details))


def _told(problem: Problem) -> codes.Told | None:
    """What Amazon's codes mean, for the causes that stand for whatever Amazon says."""
    spoken = problem.cause in (Cause.REFUSED, Cause.SUPPRESSED)
    return codes.told(str(problem.details.get("codes", ""))) if spoken else None


def _who(owner: Owner) -> str:
    match owner:
        case Owner.YOU:
            return _("You")
        case Owner.AMAZON:
            return _("Amazon")
        case Owner.OPERATOR:
            return _("The operator of this Storelane")


_IN_THE_SHOP = frozenset((
    Cause.NO_SKU, Cause.DOUBLED_SKU, Cause.SKU_TOO_LONG, Cause.NO_IDENTIFIER, Cause.WRONG_CHECK_DIGIT,
    Cause.NOT_A_BARCODE, Cause.IN_STORE_BARCODE, Cause.NOT_ENABLED, Cause.OUT_OF_STOCK, Cause.NO_PRICE,
    Cause.UNDER_FLOOR, Cause.UNREADABLE,
))  # fmt: skip
_ONCE_MORE = frozenset((
    Cause.NO_MATCH, Cause.SEVERAL_MATCHES, Cause.CONTRADICTION, Cause.PARENT_FOUND, Cause.ASIN_TAKEN,
    Cause.SKU_ON_AMAZON, Cause.REFUSED, Cause.SUPPRESSED, Cause.DELETED_ON_AMAZON, Cause.OTHER_CURRENCY,
))  # fmt: skip


def _action(problem: Problem, link: str) -> str:
    if problem.cause in _IN_THE_SHOP:
        return "shop"
    if problem.cause is Cause.RESTRICTED:
        return "apply" if link else ""
    if problem.cause is Cause.CONSENT:
        return "connect"
    if problem.cause is Cause.OTHER_RULES:
        return "policies"
    return "retry" if problem.cause in _ONCE_MORE else ""


def _cure(problem: Problem, link: str) -> str:
    known = _told(problem)
    if known:
        return known[1]()
    match problem.cause:
        case cause if cause in _IN_THE_SHOP:
            return _(
                "Change the product in your shop. Storelane notices it within a minute and goes on by itself."
            )
        case Cause.NO_MATCH:
            return _("Check the barcode in your shop. If it is right, the product is new to Amazon.")
        case Cause.SEVERAL_MATCHES | Cause.CONTRADICTION | Cause.PARENT_FOUND:
            return _("Compare your product with Amazon's, and correct barcode or details in your shop.")
        case Cause.RESTRICTED:
            if link:
                return _("Ask Amazon for approval with its own form. When Amazon agrees, try again.")
            return _("Amazon does not let you sell this product. There is nothing to apply for.")
        case Cause.ASIN_TAKEN:
            return _("Take the other listing off Amazon, or correct the barcode of one of the two products.")
        case Cause.SKU_ON_AMAZON:
            return _("Link it under “Already on Amazon”, or give the product another SKU in your shop.")
        case Cause.REFUSED | Cause.SUPPRESSED:
            return _("Read what Amazon says, and correct it in your shop or in Seller Central.")
        case Cause.CONSENT:
            return _("Connect your Amazon account again.")
        case Cause.OTHER_RULES:
            return _("Give both countries the same selling policy.")
        case Cause.OTHER_CURRENCY:
            return _("Choose a country that sells in your shop's currency.")
        case _:
            return _last_cure(problem.cause)


def _last_cure(cause: Cause) -> str:
    """Where nothing can be done, or nothing needs to be."""
    match cause:
        case Cause.DELETED_ON_AMAZON:
            return _("If that was not meant, publish it again.")
        case Cause.PRODUCT_DELETED:
            return _("Nothing to do. If it comes back into your shop, publish it again.")
        case Cause.STUCK:
            return _("Nothing to do now: Storelane keeps looking and says so when Amazon answers.")
        case Cause.ROLE_MISSING:
            return _("The operator has to ask Amazon for the missing permission.")
        case _:
            return _("This product cannot be sold on Amazon. Leave it out of the next publication.")
