"""Proposals: the best candidate for each listing without an ASIN, found in the background, kept for a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.domain.issues import WITHOUT_ASIN
from backend.domain.listing import Status
from backend.storage import tally
from backend.storage.database import Database, Row
from backend.storage.encoding import from_json, to_json
from backend.storage.listings import Listing, Work, with_products
from backend.storage.statements import among

NONE, OPEN, DISMISSED, ACCEPTED = "none", "open", "dismissed", "accepted"
SURE_FROM = 90  # "accept all above"
_CAUSES = ", ".join(f"'{cause.value}'" for cause in WITHOUT_ASIN)
# Listings that wait for an ASIN. What was cured otherwise, or left, is shown no more.
_WAITS = f"l.stage = 'rest' and l.status = '{Status.INCOMPLETE}' and l.cause in ({_CAUSES})"


@dataclass(frozen=True, slots=True)
class Known:
    """What was found for a listing before; `compared`: what of the product it was found for; `next_at`: until when that
    holds (epoch seconds)."""

    state: str
    asin: str
    compared: str
    next_at: int


@dataclass(frozen=True, slots=True)
class Found:
    """A proposal to be kept. `body`: what the page shows of it, in JSON's kinds."""

    asin: str
    score: int
    rests_on: str
    sure: bool
    differs: int
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """A proposal with its listing and product, as the page shows it."""

    work: Work
    state: str
    found: Found
    found_at: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many listings wait for an ASIN, were looked at, have an open proposal; of those, how many may be accepted
    together (`sure`, from SURE_FROM on), and how many were dismissed."""

    waiting: int
    looked: int
    open: int
    sure: int
    dismissed: int


async def due(db: Database, seller_id: int, now: int, limit: int) -> list[tuple[Work, Known | None]]:
    """Listings to look a candidate up for: never looked at first, then those whose week is over or whose product or
    cause changed."""
    rows = await db.fetch_all(
        "select l.*, p.state as p_state, p.asin as p_asin, p.compared as p_compared, p.next_at as p_next from listing l"
        " join variation v on v.id = l.variation_id left join proposal p on p.listing_id = l.id"
        f" where l.seller_id = :seller and l.paused = 0 and {_WAITS} and v.deleted_at is null and"
        " (p.listing_id is null or p.next_at <= :now or (p.attempts = 0 and"
        " (p.version <> v.version or p.cause <> l.cause)))"
        " order by coalesce(p.next_at, 0), l.id limit :limit",
        {"seller": seller_id, "now": now, "limit": limit},
    )
    works = await with_products(db, rows)
    known = [
        Known(row["p_state"], row["p_asin"], row["p_compared"], row["p_next"]) if row["p_state"] else None
        for row in rows
    ]
    return list(zip(works, known, strict=True))


async def next_due(db: Database, seller_id: int) -> int | None:
    """When the next one's week is over."""
    value = await db.fetch_val(
        "select min(p.next_at) from proposal p join listing l on l.id = p.listing_id"
        f" where p.seller_id = :seller and {_WAITS}",
        {"seller": seller_id},
    )
    return int(value) if value is not None else None


async def put(
    db: Database, work: Work, found: Found | None, state: str, compared: str, now: int, next_at: int
) -> None:
    """Keep what a look brought; None: nothing is worth proposing."""
    listing, variation = work.listing, work.variation
    await db.execute(
        "insert into proposal (listing_id, shop_id, seller_id, state, asin, score, rests_on, sure, differs, body,"
        " cause, version, compared, next_at, found_at) values (:listing, :shop, :seller, :state, :asin, :score,"
        " :rests, :sure, :differs, :body, :cause, :version, :compared, :next, :now)"
        " on conflict (listing_id) do update set state = excluded.state, asin = excluded.asin,"
        " score = excluded.score, rests_on = excluded.rests_on, sure = excluded.sure, differs = excluded.differs,"
        " body = excluded.body, cause = excluded.cause, version = excluded.version, compared = excluded.compared,"
        " next_at = excluded.next_at, attempts = 0, found_at = case when proposal.asin = excluded.asin"
        " then proposal.found_at else excluded.found_at end, batch = 0",
        {
            "listing": listing.id, "shop": listing.shop_id, "seller": listing.seller_id, "state": state,
            "asin": found.asin if found else "", "score": found.score if found else 0,
            "rests": found.rests_on if found else "", "sure": int(bool(found and found.sure)),
            "differs": found.differs if found else 0, "body": to_json(dict(found.body)) if found else "",
            "cause": listing.problem.cause.value if listing.problem else "",
            "version": variation.version if variation else 0, "compared": compared, "next": next_at, "now": now,
        },
    )  # fmt: skip


async def unchanged(db: Database, work: Work) -> None:
    """Nothing that is compared changed in the shop: what was found still stands."""
    await db.execute(
        "update proposal set version = :version where listing_id = :id",
        {"version": work.variation.version if work.variation else 0, "id": work.listing.id},
    )


async def later(db: Database, listing: Listing, next_at: int) -> None:
    """It could not be looked up: again at `next_at`, whatever stood there."""
    await db.execute(
        "insert into proposal (listing_id, shop_id, seller_id, state, next_at, attempts)"
        " values (:listing, :shop, :seller, 'none', :at, 1) on conflict (listing_id) do update"
        " set next_at = excluded.next_at, attempts = proposal.attempts + 1",
        {"listing": listing.id, "shop": listing.shop_id, "seller": listing.seller_id, "at": next_at},
    )


