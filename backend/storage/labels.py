"""Labels: what was wanted, what was bought, with the document sealed, because it names the buyer."""

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from backend.domain.labels import CARRYING, LabelState, Purchase
from backend.domain.money import Money
from backend.domain.packing import Parcel, Pieces
from backend.storage.database import Database, Row
from backend.storage.encoding import from_json, to_json
from backend.storage.label_encoding import read_paper, read_parcel, read_pieces, write_paper, write_parcel
from backend.storage.label_quotes import KeptQuote
from backend.storage.secrets import SecretLost, Vault
from backend.storage.statements import among


@dataclass(frozen=True, slots=True)
class Label:
    """A label; times epoch seconds UTC. `sends`: purchases that may have reached the marketplace; `known_before`: the
    tracking numbers that its order had before the first of them; `shop_state`: "", told, gone."""

    id: int
    shop_id: int
    order_id: int
    seller_id: int
    quote_id: int
    state: LabelState
    next_at: int | None
    attempts: int
    key: str
    parcel: Parcel
    pieces: Pieces
    package_code: str
    carrier: str
    carrier_code: str
    service: str
    charge: Money
    promised_until: int | None
    shipment_code: str
    tracking: str
    printable: bool
    sends: int
    known_before: tuple[str, ...]
    made_at: int
    buying_at: int | None
    bought_at: int | None
    void_at: int | None
    voided_at: int | None
    shop_state: str
    progress: str
    progress_at: int | None
    cause: str
    details: Mapping[str, Any]
    order_code: str
    marketplace_id: str
    shop_code: str
    wish: str = field(repr=False)
    token: str = field(repr=False)


_ALL = (
    "select l.*, o.order_code, o.marketplace_id, o.shop_code from label l join orders o on o.id = l.order_id"
)


async def want(
    db: Database, vault: Vault, shop_id: int, seller_id: int, quote: KeptQuote, purchase: Purchase, charge: Money,
    now: int,
) -> int | None:  # fmt: skip
    """Write down that one offer is to be bought. None: one of this quote was already. Inside a transaction, after the
    pieces were counted."""
    rate = next(each for each in quote.rates if each.code == purchase.rate_code)
    wish = {
        "rate": purchase.rate_code, "paper": write_paper(purchase.paper), "extras": list(purchase.extras),
    }  # fmt: skip
    made = await db.fetch_val(
        "insert into label (shop_id, order_id, seller_id, quote_id, state, next_at, idempotency_key, token, wish,"
        " parcel, pieces, package_code, carrier, carrier_code, service, charge, currency, promised_until, made_at)"
        " values (:shop, :order, :seller, :quote, 'wanted', :now, :key, :token, :wish, :parcel, :pieces, :package,"
        " :carrier, :carrier_code, :service, :charge, :currency, :until, :now)"
        " on conflict (quote_id) do nothing returning id",
        {
            "shop": shop_id, "order": quote.order_id, "seller": seller_id, "quote": quote.id, "now": now,
            "key": purchase.key, "token": vault.seal(purchase.token, f"label {purchase.key}"), "wish": to_json(wish),
            "parcel": to_json(write_parcel(quote.wish.parcel)), "pieces": to_json(quote.wish.pieces),
            "package": purchase.package_code, "carrier": rate.carrier, "carrier_code": rate.carrier_code,
            "service": rate.service, "charge": charge.amount, "currency": charge.currency,
            "until": rate.delivery_until,
        },
    )  # fmt: skip
    return int(made) if made is not None else None


def purchase_of(vault: Vault, label: Label) -> Purchase | None:
    """What is bought; None when its token cannot be read any more."""
    said = from_json(label.wish)
    try:
        token = vault.open(label.token, f"label {label.key}")
    except SecretLost:
        token = ""
    if not token:
        return None
    return Purchase(
        token, said["rate"], read_paper(said["paper"]), tuple(said["extras"]), label.key, label.package_code
    )


