"""What the merchant asks for with the shop's own orders in a marketplace's warehouse, and how pages see them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from backend.domain.money import Money
from backend.domain.outbound import Handover
from backend.storage import turns
from backend.storage.database import Database
from backend.storage.encoding import to_json
from backend.storage.outbound import KeptOutbound, owner, read
from backend.storage.outbound_progress import dropped, say
from backend.storage.secrets import Vault
from backend.storage.statements import among

_OPEN = "stage in ('create', 'follow', 'aside')"
_WAITS = "(cause <> '' or stock_cause <> '')"


@dataclass(frozen=True, slots=True)
class AskedLine:
    """A line as it is asked for: the shop's number of it, the seller's SKU, what it is called, how many pieces, and
    what it sold in the shop (its own ids; None: unknown there)."""

    code: str
    sku: str
    name: str
    pieces: int
    product: int | None
    variation: int


@dataclass(frozen=True, slots=True)
class Wish:
    """One handover that the merchant asks for. `handover.code` is made from the try's number."""

    seller_id: int
    handover: Handover
    lines: tuple[AskedLine, ...]
    gives_back: bool
    fee: Money | None
    arrives_by: int | None
    sent_before: int  # the number of the last try that the merchant saw


async def ask(db: Database, vault: Vault, shop_id: int, wish: Wish, now: int) -> int | None:
    """Write it down; returns its id. None: another try is under way, or was made meanwhile."""
    handover = wish.handover
    async with db.transaction():
        await turns.of_shop(db, shop_id)
        last = await latest(db, shop_id, handover.shown)
        if (last.number if last else 0) != wish.sent_before or (last and last.open and last.stage != "aside"):
            return None
        if last and last.stage == "aside":
            await dropped(db, last, now)  # this one takes its place
        made = await _keep(db, vault, shop_id, wish, now)
        kept = await latest(db, shop_id, handover.shown)
        assert kept is not None
        pieces = sum(line.pieces for line in wish.lines)
        await say(db, kept, now, "outbound_asked", {"pieces": pieces}, actor="merchant")
    return made


async def _keep(db: Database, vault: Vault, shop_id: int, wish: Wish, now: int) -> int:
    """A new try with its lines; address and comment are sealed."""
    handover, number = wish.handover, wish.sent_before + 1
    sealed = to_json({"to": asdict(handover.recipient), "comment": handover.comment})
    made = await db.fetch_val(
        "insert into outbound_order (shop_id, seller_id, marketplace_id, shop_code, number, code, stage, speed,"
        " missing, hold, blank_box, gives_back, fee, currency, arrives_by, ordered_at, sealed, next_at, created_at)"
        " values (:shop, :seller, :place, :shown, :number, :code, 'create', :speed, :missing, :hold, :blank,"
        " :gives, :fee, :currency, :arrives, :ordered, :sealed, :now, :now) returning id",
        {
            "shop": shop_id, "seller": wish.seller_id, "place": handover.marketplace_id, "shown": handover.shown,
            "number": number, "code": handover.code, "speed": handover.speed.value,
            "missing": handover.missing.value, "hold": int(handover.hold), "blank": int(handover.blank_box),
            "gives": int(wish.gives_back), "fee": wish.fee.amount if wish.fee else None,
            "currency": wish.fee.currency if wish.fee else "", "arrives": wish.arrives_by,
            "ordered": handover.ordered_at, "sealed": vault.seal(sealed, owner(handover.code)), "now": now,
        },
    )  # fmt: skip
    await db.execute_many(
        "insert into outbound_line (outbound_id, position, line_code, sku, name, pieces, product, variation)"
        " values (:id, :position, :code, :sku, :name, :pieces, :product, :variation)",
        [
            {"id": made, "position": position, **asdict(line), "name": line.name[:255]}
            for position, line in enumerate(wish.lines)
        ],
    )
    return int(made)


async def cancel(db: Database, shop_id: int, shop_code: str, now: int) -> int | None:
    """Nothing of it shall leave. The seller whose lane does it, or None."""
    return await _wish(
        db, shop_id, shop_code, "outbound_cancel_asked", now,
        "cancel_at = coalesce(cancel_at, cast(:now as bigint)), cause = '', details = '', settled = '',"
        " stage = case when stage = 'aside' then 'create' else stage end",
    )  # fmt: skip


async def try_again(db: Database, shop_id: int, shop_code: str, now: int) -> int | None:
    """Hand over again what was set aside. The seller whose lane does it, or None."""
    return await _wish(
        db, shop_id, shop_code, "outbound_again", now, "stage = 'create', cause = '', details = '', attempts = 0",
        "stage = 'aside' and sealed <> ''",
    )  # fmt: skip


async def look_now(db: Database, shop_id: int, shop_code: str, now: int) -> int | None:
    """The marketplace is asked at once. The seller whose lane does it, or None."""
    return await _wish(db, shop_id, shop_code, "", now, "attempts = 0", "stage = 'follow'")


async def let_go(db: Database, shop_id: int, shop_code: str, now: int) -> int | None:
    """End its hold. The seller whose lane does it, or None."""
    return await _wish(db, shop_id, shop_code, "outbound_let_go", now, "hold = 0", "hold = 1")