async def counts(db: Database, shop_id: int) -> Counts:
    """The numbers of the inbox."""
    causes = await tally.by(db, shop_id, "cause", {"status": Status.INCOMPLETE.value, "stage": "rest"})
    waiting = sum(causes.get(cause.value, 0) for cause in WITHOUT_ASIN)
    row = await db.fetch_one(
        "select count(*) as looked, coalesce(sum(case when p.state = 'open' then 1 else 0 end), 0) as open,"
        " coalesce(sum(case when p.state = 'open' and p.sure = 1 and p.score >= :sure then 1 else 0 end), 0) as sure,"
        " coalesce(sum(case when p.state = 'dismissed' then 1 else 0 end), 0) as dismissed"
        f" from proposal p join listing l on l.id = p.listing_id where p.shop_id = :shop and {_WAITS}",
        {"shop": shop_id, "sure": SURE_FROM},
    )
    assert row is not None
    return Counts(waiting, row["looked"], row["open"], row["sure"], row["dismissed"])


async def count(db: Database, shop_id: int, state: str = OPEN, least: int = 0) -> int:
    """How many proposals of a state there are, from a score on."""
    return int(
        await db.fetch_val(
            "select count(*) from proposal p join listing l on l.id = p.listing_id"
            f" where p.shop_id = :shop and p.state = :state and p.score >= :least and {_WAITS}",
            {"shop": shop_id, "state": state, "least": least},
        )
    )


async def page(db: Database, shop_id: int, state: str, least: int, offset: int, limit: int) -> list[Kept]:
    """A page of proposals, the surest first."""
    return await _kept(
        db, "p.state = :state and p.score >= :least order by p.score desc, p.listing_id limit :limit offset :offset",
        {"shop": shop_id, "state": state, "least": least, "limit": limit, "offset": offset},
    )  # fmt: skip


async def chosen(db: Database, shop_id: int, listing_ids: Sequence[int]) -> list[Kept]:
    """The open proposals of these listings, as far as they still wait."""
    if not listing_ids:
        return []
    marks, ids = among("i", listing_ids)
    return await _kept(
        db, f"p.state = 'open' and l.id in ({marks}) order by p.listing_id", {"shop": shop_id, **ids}
    )


async def sure_ones(db: Database, shop_id: int, after: int, limit: int) -> list[Kept]:
    """Those that may be accepted together, by their listing's id from `after` on."""
    return await _kept(
        db, "p.state = 'open' and p.sure = 1 and p.score >= :least and p.listing_id > :after"
        " order by p.listing_id limit :limit",
        {"shop": shop_id, "least": SURE_FROM, "after": after, "limit": limit},
    )  # fmt: skip


async def _kept(db: Database, where: str, values: Mapping[str, Any]) -> list[Kept]:
    rows = await db.fetch_all(
        "select l.*, p.state as p_state, p.asin as p_asin, p.score as p_score, p.rests_on as p_rests,"
        " p.sure as p_sure, p.differs as p_differs, p.body as p_body, p.found_at as p_found from proposal p"
        f" join listing l on l.id = p.listing_id where p.shop_id = :shop and {_WAITS} and {where}",
        values,
    )
    works = await with_products(db, rows)
    return [
        Kept(work, row["p_state"], _found(row), row["p_found"]) for work, row in zip(works, rows, strict=True)
    ]


def _found(row: Row) -> Found:
    return Found(
        row["p_asin"], row["p_score"], row["p_rests"], bool(row["p_sure"]), row["p_differs"],
        from_json(row["p_body"], {}),
    )  # fmt: skip


async def decide(
    db: Database, shop_id: int, listing_ids: Sequence[int], state: str, now: int, batch: int = 0
) -> None:
    """A person dismissed proposals, took them back, or accepted them in a batch."""
    await db.execute_many(
        "update proposal set state = :state, batch = :batch, decided_at = :now"
        " where listing_id = :id and shop_id = :shop and state <> 'none'",
        [{"state": state, "batch": batch, "now": now, "id": id, "shop": shop_id} for id in listing_ids],
    )


async def accepted_in(db: Database, shop_id: int, batch: int) -> list[Work]:
    """The listings that were accepted in a batch and not taken back."""
    rows = await db.fetch_all(
        "select l.* from proposal p join listing l on l.id = p.listing_id where p.shop_id = :shop and p.batch = :batch"
        " and p.state = 'accepted' and l.asin = p.asin order by l.id",
        {"shop": shop_id, "batch": batch},
    )
    return await with_products(db, rows)


async def latest_batch(db: Database, shop_id: int, since: int) -> tuple[int, int] | None:
    """(batch, how many of it stand) of what was accepted last, if that was since a moment."""
    row = await db.fetch_one(
        "select p.batch, count(*) as n from proposal p join listing l on l.id = p.listing_id"
        " where p.shop_id = :shop and p.state = 'accepted' and p.batch > 0 and p.decided_at >= :since"
        " and l.asin = p.asin group by p.batch order by p.batch desc limit 1",
        {"shop": shop_id, "since": since},
    )
    return (row["batch"], row["n"]) if row else None
