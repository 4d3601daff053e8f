"""Where a shop can sell, and what stands in the way of a draft at each of its places."""

from dataclasses import dataclass

from starlette.datastructures import FormData

from backend.domain.allowed_conditions import Standing, standing
from backend.domain.conversion import Market, Unpriced, rate_for, step_of
from backend.domain.days import day_of
from backend.domain.marketplace import Participation, SellerStatus
from backend.domain.policy import Condition, ShippingPolicy
from backend.domain.rates import Rate
from backend.domain.selling import Conversion, SellingPolicy
from backend.storage import policies, rates
from backend.storage.drafts import MOST_PLACES, Draft, DraftPlace
from backend.storage.policies import KeptPolicy
from backend.storage.sellers import Seller
from backend.web.languages import _
from backend.web.price_words import rate_told
from backend.web.rendering import country_name
from backend.web.resources import Resources
from backend.web.shell import Shell


@dataclass(frozen=True, slots=True)
class Spot:
    """One place of a draft as pages know it; `there` None: the account is no longer connected there."""

    place: DraftPlace
    seller: Seller | None
    there: Participation | None

    @property
    def name(self) -> str:
        """The country for people."""
        return country_name(self.there.country) if self.there else self.place.marketplace_id

    @property
    def domain(self) -> str:
        return self.there.domain.removeprefix("www.") if self.there else ""

    @property
    def language(self) -> str:
        """Amazon's tag of the place's language, like fr_FR; "" when it is not known."""
        return self.there.language if self.there else ""

    @property
    def currency(self) -> str:
        return self.there.currency if self.there else ""


def places_of(frame: Shell) -> list[tuple[Seller, Participation]]:
    """Where the shop can sell: the shop's own country first, then its currency, then by name."""
    own, currency = frame.shop.country.upper(), frame.shop.currency
    found = [
        (seller, place)
        for seller in frame.sellers
        if seller.status is SellerStatus.CONNECTED
        for place in seller.marketplaces
        if place.participating
    ]
    return sorted(
        found, key=lambda pair: (pair[1].country != own, pair[1].currency != currency, pair[1].name)
    )


def spots_of(frame: Shell, draft: Draft) -> list[Spot]:
    """The places of a draft, the first one first."""
    known = {(seller.id, place.marketplace_id): (seller, place) for seller, place in places_of(frame)}
    found = []
    for each in draft.places:
        seller, there = known.get((each.seller_id, each.marketplace_id), (None, None))
        found.append(Spot(each, seller, there))
    return found


def read_places(form: FormData, frame: Shell) -> tuple[DraftPlace, ...]:
    """The places of a form in their order, each once, with their notes; those that cannot be are passed over."""
    known = {f"{seller.id} {place.marketplace_id}": (seller, place) for seller, place in places_of(frame)}
    found: dict[str, DraftPlace] = {}
    for key in [str(each) for each in form.getlist("place")][:MOST_PLACES]:
        if key in known and key not in found:
            seller, place = known[key]
            note = str(form.get(f"note {key}") or "").replace("\r\n", "\n").strip()
            found[key] = DraftPlace(seller.id, place.marketplace_id, note)
    return tuple(found.values())


def another(frame: Shell, places: tuple[DraftPlace, ...]) -> DraftPlace | None:
    """The next place to sell at: of the same seller first; None when there is no other."""
    chosen = {(each.seller_id, each.marketplace_id) for each in places}
    left = [(s, p) for s, p in places_of(frame) if (s.id, p.marketplace_id) not in chosen]
    left.sort(key=lambda pair: not places or pair[0].id != places[0].seller_id)
    return DraftPlace(left[0][0].id, left[0][1].marketplace_id) if left else None


@dataclass(frozen=True, slots=True)
class Rules:
    """A shop's policies by our ids, the rates between currencies, and the day (ISO date, UTC)."""

    kept: dict[int, KeptPolicy]
    rates: tuple[Rate, ...]
    today: str


