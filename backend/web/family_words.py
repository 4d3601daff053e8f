"""What is said of families: what is missing, how far one is, how each child stands."""

from collections.abc import Mapping

from backend.domain.families import Lack, Trouble
from backend.domain.issues import Cause, Problem
from backend.domain.kinship import ChildState, FamilyState
from backend.web.languages import _
from backend.web.rendering import number


def missing(trouble: Trouble) -> str:
    """One thing that is missing, in words."""
    told = {
        "option": trouble.option, "value": trouble.value, "sku": trouble.sku or _("(no SKU)"),
        "other": trouble.other, "limit": number(trouble.limit),
    }  # fmt: skip
    match trouble.lack:
        case Lack.NO_OPTIONS:
            return _("Nothing tells its variations apart: the product has no options.")
        case Lack.NO_THEMES:
            return _("Amazon has no families for this kind of product (%(value)s).") % told
        case Lack.UNMAPPED:
            return _("Say which of Amazon's attributes the option “%(option)s” is.") % told
        case Lack.SAME_ATTRIBUTE:
            return (
                _("Two options are set to one attribute: %(option)s. Choose another one for one of them.")
                % told
            )
        case Lack.NO_THEME:
            return _("Amazon has no theme for just these attributes. Choose others, or another theme.")
        case Lack.UNFIT:
            return _("What the parent says does not fit Amazon's rules: %(value)s.") % told
        case _:
            return _of_child(trouble.lack, told)


def facts_again(problem: Problem) -> bool:
    """Whether what the parent says is the matter: then its facts are filled in again, not anything in the shop."""
    unfit = problem.cause is Cause.FAMILY_INCOMPLETE and problem.details.get("lack") == Lack.UNFIT
    return unfit or problem.cause is Cause.REFUSED


def _of_child(lack: Lack, told: dict[str, str]) -> str:
    match lack:
        case Lack.NO_SKU:
            return _("The variation %(value)s has no SKU of its own.") % told
        case Lack.NO_VALUE:
            return _("%(sku)s does not say its “%(option)s”.") % told
        case Lack.TOO_LONG:
            return (
                _("“%(value)s” is too long for Amazon: %(sku)s, %(option)s, at most %(limit)s characters.")
                % told
            )
        case Lack.NOT_A_VALUE:
            return _("Amazon does not take “%(value)s” as %(other)s (%(sku)s).") % told
        case _:
            return _("%(sku)s and %(other)s are the same for buyers: %(value)s.") % told


def missing_said(said: Mapping[str, object]) -> str:
    """What a stored problem's details say is missing, or that something is."""
    known = {lack.value: lack for lack in Lack}
    lack = known.get(str(said.get("lack", "")))
    if lack is None:
        return _("Its variations cannot be told apart as Amazon wants it in a family.")
    option, value, sku, other = (str(said.get(name) or "") for name in ("option", "value", "sku", "other"))
    limit = said.get("limit", 0)
    return missing(Trouble(lack, option, value, sku, other, limit if isinstance(limit, int) else 0))


def state_name(state: FamilyState | None, shared: int = 0) -> str:
    """How far a family is; `shared`: how many of its products Amazon has in a family, where it is not ours."""
    match state:
        case FamilyState.MAKE | FamilyState.CONFIRM:
            return _("On its way")
        case FamilyState.STANDS:
            return _("A family")
        case FamilyState.PART:
            return _("Being taken apart")
        case FamilyState.HELD:
            return _("Waits for you")
        case _:
            return _("In Amazon's own family") if shared else _("Single products")


def child_state(state: ChildState) -> str:
    """How one child stands."""
    match state:
        case ChildState.LIVE:
            return _("Live")
        case ChildState.JOINED:
            return _("In the family, not on sale")
        case ChildState.ON_ITS_WAY:
            return _("On its way")
        case ChildState.MISSING:
            return _("Missing")
        case ChildState.ELSEWHERE:
            return _("In another family")
        case ChildState.EXTRA:
            return _("Extra")
