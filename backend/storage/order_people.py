"""Who buys, sealed: kept only as long as the shipment needs it, never searched, never exported with the rest."""

from collections.abc import Iterable
from dataclasses import asdict

from backend.domain.orders import Recipient
from backend.domain.people import Person
from backend.storage.database import Database
from backend.storage.encoding import from_json, to_json
from backend.storage.secrets import SecretLost, Vault
from backend.storage.statements import among

_OPENED = 500  # at once


async def keep(db: Database, vault: Vault, order_id: int, person: Person, now: int) -> None:
    """An order's people are these; nothing is kept of nobody, and what was kept stays then. What was erased once does
    not come back."""
    if not person.known:
        return
    await db.execute(
        "insert into order_person (order_id, sealed, kept_at)"
        " select id, :sealed, cast(:now as bigint) from orders where id = :order and forgotten_at is null"
        " on conflict (order_id) do update set sealed = excluded.sealed, kept_at = excluded.kept_at",
        {"order": order_id, "sealed": vault.seal(to_json(asdict(person)), _owner(order_id)), "now": now},
    )


async def of_orders(db: Database, vault: Vault, order_ids: Iterable[int]) -> dict[int, Person]:
    """The people of these orders, by order; erased, unknown and unreadable ones are left out."""
    ids = list(order_ids)
    if not ids:
        return {}
    marks, values = among("o", ids)
    rows = await db.fetch_all(
        f"select order_id, sealed from order_person where order_id in ({marks})", values
    )
    found: dict[int, Person] = {}
    for row in rows:
        try:
            found[row["order_id"]] = _person(vault.open(row["sealed"], _owner(row["order_id"])))
        except SecretLost:
            continue
    return found


async def with_email(db: Database, vault: Vault, shop_id: int, email: str) -> set[int]:
    """The orders of a shop whose buyer has this mail address. What is sealed is opened to compare it: an index over it
    would tell who bought."""
    found: set[int] = set()
    last, wanted = 0, email.strip().casefold()
    while rows := await db.fetch_all(
        "select p.order_id from order_person p join orders o on o.id = p.order_id where o.shop_id = :shop"
        " and p.order_id > :last order by p.order_id limit :limit",
        {"shop": shop_id, "last": last, "limit": _OPENED},
    ):
        last = rows[-1]["order_id"]
        people = await of_orders(db, vault, [row["order_id"] for row in rows])
        found |= {key for key, person in people.items() if person.buyer_email.casefold() == wanted}
    return found


async def erase(db: Database, order_ids: Iterable[int]) -> int:
    """Forget the people of these orders; how many there were."""
    ids = list(order_ids)
    if not ids:
        return 0
    marks, values = among("o", ids)
    return await db.execute(f"delete from order_person where order_id in ({marks})", values)


async def told(db: Database, vault: Vault, order_id: int) -> dict[str, object] | None:
    """All that is kept of an order's people, for the file that answers a request; None: nothing."""
    person = (await of_orders(db, vault, [order_id])).get(order_id)
    return asdict(person) if person else None


def _owner(order_id: int) -> str:
    return f"order {order_id}"


def _person(text: str) -> Person:
    said = from_json(text, {})
    to = said.pop("recipient", None)
    return Person(**said, recipient=Recipient(**{**to, "lines": tuple(to["lines"])}) if to else None)
