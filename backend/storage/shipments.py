"""Packages as Amazon is told of them: written down before each call, and what came of it."""

from dataclasses import dataclass

from backend.domain.shipments import Shipment, ShipmentState, Source
from backend.storage.database import Database, Row
from backend.storage.encoding import from_json, to_json


@dataclass(frozen=True, slots=True)
class KeptShipment:
    """A shipment with what came of it: `tried_at` when it was sent first without an answer, `cause` and `answer` why
    it was refused, ours and in Amazon's words; times epoch seconds UTC."""

    id: int
    order_id: int
    shipment: Shipment
    next_at: int
    attempts: int
    tried_at: int | None
    cause: str
    answer: str
    changed_at: int


async def of_order(db: Database, order_id: int) -> list[KeptShipment]:
    """An order's shipments by their reference."""
    rows = await db.fetch_all(
        "select * from shipment where order_id = :id order by length(reference), reference", {"id": order_id}
    )
    return [_kept(row) for row in rows]


async def want(db: Database, order_id: int, shipment: Shipment, now: int) -> None:
    """Amazon is to be told this of a package: of a new one, or differently of one that it was told of."""
    await db.execute(
        "insert into shipment (order_id, reference, tracking, origin, carrier, name, method, sent_at, pieces, codes,"
        " source, state, next_at, made_at, changed_at) values (:order, :reference, :tracking, :origin, :carrier, :name,"
        " :method, :sent_at, :pieces, :codes, :source, 'wanted', :now, :now, :now)"
        " on conflict (order_id, reference) do update set tracking = excluded.tracking, origin = excluded.origin,"
        " carrier = excluded.carrier, name = excluded.name, method = excluded.method, sent_at = excluded.sent_at,"
        " pieces = excluded.pieces, codes = excluded.codes, source = excluded.source, state = 'wanted', attempts = 0,"
        " tried_at = null, cause = '', answer = '', next_at = excluded.next_at, changed_at = excluded.changed_at",
        {
            "order": order_id, "reference": shipment.reference, "tracking": shipment.tracking,
            "origin": shipment.origin, "carrier": shipment.carrier, "name": shipment.name, "method": shipment.method,
            "sent_at": shipment.sent_at, "pieces": to_json([list(one) for one in shipment.pieces]),
            "codes": to_json([[code, list(each)] for code, each in shipment.codes]), "source": shipment.source.value,
            "now": now,
        },
    )  # fmt: skip


async def sending(db: Database, order_id: int, shipment: Shipment, now: int) -> bool:
    """Written down before the call; its first try counts. False: the merchant wants something else of it by now."""
    changed = await db.execute(
        "update shipment set state = 'sending', tried_at = coalesce(tried_at, :now), attempts = attempts + 1"
        " where order_id = :order and reference = :reference and state = 'wanted' and tracking = :tracking"
        " and carrier = :carrier and name = :name and pieces = :pieces",
        {
            "order": order_id, "reference": shipment.reference, "now": now, "tracking": shipment.tracking,
            "carrier": shipment.carrier, "name": shipment.name,
            "pieces": to_json([list(one) for one in shipment.pieces]),
        },
    )  # fmt: skip
    return changed > 0


async def not_sent(db: Database, kept: KeptShipment) -> None:
    """It surely was not done: it is wanted as before."""
    await db.execute(
        "update shipment set state = 'wanted', tried_at = null where id = :id and state = 'sending'",
        {"id": kept.id},
    )


async def end(
    db: Database, order_id: int, reference: str, state: ShipmentState, now: int, *, cause: str = "", answer: str = "",
    next_at: int = 0,
) -> None:  # fmt: skip
    """What came of it, unless the merchant wants something else of it meanwhile."""
    await db.execute(
        "update shipment set state = :state, cause = :cause, answer = :answer, next_at = :next, changed_at = :now,"
        " tried_at = null, attempts = 0 where order_id = :order and reference = :reference and state <> 'wanted'",
        {
            "order": order_id, "reference": reference, "state": state.value, "cause": cause, "answer": answer[:500],
            "next": next_at, "now": now,
        },
    )  # fmt: skip


async def later(db: Database, kept: KeptShipment, at: int) -> None:
    """Amazon does not show it yet: looked for again at a moment."""
    await db.execute(
        "update shipment set next_at = :at, attempts = attempts + 1 where id = :id", {"at": at, "id": kept.id}
    )


async def adopt(db: Database, kept: KeptShipment, tracking: str, now: int) -> None:
    """Somebody changed the number on Amazon: that is what it was told now."""
    await db.execute(
        "update shipment set tracking = :tracking, origin = case when origin = '' then tracking else origin end,"
        " changed_at = :now where id = :id and state = 'seen'",
        {"id": kept.id, "tracking": tracking, "now": now},
    )


async def forget(db: Database, kept: KeptShipment) -> None:
    """It is Amazon's under another reference already, so it never was ours."""
    await db.execute("delete from shipment where id = :id", {"id": kept.id})


async def try_again(db: Database, order_id: int, now: int) -> None:
    """The merchant wants what was refused to be tried once more."""
    await db.execute(
        "update shipment set state = 'wanted', cause = '', answer = '', next_at = :now, changed_at = :now"
        " where order_id = :order and state = 'refused'",
        {"order": order_id, "now": now},
    )


def _kept(row: Row) -> KeptShipment:
    pieces = tuple((str(code), int(number)) for code, number in from_json(row["pieces"], []))
    codes = tuple((str(code), tuple(map(str, each))) for code, each in from_json(row["codes"], []))
    shipment = Shipment(
        row["reference"], row["tracking"], row["carrier"], row["name"], row["sent_at"], pieces, Source(row["source"]),
        ShipmentState(row["state"]), row["origin"], row["method"], codes,
    )  # fmt: skip
    return KeptShipment(
        row["id"], row["order_id"], shipment, row["next_at"], row["attempts"], row["tried_at"], row["cause"],
        row["answer"], row["changed_at"],
    )  # fmt: skip
