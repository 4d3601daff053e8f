"""Shipping templates to choose from: grouped by account and country, each with what its option says of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from backend.domain.marketplace import SellerStatus
from backend.domain.policy import ShippingPolicy
from backend.domain.shipping_templates import ShippingTemplate, Templates
from backend.storage.sellers import Seller
from backend.storage.shipping_templates import Place, TemplateList
from backend.web.rendering import country_name


@dataclass(frozen=True, slots=True)
class Group:
    """The templates of a seller in a marketplace; `read_at` 0: Amazon was not asked yet."""

    seller: Seller
    marketplace_id: str
    country: str
    templates: tuple[ShippingTemplate, ...] = ()
    read_at: int = 0
    trouble: str = ""

    @property
    def title(self) -> str:
        return f"{self.seller.title} · {country_name(self.country)}"

    @property
    def alive(self) -> tuple[ShippingTemplate, ...]:
        return tuple(each for each in self.templates if not each.gone)

    def value(self, template: ShippingTemplate) -> str:
        return option(self.seller.id, self.marketplace_id, template.id, template.name)


def groups(sellers: Iterable[Seller], lists: Mapping[Place, TemplateList]) -> list[Group]:
    """Of all sellers that are not disconnected and all marketplaces that they take part in."""
    found = []
    for seller in sellers:
        if seller.status is SellerStatus.DISCONNECTED:
            continue
        for place in seller.marketplaces:
            if place.participating:
                kept = lists.get((seller.id, place.marketplace_id))
                said = (kept.templates.listed, kept.read_at, kept.trouble) if kept else ()
                found.append(Group(seller, place.marketplace_id, place.country, *said))
    return found


def option(seller_id: int, marketplace_id: str, code: str, name: str) -> str:
    """A template as a field's value; its name goes last, because it may hold anything."""
    return f"{seller_id}/{marketplace_id}/{code}/{name}"


def of_policy(policy: ShippingPolicy) -> str:
    """The value that a policy stands for; "" for the default."""
    if not policy.template_id:
        return ""
    return option(policy.seller_id, policy.marketplace_id, policy.template_id, policy.template_name)


def read_option(value: str, sellers: Iterable[Seller]) -> ShippingPolicy | None:
    """A policy that names the template of a value and nothing else; None where it is none of these sellers'."""
    parts = value.split("/", 3)
    if len(parts) != 4 or not parts[0].isascii() or not parts[0].isdecimal() or not parts[2]:
        return None
    for seller in sellers:
        for place in seller.marketplaces:
            if (str(seller.id), place.marketplace_id) == (parts[0], parts[1]):
                return ShippingPolicy(parts[2][:200], parts[3][:200], "", seller.id, place.marketplace_id)
    return None


def lost(value: str, found: Iterable[Group]) -> bool:
    """Whether a value stands for a template that its list, which was read, no longer has."""
    for group in found:
        known = Templates(group.templates, bool(group.read_at))
        if value.startswith(f"{group.seller.id}/{group.marketplace_id}/") and known.read:
            kept = known.by_id(value.split("/", 3)[2])
            return kept is None or kept.gone
    return False
