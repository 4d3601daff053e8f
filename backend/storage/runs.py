"""Runs: one press of List now. A run is turned into listings bit by bit, so 100,000 products need no long request."""

from dataclasses import dataclass
from typing import Any

from backend.domain.listing import Stage, Status
from backend.storage import catalogue, tally
from backend.storage.database import Database, Row
from backend.storage.drafts import Draft, DraftPlace
from backend.storage.searching import Place, conditions, listed_at
from backend.storage.statements import among


@dataclass(frozen=True, slots=True)
class Run:
    """A publication at one place: `position` is the last product turned into listings, `spread` how many were; times
    epoch seconds UTC. `already`: variations that were listed there and are left as they are; `cancelled`: listings that
    never left because the merchant ended it."""

    id: int
    shop_id: int
    seller_id: int
    marketplace_id: str
    draft_id: str
    total: int
    position: int
    created_at: int
    spread_at: int | None
    finished_at: int | None
    spread: int = 0
    already: int = 0
    paused_at: int | None = None
    cancelled_at: int | None = None
    cancelled: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How a run goes, counted in listings; `spreading`: not all products have become listings yet. `ahead`: listings of
    other runs of the seller that go first."""

    run: Run
    spreading: bool
    total: int
    waiting: int  # still to be found or sent
    sent: int  # accepted, not yet confirmed
    active: int
    incomplete: int
    ahead: int = 0

    @property
    def paused(self) -> bool:
        """Whether something of it waits for the merchant to let it go on."""
        return self.run.paused_at is not None and (self.spreading or self.waiting > 0)

    @property
    def working(self) -> bool:
        return self.spreading or self.waiting + self.sent > 0

    @property
    def seconds_left(self) -> int:
        """Until all is sent one by one: a preview and a submission each, five calls a second (Amazon facts 3.4)."""
        return max(1, (self.ahead + self.waiting) * 2 // 5)


async def count_chosen(
    db: Database, draft: Draft, place: Place, *, ready: bool = False, on_amazon: bool | None = None
) -> int:
    """How many products are chosen; with `ready` only those nothing stops.

    `on_amazon`: only those that have a listing there already, live or on its way; False: only the others.
    """
    where, values = _chosen(db, draft, place, ready)
    if on_amazon is not None:
        listed, there = listed_at(place, Status.INCOMPLETE, Status.ENDED)
        where += f" and {'' if on_amazon else 'not '}{listed}"
        values |= there
    return int(await db.fetch_val(f"select count(*) from product p where {where}", values))


async def count_picked(db: Database, draft: Draft, place: Place) -> int:
    """How many products are chosen, whatever stops them; quick also when everything is."""
    where, values = conditions(db.dialect, draft.shop_id, draft.found, place)
    picks = (
        "select count(*) from draft_choice c join product p on p.id = c.product_id where c.draft_id = :draft"
        " and c.chosen = %s and p.shop_id = :shop and p.deleted_at is null"
    )
    told = {"draft": draft.id, "shop": draft.shop_id}
    if not draft.all_chosen:
        return int(await db.fetch_val(picks % 1, told))
    more = await db.fetch_val(f"{picks % 1} and not ({where})", {**values, **told})
    less = await db.fetch_val(f"{picks % 0} and {where}", {**values, **told})
    return await catalogue.count(db, draft.shop_id, draft.found, place) + int(more) - int(less)


async def is_chosen(db: Database, draft: Draft, place: Place, product_ids: list[int]) -> set[int]:
    """Which of these products are chosen."""
    if not product_ids:
        return set()
    where, values = _chosen(db, draft, place, False)
    marks, ids = among("p", product_ids)
    rows = await db.fetch_all(
        f"select p.id from product p where p.id in ({marks}) and {where}", {**values, **ids}
    )
    return {row["id"] for row in rows}


async def start(db: Database, draft: Draft, total: int, now: int, place: Place | None = None) -> int:
    """The runs of a draft, one for each of its places, made once however often they are asked for; returns the first
    place's. `place`: where the choice was made, when it hangs on that."""
    async with db.transaction():
        if draft.all_chosen and (draft.found.ready or draft.found.unlisted):
            await _write_out(db, draft, place or draft.where())
        run_ids = [await _start_at(db, draft, each, total, now) for each in draft.places]
        await db.execute("update draft set run_id = :run where id = :id", {"run": run_ids[0], "id": draft.id})
    return run_ids[0]


