"""The steps of a quantity: in words."""

from backend.domain.listing import Step
from backend.web.languages import _


def stock_told(step: Step) -> str:
    """A step of a quantity, or what it was when it was sent; a word nobody knows is shown as it is."""
    match step.word:
        case "stock":
            return _("Stock in your shop")
        case "sold":
            return _("Sold on Amazon, not yet taken off in your shop: %s") % step.by
        case "inferred":
            return _("Gone on Amazon, its order is still to come: %s") % step.by
        case "unlimited":
            return _("Not counted in your shop: your policy offers")
        case "negative":
            return _("More was sold than was there: nothing to offer")
        case "percentage":
            return _("%s %% of it") % step.by
        case "buffer":
            return _("Kept back: %s") % step.by
        case "minimum":
            return _("Fewer than %s are not offered") % step.by
        case "maximum":
            return _("At most %s") % step.by
        case "waiting":
            return _("More waits until Amazon's orders are known")
        case "sent":
            return _("Price as sent before")
        case "unfollowed":
            return _("It stays as it was sent: your policy does not let it follow")
        case _:
            return _step_instead(step)


def _step_instead(step: Step) -> str:
    """What stands for the stock."""
    pieces, _space, name = step.by.partition(" ")
    match step.word:
        case "fixed":
            return _("Your policy offers %s, as long as your shop has them") % pieces
        case "pieces_of":
            told = {"pieces": pieces, "name": name}
            return _("The attribute “%(name)s” says %(pieces)s, as long as your shop has them") % told
        case "pieces_absent":
            return _("The attribute “%s” says nothing: the stock counts") % step.by
        case "pieces_unreadable":
            return _("Not a number of pieces, so nothing is offered: %s") % step.by
        case _:
            return step.word
