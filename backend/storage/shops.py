"""Shops: one row per store that installed us, its token sealed."""

from dataclasses import dataclass, field

from backend.domain.catalog import ShopProfile
from backend.storage import journal, turns
from backend.storage.database import Database, Row
from backend.storage.encoding import from_json, to_json
from backend.storage.lanes import SELLER_LANES, SHOP_LANES
from backend.storage.secrets import Vault
from backend.storage.statements import among


@dataclass(frozen=True, slots=True)
class Shop:
    """A connected shop. `status`: open, token (taken back), plan (too small), suspended. Times epoch seconds UTC."""

    id: int
    store_id: int
    name: str
    url: str
    status: str
    language: str
    currency: str
    default_language: str
    languages: tuple[str, ...]
    country: str
    weight_unit: str
    size_unit: str
    features: frozenset[str]
    profile_at: int
    access_token: str = field(repr=False)
    timezone: str = ""  # such as Europe/Paris

    @property
    def profile(self) -> ShopProfile:
        """What the shop last said of itself."""
        return ShopProfile(
            store_id=self.store_id, name=self.name, url=self.url, currency=self.currency,
            default_language=self.default_language, languages=self.languages, country=self.country,
            weight_unit=self.weight_unit, features=self.features, suspended=self.status == "suspended",
            size_unit=self.size_unit or "CM", timezone=self.timezone,
        )  # fmt: skip


async def install(db: Database, vault: Vault, store_id: int, token: str, scopes: str, now: int) -> int:
    """The shop's id, made when it is new; a token that differs replaces the old one (a re-install gives a new one)."""
    async with db.transaction():
        row = await db.fetch_one(
            "select id, access_token from shop where store_id = :store", {"store": store_id}
        )
        if row is None:
            shop_id = int(
                await db.fetch_val(
                    "insert into shop (store_id, status, status_at, scopes, installed_at, opened_at)"
                    " values (:store, 'open', :now, :scopes, :now, :now)"
                    " on conflict (store_id) do update set opened_at = :now returning id",
                    {"store": store_id, "now": now, "scopes": scopes},
                )
            )
            known = ""
        else:
            shop_id, known = int(row["id"]), vault_open(vault, row["access_token"], int(row["id"]))
        if known != token:
            await db.execute(
                "update shop set access_token = :token, status = 'open', status_at = :now, opened_at = :now,"
                " scopes = case when :scopes = '' then scopes else :scopes end where id = :id",
                {"token": vault.seal(token, f"shop {shop_id}"), "now": now, "id": shop_id, "scopes": scopes},
            )
        else:
            await db.execute("update shop set opened_at = :now where id = :id", {"now": now, "id": shop_id})
    return shop_id


def vault_open(vault: Vault, sealed: str, shop_id: int) -> str:
    return vault.open(sealed, f"shop {shop_id}")


async def save_profile(db: Database, shop_id: int, profile: ShopProfile, status: str, now: int) -> None:
    """Keep what the shop says of itself, and the status that follows from it."""
    await db.execute(
        "update shop set name = :name, url = :url, currency = :currency, default_language = :language,"
        " languages = :languages, country = :country, weight_unit = :unit, size_unit = :size, features = :features,"
        " timezone = :zone, profile_at = :now,"
        " status_at = case when status = :status then status_at else :now end, status = :status where id = :id",
        {
            "name": profile.name, "url": profile.url, "currency": profile.currency,
            "language": profile.default_language, "languages": to_json(list(profile.languages)),
            "country": profile.country, "unit": profile.weight_unit, "size": profile.size_unit,
            "zone": profile.timezone, "features": to_json(sorted(profile.features)),
            "now": now, "status": status, "id": shop_id,
        },
    )  # fmt: skip


def status_of(profile: ShopProfile, features: tuple[str, ...]) -> str:
    """open, suspended, or plan: none of the features that selling on Amazon needs is among the shop's."""
    if profile.suspended:
        return "suspended"
    return "open" if not features or profile.features.intersection(features) else "plan"


async def set_status(db: Database, shop_id: int, status: str, now: int) -> None:
    await db.execute(
        "update shop set status = :status, status_at = :now where id = :id and status <> :status",
        {"status": status, "now": now, "id": shop_id},
    )