async def _start_at(db: Database, draft: Draft, place: DraftPlace, total: int, now: int) -> int:
    return int(
        await db.fetch_val(
            "insert into run (shop_id, seller_id, marketplace_id, draft_id, total, created_at)"
            " values (:shop, :seller, :marketplace, :draft, :total, :now)"
            " on conflict (draft_id, seller_id, marketplace_id) do update set draft_id = excluded.draft_id"
            " returning id",
            {"shop": draft.shop_id, "seller": place.seller_id, "marketplace": place.marketplace_id,
             "draft": draft.id, "total": total, "now": now},
        )
    )  # fmt: skip


async def _write_out(db: Database, draft: Draft, place: Place) -> None:
    """What "all that is found" is now, product by product: a search for what is not listed yet would find less and less
    while the listings are made."""
    if await db.fetch_val("select 1 from run where draft_id = :draft limit 1", {"draft": draft.id}):
        return
    where, values = _chosen(db, draft, place, False)
    await db.execute(
        "insert into draft_choice (draft_id, product_id, chosen)"
        f" select :draft, p.id, 1 from product p where {where}"
        " on conflict (draft_id, product_id) do update set chosen = excluded.chosen",
        values,
    )
    await db.execute(
        "update draft set all_chosen = 0, found = '' where id = :draft and run_id is null",
        {"draft": draft.id},
    )


async def unspread(db: Database, seller_id: int) -> Run | None:
    """The oldest run of a seller that is not wholly listings yet and not paused."""
    row = await db.fetch_one(
        "select * from run where seller_id = :seller and spread_at is null and paused_at is null order by id limit 1",
        {"seller": seller_id},
    )
    return _run(row) if row else None


async def of_draft(db: Database, shop_id: int, draft_id: str) -> list[Run]:
    """The runs of a draft, in the order of its places."""
    rows = await db.fetch_all(
        "select * from run where shop_id = :shop and draft_id = :draft order by id",
        {"shop": shop_id, "draft": draft_id},
    )
    return [_run(row) for row in rows]


async def find(db: Database, shop_id: int, run_id: int) -> Run | None:
    row = await db.fetch_one(
        "select * from run where id = :id and shop_id = :shop", {"id": run_id, "shop": shop_id}
    )
    return _run(row) if row else None


async def next_products(db: Database, run: Run, draft: Draft, place: Place, limit: int) -> list[int]:
    """The next chosen products of a run, by id."""
    return await picked(db, draft, place, run.position, limit)


async def picked(db: Database, draft: Draft, place: Place, after: int, limit: int) -> list[int]:
    """Chosen products by id, those after one of them."""
    where, values = _chosen(db, draft, place, False)
    rows = await db.fetch_all(
        f"select p.id from product p where {where} and p.id > :position order by p.id limit :limit",
        {**values, "position": after, "limit": limit},
    )
    return [row["id"] for row in rows]


