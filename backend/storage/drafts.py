"""Drafts: a publish wizard in progress, kept so that a reload or a second tab sees the same choice."""

from dataclasses import dataclass, replace

from backend.domain.policy import Condition
from backend.storage.database import Database, Row
from backend.storage.encoding import from_json, to_json
from backend.storage.searching import Place, Search

MOST_PLACES = 12


@dataclass(frozen=True, slots=True)
class DraftPlace:
    """Where a draft publishes. `note`: what is said to buyers of used goods there, in the place's language."""

    seller_id: int
    marketplace_id: str
    note: str = ""

    @property
    def key(self) -> str:
        """The place as forms name it."""
        return f"{self.seller_id} {self.marketplace_id}"


@dataclass(frozen=True, slots=True)
class Draft:
    """What was chosen so far. `all_chosen`: everything `found` finds, except products unticked since.

    `seller_id`, `marketplace_id` and `note` are the first place, `others` the further ones; policies and condition
    hold for all of them. `run_id`: the first place's run.
    """

    id: str
    shop_id: int
    seller_id: int
    marketplace_id: str
    selling_policy_id: int
    synchronization_policy_id: int
    shipping_policy_id: int
    condition: Condition
    all_chosen: bool
    found: Search
    run_id: int | None
    note: str = ""
    others: tuple[DraftPlace, ...] = ()

    @property
    def places(self) -> tuple[DraftPlace, ...]:
        """Every place, the first one first."""
        return (DraftPlace(self.seller_id, self.marketplace_id, self.note), *self.others)

    def at(self, places: tuple[DraftPlace, ...]) -> "Draft":
        """The same draft for these places; there must be one at least."""
        first, *others = places
        return replace(
            self, seller_id=first.seller_id, marketplace_id=first.marketplace_id, note=first.note,
            others=tuple(others),
        )  # fmt: skip

    def note_at(self, seller_id: int, marketplace_id: str) -> str:
        """What is said to buyers of used goods in one of its places."""
        return next(
            (p.note for p in self.places if (p.seller_id, p.marketplace_id) == (seller_id, marketplace_id)),
            "",
        )

    def where(self, currency: str = "", enabled: bool = True, stocked: bool = True) -> Place:
        """All its places, for a search: `currency` is what prices must be in, "" for any; the flags are its rules'."""
        also = tuple((each.seller_id, each.marketplace_id) for each in self.others)
        return Place(self.seller_id, self.marketplace_id, currency, also, enabled, stocked)


async def begin(db: Database, draft: Draft, now: int) -> None:
    async with db.transaction():
        await db.execute(
            "insert into draft (id, shop_id, seller_id, marketplace_id, selling_policy_id, synchronization_policy_id,"
            " shipping_policy_id, condition, condition_note, all_chosen, found, created_at, updated_at) values"
            " (:id, :shop, :seller, :marketplace, :selling, :synchronization, :shipping, :condition, :note, 0, '',"
            " :now, :now)",
            _values(draft, now),
        )
        await _keep_others(db, draft)


async def change(db: Database, draft: Draft, now: int) -> None:
    """Save step 1 again; the chosen products stay."""
    async with db.transaction():
        done = await db.execute(
            "update draft set seller_id = :seller, marketplace_id = :marketplace, selling_policy_id = :selling,"
            " synchronization_policy_id = :synchronization, shipping_policy_id = :shipping, condition = :condition,"
            " condition_note = :note, updated_at = :now where id = :id and shop_id = :shop and run_id is null",
            _values(draft, now),
        )
        if done:
            await _keep_others(db, draft)


async def _keep_others(db: Database, draft: Draft) -> None:
    await db.execute("delete from draft_place where draft_id = :id", {"id": draft.id})
    await db.insert_many(
        "draft_place", ("draft_id", "seller_id", "marketplace_id", "position", "condition_note"),
        [(draft.id, p.seller_id, p.marketplace_id, n, p.note) for n, p in enumerate(draft.others)],
    )  # fmt: skip


async def find(db: Database, shop_id: int, draft_id: str) -> Draft | None:
    row = await db.fetch_one(
        "select * from draft where id = :id and shop_id = :shop", {"id": draft_id, "shop": shop_id}
    )
    return await _draft(db, row) if row else None


async def latest(db: Database, shop_id: int) -> Draft | None:
    """The draft that the shop's merchant began last; those of auto-add's rules have a point in their names."""
    row = await db.fetch_one(
        "select * from draft where shop_id = :shop and id not like 'rule.%' order by created_at desc limit 1",
        {"shop": shop_id},
    )
    return await _draft(db, row) if row else None


async def choose(db: Database, draft_id: str, product_ids: list[int], chosen: bool, now: int) -> None:
    """Tick or untick products; ids that are not this shop's are passed over."""
    async with db.transaction():
        await db.execute_many(
            "insert into draft_choice (draft_id, product_id, chosen)"
            " select d.id, p.id, :chosen from draft d join product p on p.shop_id = d.shop_id"
            " where d.id = :draft and p.id = :product and d.run_id is null"
            " on conflict (draft_id, product_id) do update set chosen = excluded.chosen",
            [{"draft": draft_id, "product": id_, "chosen": int(chosen)} for id_ in product_ids],
        )
        await db.execute("update draft set updated_at = :now where id = :id", {"now": now, "id": draft_id})


async def choose_all(db: Database, draft_id: str, found: Search | None, now: int) -> None:
    """Choose everything a search finds, or nothing at all (None); single ticks are forgotten. What is being published
    stays as it was chosen."""
    async with db.transaction():
        await db.execute(
            "delete from draft_choice where draft_id in (select id from draft where id = :id and run_id is null)",
            {"id": draft_id},
        )
        await db.execute(
            "update draft set all_chosen = :all, found = :found, updated_at = :now where id = :id and run_id is null",
            {"all": int(found is not None), "found": to_json(found.as_dict()) if found else "", "now": now,
             "id": draft_id},
        )  # fmt: skip


def _values(draft: Draft, now: int) -> dict[str, object]:
    return {
        "id": draft.id, "shop": draft.shop_id, "seller": draft.seller_id, "marketplace": draft.marketplace_id,
        "selling": draft.selling_policy_id, "synchronization": draft.synchronization_policy_id,
        "shipping": draft.shipping_policy_id, "condition": draft.condition.value, "note": draft.note, "now": now,
    }  # fmt: skip


async def _draft(db: Database, row: Row) -> Draft:
    others = await db.fetch_all(
        "select * from draft_place where draft_id = :id order by position", {"id": row["id"]}
    )
    return Draft(
        row["id"], row["shop_id"], row["seller_id"], row["marketplace_id"], row["selling_policy_id"],
        row["synchronization_policy_id"], row["shipping_policy_id"], Condition(row["condition"]),
        bool(row["all_chosen"]), Search(**from_json(row["found"], {})), row["run_id"], row["condition_note"],
        tuple(DraftPlace(o["seller_id"], o["marketplace_id"], o["condition_note"]) for o in others),
    )  # fmt: skip
