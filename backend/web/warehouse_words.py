"""What is said of Amazon's warehouse and of who sends a listing, in the page's language."""

from collections.abc import Mapping
from typing import Any

from backend.domain.orders import Sender
from backend.domain.sending import Switch, SwitchState
from backend.domain.warehouse import Lying
from backend.web.languages import _, ngettext
from backend.web.rendering import number

AMAZON = Sender.MARKETPLACE


def lying_words(lying: Lying | None) -> str:
    """The pieces of a SKU there, in one line."""
    if lying is None:
        return _("nothing there")
    parts = [_("%s for sale") % number(lying.fulfillable)]
    parts += [_("%s reserved") % number(lying.reserved)] if lying.reserved else []
    parts += [_("%s on the way") % number(lying.inbound)] if lying.inbound else []
    parts += [_("%s not sellable") % number(lying.unfulfillable)] if lying.unfulfillable else []
    parts += [_("%s looked for") % number(lying.researching)] if lying.researching else []
    return ", ".join(parts)


def going_words(switch: Switch) -> str:
    """How far a switch is that is not at its end."""
    if switch.state is SwitchState.WANTED:
        return _("Amazon sends it soon") if switch.target is AMAZON else _("You send it again soon")
    return _("Amazon was told and has not shown it yet. Until then nothing of its stock is sent.")


def failed_words(said: Mapping[str, Any]) -> str:
    """Why a switch came to nothing: `why` is its cause, `text` what Amazon said."""
    match said.get("why", said.get("cause", "")):
        case "not_there":
            return _("Amazon does not know the SKU any more.")
        case "silent":
            return _("Amazon took it and never showed it.")
        case _:
            text = str(said.get("text", said.get("said", "")))
            return _("Amazon refused: %s") % text if text else _("Amazon refused without a reason.")


def checks(
    lying: Lying | None, open_orders: int, to_amazon: bool, countries: int, pieces: int
) -> list[tuple[str, str]]:
    """(mark, words) of all that a merchant should know before a switch: the marks are yes, no and plain. `countries`:
    in how many the SKU stands; `pieces`: what the policy offers of the shop's stock."""
    found = _to_amazon(lying) if to_amazon else _to_merchant(lying, pieces)
    if open_orders and to_amazon:
        words = ngettext(
            "%s order that is not sent yet stays yours to send.",
            "%s orders that are not sent yet stay yours to send.",
            open_orders,
        )
        found.append(("plain", words % number(open_orders)))
    if countries > 1:
        words = _("The SKU has one sender: it changes in all %s countries where you sell it.")
        found.append(("plain", words % number(countries)))
    return found


def _to_amazon(lying: Lying | None) -> list[tuple[str, str]]:
    if lying is not None and lying.fulfillable:
        words = ngettext(
            "%s piece lies in Amazon's warehouse and can be sold at once.",
            "%s pieces lie in Amazon's warehouse and can be sold at once.",
            lying.fulfillable,
        )
        found = [("yes", words % number(lying.fulfillable))]
    elif lying is not None and lying.inbound:
        words = _(
            "Nothing for sale lies in Amazon's warehouse yet; %s on the way. Until they arrive nobody can buy it."
        )
        found = [("no", words % number(lying.inbound))]
    else:
        words = _(
            "Nothing lies in Amazon's warehouse. Nobody can buy it until your pieces have arrived there."
        )
        found = [("no", words)]
    found.append(
        ("plain", _("Your shop's stock is no longer sent and no longer stops it. Price and details go on."))
    )
    found.append(("plain", _("Your handling time and your shipping template do not hold for it.")))
    return found


def _to_merchant(lying: Lying | None, pieces: int) -> list[tuple[str, str]]:
    found = [("yes" if pieces else "no", _offered(pieces))]
    left = lying.fulfillable + lying.reserved + lying.inbound if lying else 0
    if left:
        words = ngettext(
            "%s piece of yours stays with Amazon; ask for it back in Seller Central, or switch again later.",
            "%s pieces of yours stay with Amazon; ask for them back in Seller Central, or switch again later.",
            left,
        )
        found.append(("plain", words % number(left)))
    found.append(("plain", _("Orders that Amazon has already are still sent by Amazon.")))
    return found


def _offered(pieces: int) -> str:
    if not pieces:
        return _("Your policy offers nothing of your shop's stock now: nobody can buy it until it does.")
    words = ngettext(
        "Your policy offers %s piece of your shop's stock.",
        "Your policy offers %s pieces of your shop's stock.",
        pieces,
    )
    return words % number(pieces)


def warehouse_act(act: str, said: Mapping[str, Any]) -> str:
    """One line of the journal; "" for what is not of the warehouse."""
    amazon = said.get("sender") == AMAZON.value
    match act:
        case "switch_asked":
            return _("You let Amazon's warehouse send it") if amazon else _("You send it yourself again")
        case "switched":
            return _("Amazon's warehouse sends it now") if amazon else _("You send it now: Amazon shows it")
        case "sender_followed":
            return (
                _("Seller Central gave it to Amazon's warehouse; Storelane follows")
                if amazon
                else _("Seller Central gave it back to you to send; Storelane follows")
            )
        case "switch_refused":
            words = (
                _("Amazon's warehouse does not send it. %s") if amazon else _("Amazon goes on sending it. %s")
            )
            return words % failed_words(said)
        case "warehouse_refused":
            place = str(said.get("place", ""))
            return _("Amazon does not let Storelane see your stock in its warehouse (%s)") % place
        case _:
            return ""


def switch_refused() -> str:
    """The title of a switch that came to nothing."""
    return _("Amazon does not let another warehouse send it")


def switch_again(said: Mapping[str, Any]) -> str:
    """What cures it."""
    return _("Correct what Amazon names, then try the switch again; whoever sent it before goes on.")


def warehouse_empty() -> str:
    """The title of what Amazon is to send and does not have."""
    return _("Nothing for sale in Amazon's warehouse")


def nothing_lies(said: Mapping[str, Any]) -> str:
    """Why nobody can buy it."""
    return _("Amazon sends this listing, and none of its pieces there can be sold now.")


def send_pieces(said: Mapping[str, Any]) -> str:
    """What cures it."""
    return _(
        "Send pieces to Amazon in Seller Central, or send it yourself again. It sells by itself once they arrive."
    )