async def spread(db: Database, run: Run, draft: Draft, product_ids: list[int], now: int) -> bool:
    """Turn products into listings. One that is listed already is left alone unless it had ended or was held back.

    False when the run was paused or cancelled meanwhile: then nothing is done.
    """
    moved = await db.execute(
        "update run set position = :at, spread = spread + :n where id = :id and spread_at is null and paused_at is null"
        " and position = :was",
        {"at": product_ids[-1], "n": len(product_ids), "id": run.id, "was": run.position},
    )
    if not moved:
        return False
    marks, ids = among("p", product_ids)
    ours = f"v.product_id in ({marks}) and v.deleted_at is null and v.shop_id = :shop"
    made = await db.execute(
        "insert into listing (shop_id, seller_id, marketplace_id, product_id, variation_id, run_id, sku, condition,"
        " condition_note, selling_policy_id, synchronization_policy_id, shipping_policy_id, status, status_at, stage,"
        " next_at, created_at, updated_at)"
        " select v.shop_id, :seller, :marketplace, v.product_id, v.id, :run, v.sku, :condition, :note, :selling,"
        " :synchronization, :shipping, :status, :now, :stage, :now, :now, :now from variation v"
        f" where {ours} order by v.product_id, v.position"
        " on conflict (seller_id, marketplace_id, variation_id) do update set run_id = excluded.run_id,"
        " condition = excluded.condition, condition_note = excluded.condition_note,"
        " selling_policy_id = excluded.selling_policy_id,"
        " synchronization_policy_id = excluded.synchronization_policy_id,"
        " shipping_policy_id = excluded.shipping_policy_id, status = excluded.status,"
        " status_at = excluded.status_at, stage = excluded.stage, next_at = excluded.next_at, attempts = 0,"
        " cause = '', details = '', updated_at = excluded.updated_at"
        f" where listing.stage = '{Stage.REST}' and listing.status in ('{Status.INCOMPLETE}', '{Status.ENDED}')",
        {
            **ids, "seller": run.seller_id, "marketplace": run.marketplace_id, "run": run.id,
            "condition": draft.condition.value, "note": draft.note_at(run.seller_id, run.marketplace_id),
            "selling": draft.selling_policy_id, "synchronization": draft.synchronization_policy_id,
            "shipping": draft.shipping_policy_id, "status": Status.ON_ITS_WAY.value, "stage": Stage.MATCH.value,
            "now": now, "shop": run.shop_id,
        },
    )  # fmt: skip
    there = await db.fetch_val(f"select count(*) from variation v where {ours}", {**ids, "shop": run.shop_id})
    await db.execute(
        "update run set already = already + :n where id = :id", {"n": max(0, int(there) - made), "id": run.id}
    )
    return True


async def end_spreading(db: Database, run_id: int, now: int) -> bool:
    """All products are listings. False when it was paused or cancelled meanwhile."""
    return bool(
        await db.execute(
            "update run set spread_at = :now where id = :id and spread_at is null and paused_at is null",
            {"now": now, "id": run_id},
        )
    )


async def latest(db: Database, shop_id: int, run_id: int | None = None) -> Progress | None:
    """The newest run of a shop (or the one asked for) and how it goes."""
    row = await db.fetch_one(
        "select * from run where shop_id = :shop and (id = :run or :run = 0) order by id desc limit 1",
        {"shop": shop_id, "run": run_id or 0},
    )
    if row is None:
        return None
    return await progress_of(db, _run(row))


async def progress_of(db: Database, run: Run, ahead: int = 0) -> Progress:
    """How a run goes; `ahead`: listings that go before its own."""
    stages = await tally.by(db, run.shop_id, "stage", {"run_id": run.id})
    statuses = await tally.by(db, run.shop_id, "status", {"run_id": run.id})
    return Progress(
        run, run.spread_at is None, sum(stages.values()), stages.get(Stage.MATCH, 0) + stages.get(Stage.SUBMIT, 0),
        stages.get(Stage.CONFIRM, 0), statuses.get(Status.ACTIVE, 0), statuses.get(Status.INCOMPLETE, 0), ahead,
    )  # fmt: skip


def _chosen(db: Database, draft: Draft, place: Place, ready: bool) -> tuple[str, dict[str, Any]]:
    where, values = conditions(db.dialect, draft.shop_id, draft.found, place, also_ready=ready)
    picked = "p.id in (select product_id from draft_choice where draft_id = :draft and chosen = 1)"
    unpicked = "p.id not in (select product_id from draft_choice where draft_id = :draft and chosen = 0)"
    if draft.all_chosen:
        # A product picked by hand counts although the search would not find it.
        bare, _ = conditions(db.dialect, draft.shop_id, type(draft.found)(), place, also_ready=ready)
        # What both have in common stands in front, so that an index finds it.
        ours = "p.shop_id = :shop and p.deleted_at is null"
        where = f"{ours} and (({where} and {unpicked}) or ({bare} and {picked}))"
    else:
        where = f"{where} and {picked}"
    return where, {**values, "draft": draft.id}


def _run(row: Row) -> Run:
    return Run(
        row["id"], row["shop_id"], row["seller_id"], row["marketplace_id"], row["draft_id"], row["total"],
        row["position"], row["created_at"], row["spread_at"], row["finished_at"], row["spread"], row["already"],
        row["paused_at"], row["cancelled_at"], row["cancelled"],
    )  # fmt: skip
