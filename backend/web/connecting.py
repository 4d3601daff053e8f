"""What follows a consent: tokens kept, marketplaces read, lanes opened; or the key of what failed."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeTimedSerializer

from backend.domain.marketplace import Consent, Country, Participation, SellerAccess
from backend.marketplaces.marketplace import Marketplace
from backend.storage import consents, journal, lanes, sellers
from backend.storage.consents import ConsentRequest
from backend.transport.errors import NotAuthorized, RemoteError, Throttled, Unavailable
from backend.web.resources import Resources
from backend.web.session import signer

KIND = "amazon"
PARKED = "appstore"  # what was begun at Amazon, before anybody knew which shop it is for
STATE_LASTS = 3600  # seconds between our link and the return


@dataclass(frozen=True, slots=True)
class Return:
    """How a consent round ended. `outcome`: connected, or the key of a failure (templates/connect/outcomes.html)."""

    outcome: str
    request: ConsentRequest | None = None
    seller_id: int | None = None


def sign_state(home: Resources, nonce: str) -> str:
    """The signed `state` that carries a nonce to Amazon and back."""
    return str(_signer(home).dumps(nonce))


def read_state(home: Resources, state: str) -> str | None:
    """The nonce of a state that we signed and that is not too old."""
    try:
        return str(_signer(home).loads(state, max_age=STATE_LASTS))
    except BadSignature:
        return None


async def begin(home: Resources, shop_id: int, country: Country) -> tuple[str, str]:
    """A new round for a country: its nonce, and the address where the merchant gives consent."""
    nonce = secrets.token_urlsafe(18)
    await consents.begin(
        home.db, nonce, "connect", home.now(), shop_id=shop_id, country=country.code, lasts=STATE_LASTS
    )
    return nonce, home.marketplaces[KIND].consent_address(country, sign_state(home, nonce))


async def take_up(home: Resources, nonce: str, shop_id: int) -> str | None:
    """What was begun at Amazon goes on for a shop, once: the nonce of the round; None when it is used or too old."""
    parked = await consents.use(home.db, nonce, (PARKED,), home.now())
    if parked is None:
        return None
    going = secrets.token_urlsafe(18)
    await consents.begin(
        home.db, going, "connect", home.now(), shop_id=shop_id, details=parked.details, lasts=STATE_LASTS
    )
    return going


async def parked(home: Resources, nonce: str) -> ConsentRequest | None:
    """What was begun at Amazon and waits for its shop; None when it is unknown, used or too old."""
    found = await consents.look(home.db, nonce)
    waits = found and found.purpose == PARKED and not found.used and found.expires_at > home.now()
    return found if waits else None


def address_of(home: Resources, asked: ConsentRequest, country: Country | None) -> str:
    """Where a round goes on at Amazon: the country's consent page, or back to where the merchant began; "" nowhere."""
    marketplace, state = home.marketplaces[KIND], sign_state(home, asked.nonce)
    if country is not None:
        return marketplace.consent_address(country, state)
    callback, theirs = str(asked.details.get("callback", "")), str(asked.details.get("state", ""))
    return marketplace.appstore_address(callback, theirs, state) or ""


async def finish(home: Resources, state: str, seller_code: str, code: str, refused: bool) -> Return:
    """The merchant is back from Amazon. Every failure has its key; the waiting page learns it too."""
    nonce = read_state(home, state) if state else None
    if nonce is None:
        return Return("state")
    request = await consents.use(home.db, nonce, ("connect",), home.now())
    if request is None or request.shop_id is None:
        return await _ended(home, nonce)
    if refused or not code or not seller_code:
        outcome, seller_id = ("refused" if refused else "incomplete"), None
    else:
        try:
            outcome, seller_id = await _connect(home, request, seller_code, code)
        except Exception:
            # Our own mistake: the page that waits must not wait for ever.
            await consents.end(home.db, request.nonce, "incomplete")
            raise
    await consents.end(home.db, request.nonce, outcome, seller_id)
    return Return(outcome, request, seller_id)


async def _ended(home: Resources, nonce: str) -> Return:
    """A page that is loaded again says once more how its round ended; nothing is done twice."""
    before = await consents.look(home.db, nonce)
    if before is None or before.purpose != "connect" or not before.outcome:
        return Return("state")
    return Return(before.outcome, before, before.seller_id)


async def _connect(
    home: Resources, request: ConsentRequest, seller_code: str, code: str
) -> tuple[str, int | None]:
    marketplace = home.marketplaces[KIND]
    assert request.shop_id is not None
    try:
        consent = await marketplace.redeem(code)
        region, participations = await _participations(marketplace, request, seller_code, consent)
    except NotAuthorized as error:
        return {"consent": "code", "client": "operator"}.get(error.reason, "role"), None
    except (Unavailable, Throttled):
        return "unavailable", None
    except RemoteError:
        return "code", None
    taking_part = [p for p in participations if p.participating]
    if not taking_part:
        return "no_marketplace", None
    seller_id = await sellers.connect(
        home.db, home.vault, request.shop_id, KIND, region, seller_code, consent.refresh_token, home.now()
    )
    await sellers.save_participations(home.db, seller_id, participations, home.now())
    await journal.write(
        home.db, request.shop_id, home.now(), "merchant", "connected",
        {"region": region, "countries": ", ".join(p.country for p in taking_part)},
    )  # fmt: skip
    await lanes.open_lanes(home.db, [(kind, seller_id) for kind in lanes.SELLER_LANES], home.now())
    for kind in lanes.SELLER_LANES:
        await home.wake(kind, seller_id)
    await home.wake("auto_add", request.shop_id)  # what its rules wanted to list meanwhile
    await home.wake("forgetting", request.shop_id)
    chosen = request.country
    return (
        "connected" if not chosen or any(p.country == chosen for p in taking_part) else "elsewhere"
    ), seller_id


async def _participations(
    marketplace: Marketplace, request: ConsentRequest, seller_code: str, consent: Consent
) -> tuple[str, Sequence[Participation]]:
    """The region of a consent and the seller's marketplaces there.

    A merchant who started at Amazon did not say which region, and another region's door stays shut (Amazon facts 1.3),
    so the doors are tried one after the other.
    """
    regions = list(dict.fromkeys(country.region for country in marketplace.countries()))
    chosen = next((c.region for c in marketplace.countries() if c.code == request.country), None)
    refusal: NotAuthorized | None = None
    for region in [chosen] if chosen else regions:
        access = SellerAccess(0, seller_code, region, consent.refresh_token)
        try:
            return region, await marketplace.participations(access)
        except NotAuthorized as error:
            refusal = error
    assert refusal is not None
    raise refusal


def _signer(home: Resources) -> URLSafeTimedSerializer:
    return signer(home.settings.secret_keys, "consent")
