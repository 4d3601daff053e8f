"""Sellers: Amazon accounts a shop connected, one row per region, the refresh token sealed."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from backend.domain.marketplace import Participation, SellerAccess, SellerStatus
from backend.storage import lanes, order_progress, turns
from backend.storage.database import Database, Row
from backend.storage.secrets import Vault

CONSENT_LASTS = 365 * 86400  # a consent ends after 365 days (Amazon facts 1.7)
_SELLER = "select s.*, h.language as spoken from seller s join shop h on h.id = s.shop_id"


@dataclass(frozen=True, slots=True)
class Seller:
    """A seller of a shop. Times epoch seconds UTC; `expires_at` is when the consent ends."""

    id: int
    shop_id: int
    kind: str
    region: str
    seller_code: str
    name: str
    status: SellerStatus
    status_reason: str
    status_at: int
    authorized_at: int
    expires_at: int
    participations_at: int
    refresh_token: str = field(repr=False)
    marketplaces: tuple[Participation, ...] = ()
    paused: bool = False
    observing: bool = False  # everything is computed, nothing is sent
    paused_places: tuple[str, ...] = ()  # marketplace ids
    spoken: str = ""  # the language in which the shop's admin was opened last; "" before that

    @property
    def title(self) -> str:
        """What people call it: its first store, or its number at the marketplace until that is read."""
        return self.name or self.seller_code

    @property
    def access(self) -> SellerAccess:
        return SellerAccess(self.id, self.seller_code, self.region, self.refresh_token)


async def connect(
    db: Database,
    vault: Vault,
    shop_id: int,
    kind: str,
    region: str,
    seller_code: str,
    refresh_token: str,
    now: int,
) -> int:
    """Keep a consent: a new seller, or the known one with its new token. Returns the seller's id."""
    async with db.transaction():
        seller_id = int(
            await db.fetch_val(
                "insert into seller (shop_id, kind, region, seller_code, status, status_at, created_at)"
                " values (:shop, :kind, :region, :code, 'connected', :now, :now)"
                " on conflict (shop_id, kind, region, seller_code) do update set status = 'connected',"
                " status_reason = '', status_at = :now returning id",
                {"shop": shop_id, "kind": kind, "region": region, "code": seller_code, "now": now},
            )
        )
        await db.execute(
            "update seller set refresh_token = :token, authorized_at = :now, expires_at = :ends where id = :id",
            {
                "token": vault.seal(refresh_token, f"seller {seller_id}"),
                "now": now,
                "ends": now + CONSENT_LASTS,
                "id": seller_id,
            },
        )
        await order_progress.begin(db, seller_id, now)
    return seller_id


async def save_participations(
    db: Database, seller_id: int, participations: Sequence[Participation], now: int
) -> None:
    """Replace what is known of a seller's marketplaces; the seller is named after its first store."""
    names = [p.store_name for p in participations if p.store_name]
    async with db.transaction():
        paused = await _paused_places(db, seller_id)
        await db.execute("delete from seller_marketplace where seller_id = :id", {"id": seller_id})
        await db.insert_many(
            "seller_marketplace",
            ("seller_id", "marketplace_id", "name", "country", "currency", "language", "domain", "participating",
             "suspended", "store_name", "paused"),
            [
                (seller_id, p.marketplace_id, p.name, p.country, p.currency, p.language, p.domain,
                 int(p.participating), int(p.suspended), p.store_name, int(p.marketplace_id in paused))
                for p in participations
            ],
        )  # fmt: skip
        await db.execute(
            "update seller set participations_at = :now, name = :name where id = :id",
            {"now": now, "id": seller_id, "name": names[0] if names else ""},
        )


async def set_status(db: Database, seller_id: int, status: SellerStatus, reason: str, now: int) -> bool:
    """True when the status changed; a seller that was disconnected by the merchant stays so."""
    return bool(
        await db.execute(
            "update seller set status = :status, status_reason = :reason, status_at = :now"
            " where id = :id and status <> :status and status <> 'disconnected'",
            {"status": status.value, "reason": reason, "now": now, "id": seller_id},
        )
    )


async def disconnect(db: Database, shop_id: int, seller_id: int, now: int) -> bool:
    """The merchant ends it: the token goes at once, what was published stays listed on Amazon.

    A lane under way loses its lease, so that nothing more is sent.
    """
    async with db.transaction():
        await turns.of_shop(db, shop_id)
        done = await db.execute(
            "update seller set status = 'disconnected', status_reason = '', status_at = :now, refresh_token = ''"
            " where id = :id and shop_id = :shop and status <> 'disconnected'",
            {"now": now, "id": seller_id, "shop": shop_id},
        )
        if done:
            await lanes.take_back(db, seller_id, lanes.SELLER_LANES, now)
    return bool(done)


