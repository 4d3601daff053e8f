"""What an existing listing was found to be, and what would change, in words."""

from backend.domain.adopting import Change
from backend.domain.existing import By, Claim, RemoteItem, RemoteStatus, Why
from backend.storage.existing_pages import LineOfItem
from backend.web.languages import _
from backend.web.problems import title_of_problem
from backend.web.rendering import money, number


def found_by(claim: Claim) -> str:
    """What speaks for the link; "" for nothing."""
    words = {
        By.SKU: _("same SKU"),
        By.LIKE_SKU: _("same SKU but for capitals and spaces"),
        By.BARCODE: _("same barcode"),
        By.HAND: _("chosen by you"),
    }
    return words[claim.by] if claim.by else ""


def why(line: LineOfItem) -> str:
    """Why a person has to decide; "" where nobody has to."""
    said = line.claim.details
    count, sku = number(int(said.get("count", 2))), str(said.get("sku", ""))
    match line.claim.why:
        case Why.DOUBLED_SKU:
            return (
                _("%s products of your shop carry this SKU. Choose the right one, or give each its own SKU.")
                % count
            )
        case Why.SEVERAL:
            return _("%s products of your shop fit. Choose the right one.") % count
        case Why.TWO_SKUS:
            return (
                _("You sell this product under a second SKU, %s. Only one of them can follow your shop.")
                % sku
            )
        case Why.LISTED:
            return _("Storelane lists this product there already, under the SKU %s.") % sku
        case Why.BY_AMAZON:
            return _(
                "Amazon sends it from its own warehouse. If you link it, its price follows your shop; its"
                " quantity stays Amazon's."
            )
        case Why.NOT_THERE:
            return _(
                "When it was to be linked, Amazon did not show it any more. Read again, or finish it in Seller"
                " Central."
            )
        case Why.OTHER_RULES:
            return _(
                "Its SKU is linked on %s by other rules for the quantity, and a SKU has one quantity in a region."
                " Link it with the same policies."
            ) % str(said.get("country", ""))
        case Why.NO_PRODUCT:
            return _("When it was to be linked, the product was gone from your shop or listed already.")
        case None:
            return ""


def changes(item: RemoteItem, change: Change) -> list[str]:
    """What would be sent first, one phrase for each thing."""
    if change.nothing:
        return [_("nothing changes")]
    said = []
    if change.price is not None:
        said.append(
            _("price %(before)s → %(after)s") % {"before": money(item.price), "after": money(change.price)}
        )
    if change.quantity is not None:
        before = number(item.quantity) if item.quantity is not None else "?"
        said.append(
            _("quantity %(before)s → %(after)s") % {"before": before, "after": number(change.quantity)}
        )
    if change.asks:
        said.append(_("the price waits for your approval first"))
    if change.problem:
        said.append(_("it does not sell while: %s") % title_of_problem(change.problem))
    return said


def status_word(status: RemoteStatus) -> str:
    match status:
        case RemoteStatus.ACTIVE:
            return _("Active")
        case RemoteStatus.INACTIVE:
            return _("Inactive")
        case RemoteStatus.INCOMPLETE:
            return _("Incomplete")
        case RemoteStatus.UNKNOWN:
            return ""