async def rules_of(home: Resources, shop_id: int) -> Rules:
    """The rules as they hold now."""
    kept = await policies.by_id(home.db, shop_id)
    return Rules(kept, await rates.of_shop(home.db, shop_id), day_of(home.now()))


def warnings(spot: Spot, draft: Draft, frame: Shell, rules: Rules) -> list[str]:
    """What a merchant should know of a place before going on."""
    if spot.there is None or spot.seller is None:
        return [_("This account is no longer connected, so nothing can be listed there.")]
    found = []
    if spot.there.suspended:
        found.append(_("Amazon has suspended your listings in this country."))
    if spot.seller.paused or spot.there.marketplace_id in spot.seller.paused_places:
        found.append(_("It is paused: nothing is sent until you let it go on."))
    elif spot.seller.observing:
        found.append(_("Storelane only watches for this account: nothing is sent."))
    if spot.there.currency != frame.shop.currency:
        found.append(_currency(spot, frame, rules, draft))
    shipping = rules.kept.get(draft.shipping_policy_id)
    if shipping and isinstance(shipping.policy, ShippingPolicy):
        bound = (shipping.policy.seller_id, shipping.policy.marketplace_id)
        if any(bound) and bound != (spot.place.seller_id, spot.place.marketplace_id):
            found.append(
                _("The shipping policy names a template of another place; here Amazon's default holds.")
            )
    return found


def _currency(spot: Spot, frame: Shell, rules: Rules, draft: Draft) -> str:
    """How prices cross over to a place's currency, by which rate of which day; or that they do not."""
    yours, theirs = frame.shop.currency, spot.currency
    said, selling = {"theirs": theirs, "yours": yours}, rules.kept.get(draft.selling_policy_id)
    policy = selling.policy if selling and isinstance(selling.policy, SellingPolicy) else SellingPolicy()
    if policy.conversion is Conversion.NONE:
        return (
            _(
                "Prices there are in %(theirs)s, yours in %(yours)s: nothing can be published there until the selling"
                " policy converts them."
            )
            % said
        )
    try:
        rate = rate_for(yours, theirs, policy, Market(theirs, rules.rates, rules.today))
    except Unpriced:
        return _("No rate from %(yours)s to %(theirs)s is known: nothing can be published there yet.") % said
    return rate_told(step_of(rate, 0).by, rules.today)


@dataclass(frozen=True, slots=True)
class Choice:
    """A condition to choose; `remark` says what narrows it, `never`: a place does not take it."""

    value: str
    name: str
    remark: str
    never: bool


def condition_choices(spots: list[Spot], names: dict[Condition, str]) -> list[Choice]:
    """The conditions in their order; one that no place takes is left out."""
    countries = [spot.there.country for spot in spots if spot.there]
    found = []
    for condition, name in names.items():
        said = [standing(condition, country) for country in countries]
        never = [country for country, each in zip(countries, said, strict=True) if each is Standing.NEVER]
        if countries and len(never) == len(countries):
            continue
        found.append(Choice(condition.value, name, _remark(said, never), bool(never)))
    return found


def _remark(said: list[Standing], never: list[str]) -> str:
    if never:
        return _("not in %s") % ", ".join(country_name(each) for each in never)
    if Standing.PROGRAMME in said:
        return _("only in Amazon Renewed")
    if Standing.SOME_KINDS in said:
        return _("only some kinds of products")
    return ""


def needs_programme(condition: Condition, spots: list[Spot]) -> bool:
    """Whether one place takes the condition only from sellers in Amazon's programme."""
    return any(standing(condition, s.there.country) is Standing.PROGRAMME for s in spots if s.there)


def never_taken(condition: Condition, spots: list[Spot]) -> list[str]:
    """The names of the countries that do not take the condition at all."""
    return [s.name for s in spots if s.there and standing(condition, s.there.country) is Standing.NEVER]