async def of_order(db: Database, order_id: int) -> list[Label]:
    """An order's labels, the oldest first."""
    rows = await db.fetch_all(f"{_ALL} where l.order_id = :id order by l.id", {"id": order_id})
    return [_label(row) for row in rows]


async def find(db: Database, label_id: int) -> Label | None:
    row = await db.fetch_one(f"{_ALL} where l.id = :id", {"id": label_id})
    return _label(row) if row else None


async def due(db: Database, seller_id: int, now: int) -> list[Label]:
    """Labels that a step is owed of, the longest waiting first."""
    rows = await db.fetch_all(
        f"{_ALL} where l.seller_id = :seller and l.next_at <= :now order by l.next_at, l.id limit 20",
        {"seller": seller_id, "now": now},
    )
    return [_label(row) for row in rows]


async def next_due(db: Database, seller_id: int) -> int | None:
    value = await db.fetch_val(
        "select min(next_at) from label where seller_id = :seller and next_at is not null",
        {"seller": seller_id},
    )
    return int(value) if value is not None else None


def carried(found: Iterable[Label]) -> list[tuple[str, Pieces]]:
    """What these labels take of an order, by tracking number."""
    return [(each.tracking, each.pieces) for each in found if each.state in CARRYING]


async def change(db: Database, label: Label, next_at: int | None, **values: Any) -> None:
    """Write down what became of a step, and when the next one is owed (None: none is). Its tries begin anew."""
    values = {**values, "next_at": next_at, "attempts": values.get("attempts", 0)}
    sets = ", ".join(f"{name} = :{name}" for name in values)
    await db.execute(f"update label set {sets} where id = :id", {**values, "id": label.id})


async def later(db: Database, label: Label, next_at: int) -> None:
    """A step did not come off: another try then."""
    await db.execute(
        "update label set next_at = :at, attempts = attempts + 1 where id = :id",
        {"at": next_at, "id": label.id},
    )


def sealed(vault: Vault, label: Label, document: bytes) -> str:
    """A document as it may stand in the table."""
    return vault.seal(base64.b64encode(document).decode(), f"label {label.id} of order {label.order_id}")


async def document(db: Database, vault: Vault, label: Label) -> bytes | None:
    """The label itself, to be printed; None: not there, erased, or its key is lost."""
    kept = await db.fetch_val("select document from label where id = :id", {"id": label.id})
    try:
        text = vault.open(kept or "", f"label {label.id} of order {label.order_id}")
    except SecretLost:
        return None
    return base64.b64decode(text) if text else None


async def erase(db: Database, order_ids: Iterable[int]) -> int:
    """Forget what of these orders' labels names people; how many labels that were. What was spent stays."""
    ids = list(order_ids)
    if not ids:
        return 0
    marks, values = among("o", ids)
    await db.execute(f"delete from label_quote where order_id in ({marks})", values)
    return await db.execute(
        f"update label set document = '' where order_id in ({marks}) and document <> ''", values
    )


def _label(row: Row) -> Label:
    return Label(
        row["id"], row["shop_id"], row["order_id"], row["seller_id"], row["quote_id"], LabelState(row["state"]),
        row["next_at"], row["attempts"], row["idempotency_key"], read_parcel(from_json(row["parcel"])),
        read_pieces(from_json(row["pieces"], [])), row["package_code"], row["carrier"], row["carrier_code"],
        row["service"], Money(row["charge"], row["currency"]), row["promised_until"], row["shipment_code"],
        row["tracking"], bool(row["document"]), row["sends"], tuple(from_json(row["known_before"], [])),
        row["made_at"], row["buying_at"], row["bought_at"], row["void_at"], row["voided_at"], row["shop_state"],
        row["progress"], row["progress_at"], row["cause"], from_json(row["details"], {}) or {}, row["order_code"],
        row["marketplace_id"], row["shop_code"], row["wish"], row["token"],
    )  # fmt: skip
