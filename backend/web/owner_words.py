"""What the journal says of a shop's owner, and of where he is told what."""

from backend.web.languages import _


def owner_said(act: str) -> str:
    """The sentence of an act about the owner's account; "" for any other act."""
    match act:
        case "linked_owner":
            return _("An owner's account was linked to the shop")
        case "unlinked_owner":
            return _("The owner's account was unlinked from the shop")
        case "alerts_on":
            return _("Alerts go to a confirmed address from now on")
        case "alerts_off":
            return _("No alerts are mailed any more")
        case _:
            return ""
