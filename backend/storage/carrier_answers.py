"""What a shop's merchant answered about carriers, and his usual ones."""

from dataclasses import dataclass

from backend.domain.carrier_choice import CarrierBook, Sample
from backend.domain.shipments import Chosen
from backend.storage import order_settings
from backend.storage.database import Database

USUAL = "shipping_carrier"  # the setting; with a marketplace's id behind it, for that one alone
METHOD = "shipping_method"  # what is said of the way of sending, "" for nothing


@dataclass(frozen=True, slots=True)
class CarrierAnswer:
    """One answer; `at` epoch seconds UTC."""

    kind: str
    sample: str
    chosen: Chosen
    at: int


async def book(db: Database, shop_id: int, marketplace_id: str) -> CarrierBook:
    """What chooses the carriers of a shop's numbers at a marketplace."""
    answers = {(each.kind, each.sample): each.chosen for each in await of_shop(db, shop_id)}
    set_ = await order_settings.of_shop(db, shop_id)
    usual = set_.get(f"{USUAL}_{marketplace_id}") or set_.get(USUAL, "")
    return CarrierBook(answers, written(usual))


def written(text: str) -> Chosen | None:
    """A carrier as settings keep it: its key, or "other:" and its name; None for none."""
    carrier, _, name = text.partition(":")
    return Chosen(carrier, name) if carrier else None


def as_text(chosen: Chosen) -> str:
    """The same the other way round."""
    return f"{chosen.carrier}:{chosen.name}" if chosen.name else chosen.carrier


async def of_shop(db: Database, shop_id: int) -> list[CarrierAnswer]:
    """All answers, the newest first."""
    rows = await db.fetch_all(
        "select * from carrier_answer where shop_id = :shop order by at desc, kind, sample", {"shop": shop_id}
    )
    return [CarrierAnswer(r["kind"], r["sample"], Chosen(r["carrier"], r["name"]), r["at"]) for r in rows]


async def keep(db: Database, shop_id: int, sample: Sample, chosen: Chosen, now: int) -> None:
    """The merchant answered; a later answer takes the place of an earlier one."""
    await db.execute(
        "insert into carrier_answer (shop_id, kind, sample, carrier, name, at)"
        " values (:shop, :kind, :sample, :carrier, :name, :now) on conflict (shop_id, kind, sample)"
        " do update set carrier = excluded.carrier, name = excluded.name, at = excluded.at",
        {"shop": shop_id, "kind": sample[0], "sample": sample[1], "carrier": chosen.carrier, "name": chosen.name,
         "now": now},
    )  # fmt: skip


async def forget(db: Database, shop_id: int, sample: Sample) -> None:
    """He will be asked again."""
    await db.execute(
        "delete from carrier_answer where shop_id = :shop and kind = :kind and sample = :sample",
        {"shop": shop_id, "kind": sample[0], "sample": sample[1]},
    )
