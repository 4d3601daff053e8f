"""Following: which parts of an offer follow the shop, and which stay as they were sent."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from backend.domain.conditions import Case, tried
from backend.domain.listing import Explained, Offer, Step
from backend.domain.synchronization import Field, SynchronizationPolicy

EVERYTHING = frozenset(Field)
# The members of an offer that each field of a policy is about; of a quantity only the rise is the policy's.
_MEMBERS: Mapping[Field, tuple[str, ...]] = {
    Field.PRICE: ("price",),
    Field.SALE_PRICE: ("sale",),
    Field.LIST_PRICE: ("list_price",),
    Field.BUSINESS_PRICE: ("business",),
    Field.HANDLING: ("handling_days",),
    Field.SHIPPING: ("shipping_template_id",),
    Field.DETAILS: ("details", "product_type"),
}
_OF_AN_OFFER = frozenset(each.name for each in fields(Offer))


def followed(policy: SynchronizationPolicy, case: Case, stands: int | None) -> frozenset[Field]:
    """The fields that follow the shop now, where so many pieces were sent last. Before anything was sent (None) it is
    everything; what stands at nothing gets its pieces back when it is relisted, whatever of it is revised."""
    if stands is None:
        return EVERYTHING
    revised = policy.revises and tried(policy.revise_when, case).met
    own = policy.fields if revised else frozenset[Field]()
    return own if stands else own | {Field.QUANTITY}


def allowed(wanted: Offer, sent: Offer, follows: frozenset[Field]) -> Offer:
    """The wanted offer with what does not follow as it was sent. A quantity always falls: only its rise is held."""
    kept: dict[str, Any] = {
        name: getattr(sent, name)
        for field, names in _MEMBERS.items()
        if field not in follows
        for name in names
        if name in _OF_AN_OFFER
    }
    if Field.QUANTITY not in follows:
        kept["quantity"] = min(wanted.quantity, sent.quantity)
    return replace(wanted, **kept)


def kept_apart(explained: Explained, sent: Offer, follows: frozenset[Field]) -> Explained:
    """An explained offer with what follows only; the last step of a number says that it stays."""
    wanted, offer = explained.offer, allowed(explained.offer, sent, follows)
    price, quantity = explained.price_steps, explained.quantity_steps
    if offer.price != wanted.price:
        price = (*price, Step("unfollowed", offer.price.amount))
    if offer.quantity != wanted.quantity:
        quantity = (*quantity, Step("unfollowed", offer.quantity))
    return replace(explained, offer=offer, price_steps=price, quantity_steps=quantity)