async def settle(db: Database, shop_id: int, shop_code: str, now: int) -> int | None:
    """The merchant dealt with what was wrong: the same is not told again. The seller, or None."""
    return await _wish(
        db, shop_id, shop_code, "outbound_settled", now, "settled = cause, cause = '', details = ''",
        "cause <> '' and stage <> 'aside'", "",
    )  # fmt: skip


async def settle_stock(db: Database, shop_id: int, shop_code: str, now: int) -> int | None:
    """The merchant put the shop's stock right: it is left alone from now on. The seller, or None."""
    async with db.transaction():
        found = await _wish(
            db, shop_id, shop_code, "outbound_stock_settled", now,
            "stock_cause = '', moving_at = null, gives_back = 0", "stock_cause <> ''", "",
        )  # fmt: skip
        if found is not None and (last := await latest(db, shop_id, shop_code)) is not None:
            await db.execute(
                "update outbound_line set moving = null where outbound_id = :id", {"id": last.id}
            )
    return found


async def _wish(
    db: Database, shop_id: int, shop_code: str, act: str, now: int, changes: str, only: str = "1 = 1",
    stages: str = _OPEN,
) -> int | None:  # fmt: skip
    """Change the newest try of an order where it stands so; its lane is due. Only our own words go into the SQL."""
    where = f" and {stages}" if stages else ""
    async with db.transaction():
        await turns.of_shop(db, shop_id)
        last = await latest(db, shop_id, shop_code)
        if last is None:
            return None
        changed = await db.execute(
            f"update outbound_order set {changes}, next_at = cast(:now as bigint) where id = :id and {only}{where}",
            {"now": now, "id": last.id},
        )
        if not changed:
            return None
        if act:
            await say(db, last, now, act, actor="merchant")
    return last.seller_id


async def latest(db: Database, shop_id: int, shop_code: str) -> KeptOutbound | None:
    """The newest try of an order; None: it was never handed over."""
    rows = await db.fetch_all(
        "select * from outbound_order where shop_id = :shop and shop_code = :code order by number desc limit 1",
        {"shop": shop_id, "code": shop_code},
    )
    return (await read(db, rows))[0] if rows else None


async def tries(db: Database, shop_id: int, shop_code: str) -> list[KeptOutbound]:
    """All tries of an order, the newest first."""
    rows = await db.fetch_all(
        "select * from outbound_order where shop_id = :shop and shop_code = :code order by number desc limit 50",
        {"shop": shop_id, "code": shop_code},
    )
    return await read(db, rows)


async def page(db: Database, shop_id: int, offset: int, limit: int, words: str = "") -> list[KeptOutbound]:
    """The newest tries of the shop's orders: what waits for the merchant first."""
    rows = await db.fetch_all(
        f"select * from outbound_order where shop_id = :shop{_worded(words)}"
        f" order by case when {_WAITS} then 0 else 1 end, id desc limit :limit offset :offset",
        {"shop": shop_id, "limit": limit, "offset": offset, **_words(words)},
    )
    return await read(db, rows)


async def count(db: Database, shop_id: int, words: str = "") -> int:
    """How many there are."""
    return int(
        await db.fetch_val(
            f"select count(*) from outbound_order where shop_id = :shop{_worded(words)}",
            {"shop": shop_id, **_words(words)},
        )
    )


async def waiting(db: Database, shop_id: int) -> int:
    """How many wait for the merchant."""
    return int(
        await db.fetch_val(
            f"select count(*) from outbound_order where shop_id = :shop and {_WAITS}", {"shop": shop_id}
        )
    )


async def under_way(db: Database, shop_id: int, shop_codes: Sequence[str]) -> dict[str, KeptOutbound]:
    """The newest try of each of these orders that has one."""
    if not shop_codes:
        return {}
    names = {f"c{n}": code for n, code in enumerate(shop_codes)}
    rows = await db.fetch_all(
        "select * from outbound_order where shop_id = :shop and shop_code in"
        f" ({', '.join(f':{name}' for name in names)}) order by number",
        {"shop": shop_id, **names},
    )
    return {each.shop_code: each for each in await read(db, rows)}


def sent_already(found: Sequence[KeptOutbound]) -> Mapping[str, int]:
    """Pieces by line that left in these tries, or are to leave."""
    pieces: dict[str, int] = {}
    for each in found:
        if each.state in ("complete", "partial", "processing"):
            for line in each.lines:
                pieces[line.code] = pieces.get(line.code, 0) + line.leaves
    return pieces


def _worded(words: str) -> str:
    return " and lower(shop_code) like :words escape '!'" if words else ""


def _words(words: str) -> dict[str, str]:
    plain = words.lower().replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return {"words": f"%{plain}%"} if words else {}


async def erase(db: Database, shop_id: int, shop_codes: Sequence[str]) -> int:
    """Forget where these orders of the shop were to go; one that Amazon does not have yet is not sent any more."""
    if not shop_codes:
        return 0
    marks, values = among("c", shop_codes)
    return await db.execute(
        "update outbound_order set sealed = '' where shop_id = :shop and sealed <> '' and creating_at is null"
        f" and stage = 'aside' and shop_code in ({marks})",
        {"shop": shop_id, **values},
    )
