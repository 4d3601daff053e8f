"""Who buys, sealed: kept only as long as the shipment needs it, never searched, never exported with the rest."""

from collections.abc import Iterable
from dataclasses import asdict

from backend.domain.orders import Recipient
from backend.domain.people import Person
from backend.storage.database import Database
from backend.storage.encoding import from_json, to_json
from backend.storage.secrets import SecretLost, Vault
from backend.storage.statements import among


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
