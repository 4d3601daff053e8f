"""Exchange rates as they are kept: one euro in each currency, what was not believed, and who has been told."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from backend.domain.policy import PolicyKind
from backend.domain.rates import EURO, Doubt, Judged, Rate, seen_from
from backend.domain.selling import Conversion, SellingPolicy
from backend.storage import auto_looks, lanes, policies, revising
from backend.storage.database import Database, Row

LANE = ("rates", 0)  # the rates are everybody's, so their lane is nobody's


@dataclass(frozen=True, slots=True)
class KeptRates:
    """All that is known: rates from the euro, and what is in doubt. `day`: of the newest rate, "" without any;
    `read_at`: when the bank was read last so that something new came (epoch seconds UTC)."""

    rates: tuple[Rate, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    day: str = ""
    read_at: int = 0


async def of_shop(db: Database, shop_id: int) -> tuple[Rate, ...]:
    """The rates for a shop's prices: from its currency to every other one, and those of the euro. Empty: none known."""
    rows = await db.fetch_all(
        "select r.*, (select currency from shop where id = :shop) as home from exchange_rate r order by r.currency",
        {"shop": shop_id},
    )
    known = _rates(rows)
    return seen_from(known, rows[0]["home"] or EURO) if known else ()


async def read(db: Database) -> KeptRates:
    """The rates, whoever asks."""
    rows = await db.fetch_all("select * from exchange_rate order by currency")
    doubts = tuple(_doubt(row) for row in rows if row["odd_why"])
    newest = max((row["day"] for row in rows), default="")
    return KeptRates(_rates(rows), doubts, newest, max((row["read_at"] for row in rows), default=0))


async def keep(db: Database, judged: Judged, now: int) -> None:
    """Take what is believed, which ends every doubt about it, and write down what is not. What was in doubt before and
    never was in use is forgotten."""
    await db.execute("delete from exchange_rate where rate = '' and odd_day <> :day", {"day": judged.day})
    await db.execute_many(
        "insert into exchange_rate (currency, rate, origin, day, read_at) values"
        " (:currency, :rate, :origin, :day, :now) on conflict (currency) do update set rate = excluded.rate,"
        " origin = excluded.origin, day = excluded.day, read_at = excluded.read_at, odd_rate = '', odd_why = '',"
        " odd_day = '', odd_at = 0",
        [
            {
                "currency": rate.target,
                "rate": str(rate.rate),
                "origin": rate.origin,
                "day": rate.day,
                "now": now,
            }
            for rate in judged.taken
        ],
    )
    await db.execute_many(
        "insert into exchange_rate (currency, odd_rate, odd_why, odd_day, odd_at) values"
        " (:currency, :rate, :why, :day, :now) on conflict (currency) do update set"
        # Said again of the same day it is the same doubt.
        " odd_at = case when exchange_rate.odd_day = excluded.odd_day then exchange_rate.odd_at"
        " else excluded.odd_at end,"
        " odd_rate = excluded.odd_rate, odd_why = excluded.odd_why, odd_day = excluded.odd_day",
        [
            {
                "currency": doubt.currency[:8],
                "rate": str(doubt.rate),
                "why": doubt.why,
                "day": doubt.day,
                "now": now,
            }
            for doubt in judged.doubts
        ],
    )


async def untold(db: Database) -> list[int]:
    """The shops whose listings do not know of the newest change of the rates."""
    rows = await db.fetch_all(
        "select s.id from shop s left join rate_told t on t.shop_id = s.id where coalesce(t.changed_at, 0) <"
        " (select coalesce(max(read_at), 0) from exchange_rate) order by s.id"
    )
    return [row["id"] for row in rows]


async def tell(db: Database, shop_id: int, now: int) -> int:
    """In a transaction of the shop's turn: the listings of its policies that go by the market owe a revision. Returns
    how many; told twice of the same change they owe it once."""
    changed = await db.fetch_val("select coalesce(max(read_at), 0) from exchange_rate")
    marked = 0
    for policy_id in _by_market((await policies.by_id(db, shop_id)).values()):
        marked += await revising.mark_policy(db, policy_id, now)
        await auto_looks.ask_policy(db, policy_id, now)
    await db.execute(
        "insert into rate_told (shop_id, changed_at) values (:shop, :changed)"
        " on conflict (shop_id) do update set changed_at = excluded.changed_at",
        {"shop": shop_id, "changed": changed},
    )
    return marked


async def last_drive(db: Database, now: int) -> int:
    """When the bank was asked last, whatever it said (epoch seconds UTC); 0: never."""
    return max((each.finished_at for each in await lanes.states(db, now, [LANE])), default=0)


async def market_policies(db: Database) -> int:
    """How many policies of all shops go by the market: whether anybody needs the rates."""
    rows = await db.fetch_all(
        "select body from policy where kind = :kind and body like :market",
        {"kind": PolicyKind.SELLING.value, "market": f'%"conversion":"{Conversion.MARKET.value}"%'},
    )
    return len(rows)


def _by_market(kept: Iterable[policies.KeptPolicy]) -> list[int]:
    return [
        one.id
        for one in kept
        if isinstance(one.policy, SellingPolicy) and one.policy.conversion is Conversion.MARKET
    ]


def _rates(rows: Iterable[Row]) -> tuple[Rate, ...]:
    return tuple(
        Rate(EURO, row["currency"], Decimal(row["rate"]), row["origin"], row["day"])
        for row in rows
        if row["rate"]
    )


def _doubt(row: Row) -> Doubt:
    before = Decimal(row["rate"]) if row["rate"] else None
    return Doubt(row["currency"], Decimal(row["odd_rate"]), row["odd_day"], row["odd_why"], before)