async def set_language(db: Database, shop_id: int, language: str, now: int) -> None:
    """The language the admin was last opened in; mails and lanes speak it. What Amazon says of listings is asked for
    again when it is another one."""
    async with db.transaction():
        changed = await db.execute(
            "update shop set language = :language where id = :id and language <> :language",
            {"language": language, "id": shop_id},
        )
        if changed:
            await db.execute(
                "update listing set next_at = :now where shop_id = :shop and cause in ('refused', 'suppressed')"
                " and stage = 'watch' and next_at > :now",
                {"shop": shop_id, "now": now},
            )


async def find(db: Database, vault: Vault, shop_id: int) -> Shop | None:
    row = await db.fetch_one("select * from shop where id = :id", {"id": shop_id})
    return _shop(row, vault) if row else None


async def find_by_store(db: Database, vault: Vault, store_id: int) -> Shop | None:
    row = await db.fetch_one("select * from shop where store_id = :store", {"store": store_id})
    return _shop(row, vault) if row else None


async def id_of_store(db: Database, store_id: int) -> int | None:
    value = await db.fetch_val("select id from shop where store_id = :store", {"store": store_id})
    return int(value) if value is not None else None


async def exists(db: Database, shop_id: int) -> bool:
    """Whether a shop is still installed."""
    return bool(await db.fetch_val("select 1 from shop where id = :id", {"id": shop_id}))


async def store_of(db: Database, shop_id: int) -> int:
    """The platform's number of a shop."""
    return int(await db.fetch_val("select store_id from shop where id = :id", {"id": shop_id}))


async def forget_profile(db: Database, shop_id: int) -> None:
    """The plan or the profile changed: the catalogue lane reads it again on its next look."""
    await db.execute("update shop set profile_at = 0 where id = :id", {"id": shop_id})


async def uninstall(db: Database, store_id: int) -> bool:
    """Everything of a shop goes: token, sellers, catalogue, listings, history. False when there was none."""
    async with db.transaction():
        row = await db.fetch_one("select id from shop where store_id = :store", {"store": store_id})
        if row is None:
            return False
        shop = {"id": row["id"]}
        await turns.of_shop(db, row["id"])
        (of_shop, kinds), (of_seller, more) = among("kind", SHOP_LANES), among("other", SELLER_LANES)
        await db.execute(
            f"delete from lane where (kind in ({of_shop}) and subject = :id)"
            f" or (kind in ({of_seller}) and subject in (select id from seller where shop_id = :id))",
            {**shop, **kinds, **more},
        )
        # Children first where they are many: one statement each is far quicker than a cascade row by row.
        for table in ("sent_field", "journal", "draft", "listing", "run", "variation", "product"):
            await db.execute(f"delete from {table} where shop_id = :id", shop)
        await db.execute("delete from shop where id = :id", shop)
        for table in ("tally_change", "tally"):  # last: what went before was counted there
            await db.execute(f"delete from {table} where shop_id = :id", shop)
    return True


def _shop(row: Row, vault: Vault) -> Shop:
    return Shop(
        id=row["id"], store_id=row["store_id"], name=row["name"], url=row["url"], status=row["status"],
        language=row["language"], currency=row["currency"], default_language=row["default_language"],
        languages=tuple(from_json(row["languages"], [])), country=row["country"], weight_unit=row["weight_unit"],
        size_unit=row["size_unit"], timezone=row["timezone"],
        features=frozenset(from_json(row["features"], [])), profile_at=row["profile_at"],
        access_token=vault_open(vault, row["access_token"], row["id"]),
    )  # fmt: skip


async def order_stock(db: Database, shop_id: int) -> str:
    """Whether an order lowers the shop's stock by itself: on, off, or "" while that is not known."""
    return str(await db.fetch_val("select order_stock from shop where id = :id", {"id": shop_id}) or "")


async def keep_order_stock(db: Database, shop_id: int, mode: str, now: int) -> None:
    """It was found out."""
    await db.execute(
        "update shop set order_stock = :mode, order_stock_at = :now where id = :id",
        {"mode": mode, "now": now, "id": shop_id},
    )
    await journal.write(db, shop_id, now, "storelane", f"order_stock_{mode}")
