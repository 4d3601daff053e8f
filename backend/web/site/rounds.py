"""The round of a shop that wants to be registered: a signed, expiring link from the admin's frame to our site, used
once. The frame learns from the round's row how it ended."""

import secrets
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeTimedSerializer

from backend.storage import consents, shops
from backend.storage.consents import ConsentRequest
from backend.storage.shops import Shop
from backend.web import connecting
from backend.web.resources import Resources
from backend.web.session import signer

PURPOSE = "register"
LASTS = 86_400  # seconds: a confirmation mail lies between its beginning and its end
FRESH = 12 * 3600  # a round that lasts at least so long is offered again


@dataclass(frozen=True, slots=True)
class Round:
    """An open round and the shop that wants to be linked. `appstore`: what was begun at Amazon and goes on with it."""

    nonce: str
    state: str
    shop: Shop
    appstore: ConsentRequest | None = None


async def offered(home: Resources, shop_id: int) -> str:
    """The signed state of a shop's open round; one is begun when there is none."""
    nonce = await consents.open_round(home.db, shop_id, PURPOSE, home.now() + FRESH)
    if nonce is None:
        nonce = secrets.token_urlsafe(18)
        await consents.begin(home.db, nonce, PURPOSE, home.now(), shop_id=shop_id, lasts=LASTS)
    return sign(home, nonce)


async def carry(home: Resources, shop_id: int, appstore: str) -> None:
    """The shop's round carries what was begun at Amazon, so that nobody has to enter its code afterwards."""
    if await connecting.parked(home, appstore) is None:
        return
    await offered(home, shop_id)
    nonce = await consents.open_round(home.db, shop_id, PURPOSE, home.now())
    if nonce is not None:
        await consents.tell(home.db, nonce, {connecting.PARKED: appstore})


def sign(home: Resources, nonce: str) -> str:
    return str(_signer(home).dumps(nonce))


async def read(home: Resources, state: str) -> Round | None:
    """The round that a link names; None when it is forged, too old or used, or its shop is gone."""
    try:
        nonce = str(_signer(home).loads(state, max_age=LASTS))
    except BadSignature:
        return None
    asked = await consents.look(home.db, nonce)
    if asked is None or asked.purpose != PURPOSE or asked.used or asked.expires_at < home.now():
        return None
    shop = await shops.find(home.db, home.vault, asked.shop_id) if asked.shop_id else None
    begun = await connecting.parked(home, str(asked.details.get(connecting.PARKED, "")))
    return Round(nonce, sign(home, nonce), shop, begun) if shop else None


async def use(home: Resources, found: Round) -> bool:
    """Take it, once; the frame that waits is told."""
    taken = await consents.use(home.db, found.nonce, (PURPOSE,), home.now())
    return taken is not None


def _signer(home: Resources) -> URLSafeTimedSerializer:
    return signer(home.settings.secret_keys, PURPOSE)