async def of_shop(db: Database, vault: Vault, shop_id: int) -> list[Seller]:
    """The shop's sellers with their marketplaces, the oldest first."""
    rows = await db.fetch_all(f"{_SELLER} where s.shop_id = :shop order by s.id", {"shop": shop_id})
    return [await _whole(db, vault, row) for row in rows]


async def ids_of_shop(db: Database, shop_id: int) -> list[int]:
    rows = await db.fetch_all("select id from seller where shop_id = :shop order by id", {"shop": shop_id})
    return [row["id"] for row in rows]


async def find(db: Database, vault: Vault, seller_id: int, shop_id: int | None = None) -> Seller | None:
    """One seller; with `shop_id` only when it is that shop's."""
    row = await db.fetch_one(f"{_SELLER} where s.id = :id", {"id": seller_id})
    if row is None or (shop_id is not None and row["shop_id"] != shop_id):
        return None
    return await _whole(db, vault, row)


async def pause(db: Database, shop_id: int, seller_id: int, paused: bool, marketplace_id: str = "") -> bool:
    """Stop or go on, for a seller or for one of its marketplaces. True when that changed anything."""
    place = " and marketplace_id = :marketplace" if marketplace_id else ""
    table = "seller_marketplace" if marketplace_id else "seller"
    mine = "seller_id = :id and exists (select 1 from seller where id = :id and shop_id = :shop)"
    values = {"paused": int(paused), "id": seller_id, "shop": shop_id}
    return bool(
        await db.execute(
            f"update {table} set paused = :paused where {mine if place else 'id = :id and shop_id = :shop'}{place}"
            " and paused <> :paused",
            {**values, "marketplace": marketplace_id} if place else values,
        )
    )


async def observe(db: Database, shop_id: int, seller_id: int, observing: bool) -> bool:
    """Compute everything and send nothing, or send again. True when that changed anything."""
    return bool(
        await db.execute(
            "update seller set observing = :on where id = :id and shop_id = :shop and observing <> :on",
            {"on": int(observing), "id": seller_id, "shop": shop_id},
        )
    )


async def _whole(db: Database, vault: Vault, row: Row) -> Seller:
    places = await _places(db, row["id"])
    paused = tuple(each["marketplace_id"] for each in places if each["paused"] == 1)
    return _seller(row, vault, tuple(map(_participation, places)), paused)


async def _paused_places(db: Database, seller_id: int) -> tuple[str, ...]:
    rows = await db.fetch_all(
        "select marketplace_id from seller_marketplace where seller_id = :id and paused = 1",
        {"id": seller_id},
    )
    return tuple(row["marketplace_id"] for row in rows)


async def marketplaces(db: Database, seller_id: int) -> tuple[Participation, ...]:
    """A seller's marketplaces, by country."""
    return tuple(map(_participation, await _places(db, seller_id)))


async def _places(db: Database, seller_id: int) -> list[Row]:
    return await db.fetch_all(
        "select * from seller_marketplace where seller_id = :id order by country", {"id": seller_id}
    )


def _participation(row: Row) -> Participation:
    return Participation(
        row["marketplace_id"], row["name"], row["country"], row["currency"], row["language"], row["domain"],
        bool(row["participating"]), bool(row["suspended"]), row["store_name"],
    )  # fmt: skip


def _seller(
    row: Row, vault: Vault, marketplaces: tuple[Participation, ...], paused_places: tuple[str, ...]
) -> Seller:
    return Seller(
        id=row["id"], shop_id=row["shop_id"], kind=row["kind"], region=row["region"],
        seller_code=row["seller_code"], name=row["name"], status=SellerStatus(row["status"]),
        status_reason=row["status_reason"], status_at=row["status_at"], authorized_at=row["authorized_at"],
        expires_at=row["expires_at"], participations_at=row["participations_at"],
        refresh_token=vault.open(row["refresh_token"], f"seller {row['id']}"), marketplaces=marketplaces,
        paused=bool(row["paused"]), observing=bool(row["observing"]), paused_places=paused_places,
        spoken=row["spoken"] or "",
    )  # fmt: skip


async def connected(db: Database, seller_id: int, marketplace_id: str) -> bool:
    """Whether an account is connected and takes part in a marketplace."""
    row = await db.fetch_one(
        "select 1 as yes from seller s join seller_marketplace m on m.seller_id = s.id where s.id = :seller"
        " and s.status = 'connected' and m.marketplace_id = :marketplace and m.participating = 1",
        {"seller": seller_id, "marketplace": marketplace_id},
    )
    return row is not None


async def currency_at(db: Database, seller_id: int, marketplace_id: str) -> str:
    """The currency of one of a seller's marketplaces; "" where it has none."""
    found = await db.fetch_val(
        "select currency from seller_marketplace where seller_id = :seller and marketplace_id = :marketplace",
        {"seller": seller_id, "marketplace": marketplace_id},
    )
    return str(found or "")
