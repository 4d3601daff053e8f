"""The grid's own word for "it differs" is what the comparison field by field says, on both databases."""

import random

from backend.domain.field_differences import State, compare
from backend.domain.listing import Business, Explained, Offer, Sale, Shown, Step
from backend.domain.money import Money
from backend.domain.policy import Condition
from backend.storage.database import Database
from backend.storage.encoding import to_json, write_explained, write_offer, write_shown
from tests.storage.test_grid import some

CASES = 120
TIERS = ((5, Money(900, "EUR")),)


def prices(chance: random.Random) -> Money:
    return Money(chance.choice((1000, 1000, 1500)), "EUR")


def an_offer(chance: random.Random) -> Offer:
    sale, listed, business, days, note = (chance.random() < 0.3 for _ in range(5))
    return Offer(
        "S-1", chance.choice(("B00", "B00", "B00", "B01", "")), prices(chance), chance.choice((3, 3, 4)),
        chance.choice((Condition.NEW, Condition.NEW, Condition.NEW, Condition.USED_GOOD)), 2 if days else None,
        chance.choice(("", "", "", "one")), sale=Sale(prices(chance), "2026-11-01", "2026-11-30") if sale else None,
        condition_note="Worn." if note else "", list_price=prices(chance) if listed else None,
        business=Business(prices(chance), TIERS) if business else None,
    )  # fmt: skip


def as_shown(chance: random.Random) -> Shown:
    some_price, some_pieces, known, fba, business = (chance.random() for _ in range(5))
    return Shown(
        "S-1", chance.choice(("B00", "B00", "")), True, True, prices(chance) if some_price < 0.8 else None,
        chance.choice((3, 4)) if some_pieces < 0.8 else None, fba < 0.2, known=known < 0.8,
        business_price=prices(chance) if business < 0.3 else None,
    )  # fmt: skip


async def test_the_narrow_row_and_the_comparison_agree(database: Database) -> None:
    _, ids = await some(database)
    chance, seen = random.Random(1), set[int]()
    for _case in range(CASES):
        offer = an_offer(chance)
        sent = offer if chance.random() < 0.6 else an_offer(chance)
        shown = as_shown(chance) if chance.random() < 0.8 else None
        waits = (Step("stock", 9), Step("waiting", offer.quantity)) if chance.random() < 0.3 else ()
        asked = 1700 if chance.random() < 0.2 else None
        explained = Explained(offer, (), waits)
        await database.execute(
            "update listing set offer = :offer, sent = :sent, shown = :shown, asin = 'B00', asked_price = :asked"
            " where id = :id",
            {"offer": write_explained(explained), "sent": to_json(write_offer(sent)), "shown": write_shown(shown),
             "asked": asked, "id": ids[0]},
        )  # fmt: skip
        state = State("B00", asked=Money(asked, "EUR") if asked else None)
        compared = compare(explained, sent, shown, state)
        said = await database.fetch_val(
            "select differs from listing_grid where listing_id = :id", {"id": ids[0]}
        )
        assert said == int(any(each.why for each in compared)), (compared, sent.sale)
        seen.add(said)
    assert seen == {0, 1}


async def test_a_sale_that_runs_is_no_difference(database: Database) -> None:
    _, ids = await some(database)
    offer = Offer(
        "S-1", "B00", Money(2000, "EUR"), 3, Condition.NEW,
        sale=Sale(Money(1500, "EUR"), "2026-11-01", "2026-11-30"),
    )  # fmt: skip
    for there, differs in ((2000, 0), (1500, 0), (1400, 1)):
        shown = Shown("S-1", "B00", True, True, Money(there, "EUR"), 3)
        await database.execute(
            "update listing set offer = :offer, sent = :sent, shown = :shown where id = :id",
            {"offer": write_explained(Explained(offer, (), ())), "sent": to_json(write_offer(offer)),
             "shown": write_shown(shown), "id": ids[0]},
        )  # fmt: skip
        said = await database.fetch_val(
            "select differs from listing_grid where listing_id = :id", {"id": ids[0]}
        )
        assert said == differs
        assert bool(compare(Explained(offer, (), ()), offer, shown, State("B00"))[0].why) == bool(differs)
