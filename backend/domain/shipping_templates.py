"""Which of a seller's shipping templates an offer names: by an attribute of the product, by the policy, or none, which
is the seller's default on Amazon. A template belongs to one seller in one marketplace (Amazon facts 5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from backend.domain.catalog import Attribute
from backend.domain.folding import fold
from backend.domain.issues import Cause, Problem
from backend.domain.policy import ShippingPolicy


@dataclass(frozen=True, slots=True)
class ShippingTemplate:
    """A template as Amazon lists it; `gone`: it did so once, and does no more."""

    id: str
    name: str
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Templates:
    """What is known of a seller's templates in one marketplace. `read`: whether Amazon ever said; where it never did,
    nothing can be missing. `companies`: whether the seller may give companies a price of their own there, which the
    same answer says."""

    listed: tuple[ShippingTemplate, ...] = ()
    read: bool = False
    companies: bool = True

    def by_id(self, code: str) -> ShippingTemplate | None:
        return next((each for each in self.listed if each.id == code), None)

    def named(self, said: str) -> ShippingTemplate | None:
        """One that is there, by its name or id, whatever its case and blanks; of several of a name the first."""
        wanted = fold(said)
        alive = [each for each in self.listed if not each.gone]
        return next((each for each in alive if wanted in (fold(each.name), fold(each.id))), None)


class ChosenBy(StrEnum):
    """Why it is this template."""

    DEFAULT = "default"  # the policy names none
    POLICY = "policy"
    ATTRIBUTE = "attribute"
    ELSEWHERE = "elsewhere"  # the policy's template is another seller's or marketplace's: the default
    GONE = "gone"  # the policy's template is on Amazon no more: as it was sent, else the default


@dataclass(frozen=True, slots=True)
class Chosen:
    """The template of an offer ("" is the default), why, and what is wrong about it."""

    template_id: str = ""
    name: str = ""
    by: ChosenBy = ChosenBy.DEFAULT
    problem: Problem | None = None

    @property
    def stops(self) -> bool:
        """Whether nothing new may be listed before somebody decides. What is live goes on selling."""
        return self.by is ChosenBy.GONE


def choose(
    policy: ShippingPolicy, attributes: Iterable[Attribute], seller_id: int, marketplace_id: str, templates: Templates,
    sent: str = "",
) -> Chosen:  # fmt: skip
    """The template for an offer of a seller in a marketplace.

    `attributes`: those of the variation before those of its product. `sent`: the template that the offer was sent with.
    An attribute that leads nowhere is a problem that stops nothing: the policy's template stands in.
    """
    otherwise = _of_policy(policy, seller_id, marketplace_id, templates, sent)
    said = _value(policy.attribute, attributes) if policy.attribute else ""
    if not said:
        return otherwise
    if found := templates.named(said):
        return Chosen(found.id, found.name, ChosenBy.ATTRIBUTE)
    if not templates.read or otherwise.problem:
        return otherwise
    told = {"attribute": policy.attribute[:80], "value": said[:80], "used": otherwise.name[:80]}
    problem = Problem(Cause.TEMPLATE_UNKNOWN, told)
    return Chosen(otherwise.template_id, otherwise.name, otherwise.by, problem)


def _of_policy(
    policy: ShippingPolicy, seller_id: int, marketplace_id: str, templates: Templates, sent: str
) -> Chosen:
    if not policy.template_id:
        return Chosen()
    if not belongs(policy, seller_id, marketplace_id, templates):
        return Chosen(by=ChosenBy.ELSEWHERE)
    kept = templates.by_id(policy.template_id)
    name = kept.name if kept else policy.template_name
    if templates.read and (kept is None or kept.gone):
        problem = Problem(
            Cause.TEMPLATE_GONE, {"template": (policy.template_name or policy.template_id)[:80]}
        )
        return Chosen(sent, name if sent == policy.template_id else "", ChosenBy.GONE, problem)
    return Chosen(policy.template_id, name, ChosenBy.POLICY)


def belongs(policy: ShippingPolicy, seller_id: int, marketplace_id: str, templates: Templates) -> bool:
    """Whether a policy's template is one of this seller in this marketplace. Policies from before it was written down
    whose template is are tried on the list."""
    if policy.seller_id:
        return (policy.seller_id, policy.marketplace_id) == (seller_id, marketplace_id)
    return not templates.read or templates.by_id(policy.template_id) is not None


def _value(name: str, attributes: Iterable[Attribute]) -> str:
    wanted = fold(name)
    found = (each.value.strip() for each in attributes if fold(each.name) == wanted)
    return next((value for value in found if value), "")


def read_now(before: Templates, now: Sequence[ShippingTemplate], *, companies: bool = True) -> Templates:
    """What is known after Amazon listed its templates: what is no more in the list is gone, but not forgotten."""
    ids = {each.id for each in now}
    lost = (ShippingTemplate(each.id, each.name, gone=True) for each in before.listed if each.id not in ids)
    return Templates((*now, *lost), read=True, companies=companies)
