"""Exchange rates in the tables: shared by all shops, kept while nothing newer comes, and told to whom they concern."""

from decimal import Decimal

from backend.domain.policy import PolicyKind
from backend.domain.rates import DayRates, judge
from backend.domain.selling import Conversion, SellingPolicy
from backend.storage import policies, rates
from backend.storage.database import Database
from backend.storage.policy_encoding import write_policy
from tests.storage.samples import a_draft, a_seller, a_shop, keep, sold, spread


async def bank_says(db: Database, now: int, day: str, **said: str) -> None:
    kept = await rates.read(db)
    known = {rate.target: rate for rate in kept.rates}
    doubted = {doubt.currency: doubt for doubt in kept.doubts}
    read = DayRates(day, {currency: Decimal(rate) for currency, rate in said.items()})
    async with db.transaction():
        await rates.keep(db, judge(read, known, doubted, day), now)


async def by_market(db: Database, shop_id: int, currency: str) -> None:
    """The shop's currency, and its selling policy by the market."""
    await db.execute("update shop set currency = :c where id = :id", {"c": currency, "id": shop_id})
    policy = (await policies.defaults(db, shop_id))[PolicyKind.SELLING]
    await db.execute(
        "update policy set body = :body where id = :id",
        {"body": write_policy(SellingPolicy(conversion=Conversion.MARKET)), "id": policy.id},
    )


async def owed(db: Database, shop_id: int) -> int:
    return int(
        await db.fetch_val(
            "select count(*) from listing where shop_id = :shop and revise_at is not null", {"shop": shop_id}
        )
    )


async def test_each_shop_sees_the_rates_from_its_own_currency(database: Database) -> None:
    one, other = await a_shop(database), await a_shop(database, 1004)
    await by_market(database, other, "USD")
    assert await rates.of_shop(database, one) == ()
    await bank_says(database, 200, "2026-05-28", USD="1.25", GBP="0.8", JPY="160")
    euro = {rate.target: rate for rate in await rates.of_shop(database, one) if rate.source == "EUR"}
    assert (euro["GBP"].rate, euro["GBP"].day, euro["GBP"].origin) == (Decimal("0.8"), "2026-05-28", "ecb")
    dollar = {rate.target: rate.rate for rate in await rates.of_shop(database, other) if rate.source == "USD"}
    assert dollar == {"EUR": Decimal("0.8"), "GBP": Decimal("0.64"), "JPY": Decimal(128)}


async def test_what_is_missing_in_a_newer_list_stays_in_use(database: Database) -> None:
    await bank_says(database, 200, "2026-05-28", USD="1.25", GBP="0.8")
    await bank_says(database, 300, "2026-05-29", USD="1.26")
    kept = await rates.read(database)
    assert {rate.target: rate.day for rate in kept.rates} == {"USD": "2026-05-29", "GBP": "2026-05-28"}
    assert (kept.day, kept.read_at) == ("2026-05-29", 300)


async def test_a_rate_in_doubt_stands_beside_the_one_in_use_until_it_is_said_again(
    database: Database,
) -> None:
    await bank_says(database, 200, "2026-05-28", USD="1.25")
    await bank_says(database, 300, "2026-05-29", USD="2.5")
    kept = await rates.read(database)
    assert [rate.rate for rate in kept.rates] == [Decimal("1.25")]
    assert [(d.currency, d.why, d.rate, d.before) for d in kept.doubts] == [
        ("USD", "jump", Decimal("2.5"), Decimal("1.25"))
    ]
    await bank_says(database, 400, "2026-05-30", USD="2.4")
    kept = await rates.read(database)
    assert [rate.rate for rate in kept.rates] == [Decimal("2.4")] and kept.doubts == ()


async def test_listings_by_the_market_owe_a_revision_and_no_others(database: Database) -> None:
    one, other = await a_shop(database), await a_shop(database, 1004)
    for shop_id in (one, other):
        seller_id = await a_seller(database, shop_id)
        products = await keep(database, shop_id, sold(shop_id, "Bol", f"B-{shop_id}"))
        await spread(database, await a_draft(database, shop_id, seller_id, f"d{shop_id}"), products)
    await database.execute("update listing set sent = '{}'")
    await by_market(database, other, "USD")
    assert await rates.untold(database) == []
    await bank_says(database, 200, "2026-05-28", USD="1.25")
    assert await rates.untold(database) == [one, other]
    assert [await rates.tell(database, shop_id, 210) for shop_id in (one, other)] == [0, 1]
    assert await rates.untold(database) == []
    assert (await owed(database, one), await owed(database, other)) == (0, 1)
    assert await rates.market_policies(database) == 1


async def test_a_shop_that_goes_takes_no_rates_with_it(database: Database) -> None:
    shop_id = await a_shop(database)
    await bank_says(database, 200, "2026-05-28", USD="1.25")
    await rates.tell(database, shop_id, 210)
    await database.execute("delete from shop where id = :id", {"id": shop_id})
    assert len((await rates.read(database)).rates) == 1
