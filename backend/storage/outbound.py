"""The shop's own orders that a marketplace's warehouse sends, as they are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.domain.orders import Recipient
from backend.domain.outbound import Handover, Line, Missing, Parcel, Speed, State
from backend.storage.database import Database, Row
from backend.storage.encoding import from_json
from backend.storage.secrets import SecretLost, Vault
from backend.storage.statements import among


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A line with what it sold in the shop (the shop's own ids; None: unknown). `given`: pieces that the shop's stock
    got back; `moving`: how many it shall have, None when nothing is under way; `moves` done so far."""

    position: int
    code: str
    sku: str
    name: str
    pieces: int
    cancelled: int
    lacking: int
    product: int | None
    variation: int
    given: int
    moving: int | None
    moves: int

    @property
    def leaves(self) -> int:
        """Pieces that leave the warehouse, or left it."""
        return max(0, self.pieces - self.cancelled - self.lacking)


@dataclass(frozen=True, slots=True)
class KeptOutbound:
    """One try to have an order sent. `state` None: the marketplace does not have it yet. Times epoch seconds UTC."""

    id: int
    shop_id: int
    seller_id: int
    marketplace_id: str
    shop_code: str
    number: int
    code: str
    stage: str
    state: State | None
    speed: Speed
    missing: Missing
    hold: bool
    held: bool
    blank_box: bool
    gives_back: bool
    fee: int | None
    currency: str
    arrives_by: int | None
    ordered_at: int
    creating_at: int | None
    cancel_at: int | None
    shop_before: str
    shop_state: str
    shop_told: bool
    told_tracking: str
    moving_at: int | None
    stock_cause: str
    cause: str
    details: Mapping[str, Any]
    cause_at: int
    settled: str
    attempts: int
    created_at: int
    taken_at: int | None
    read_at: int | None
    finished_at: int | None
    lines: tuple[KeptLine, ...]
    parcels: tuple[Parcel, ...]

    @property
    def waits(self) -> bool:
        """Whether the merchant has to do something."""
        return bool(self.cause or self.stock_cause)

    @property
    def open(self) -> bool:
        """Whether something is still to come of it."""
        return self.stage in ("create", "follow", "aside")


async def due(db: Database, seller_id: int, now: int, limit: int) -> list[KeptOutbound]:
    """Those that are owed a step, the longest due first."""
    rows = await db.fetch_all(
        "select * from outbound_order where seller_id = :seller and stage in ('create', 'follow')"
        " and next_at <= :now order by next_at, id limit :limit",
        {"seller": seller_id, "now": now, "limit": limit},
    )
    return await read(db, rows)


async def next_due(db: Database, seller_id: int) -> int | None:
    """When the next one is due."""
    value = await db.fetch_val(
        "select min(next_at) from outbound_order where seller_id = :seller and stage in ('create', 'follow')",
        {"seller": seller_id},
    )
    return int(value) if value is not None else None


async def find(db: Database, outbound_id: int) -> KeptOutbound:
    """One as it is now."""
    rows = await db.fetch_all("select * from outbound_order where id = :id", {"id": outbound_id})
    return (await read(db, rows))[0]


async def look(db: Database, seller_id: int, code: str, now: int) -> bool:
    """The marketplace says that something happened to one of ours: it is read again. False: it is none of ours."""
    return bool(
        await db.execute(
            "update outbound_order set next_at = :now where seller_id = :seller and code = :code"
            " and stage = 'follow'",
            {"now": now, "seller": seller_id, "code": code},
        )
    )


async def handover(db: Database, vault: Vault, order: KeptOutbound) -> Handover | None:
    """All that the marketplace is told; None: the address cannot be read any more."""
    sealed = await db.fetch_val("select sealed from outbound_order where id = :id", {"id": order.id})
    try:
        said = from_json(vault.open(str(sealed or ""), owner(order.code)), {})
    except SecretLost:
        return None
    if not said:
        return None
    to = Recipient(**{**said["to"], "lines": tuple(said["to"]["lines"])})
    lines = tuple(Line(line.code, line.sku, line.pieces) for line in order.lines)
    return Handover(
        order.code, order.shop_code, order.ordered_at, order.marketplace_id, said["comment"], order.speed,
        order.missing, to, lines, order.hold, order.blank_box,
    )  # fmt: skip


def owner(code: str) -> str:
    """Whose the sealed address is."""
    return f"outbound {code}"


async def read(db: Database, rows: Sequence[Row]) -> list[KeptOutbound]:
    """Rows with their lines and parcels."""
    if not rows:
        return []
    marks, values = among("o", [row["id"] for row in rows])
    lines = await db.fetch_all(
        f"select * from outbound_line where outbound_id in ({marks}) order by outbound_id, position", values
    )
    parcels = await db.fetch_all(
        f"select * from outbound_parcel where outbound_id in ({marks}) order by outbound_id, number", values
    )
    return [
        _order(
            row,
            tuple(_read_line(each) for each in lines if each["outbound_id"] == row["id"]),
            tuple(_parcel(each) for each in parcels if each["outbound_id"] == row["id"]),
        )
        for row in rows
    ]


def _order(row: Row, lines: tuple[KeptLine, ...], parcels: tuple[Parcel, ...]) -> KeptOutbound:
    return KeptOutbound(
        row["id"], row["shop_id"], row["seller_id"], row["marketplace_id"], row["shop_code"], row["number"],
        row["code"], row["stage"], State(row["state"]) if row["state"] else None, Speed(row["speed"]),
        Missing(row["missing"]), bool(row["hold"]), bool(row["held"]), bool(row["blank_box"]),
        bool(row["gives_back"]), row["fee"], row["currency"], row["arrives_by"], row["ordered_at"],
        row["creating_at"], row["cancel_at"], row["shop_before"], row["shop_state"], bool(row["shop_told"]),
        row["told_tracking"], row["moving_at"], row["stock_cause"], row["cause"],
        from_json(row["details"], {}) or {}, row["cause_at"], row["settled"], row["attempts"], row["created_at"],
        row["taken_at"], row["read_at"], row["finished_at"], lines, parcels,
    )  # fmt: skip


def _read_line(row: Row) -> KeptLine:
    return KeptLine(
        row["position"], row["line_code"], row["sku"], row["name"], row["pieces"], row["cancelled"], row["lacking"],
        row["product"], row["variation"], row["given"], row["moving"], row["moves"],
    )  # fmt: skip


def _parcel(row: Row) -> Parcel:
    return Parcel(
        row["number"],
        row["carrier"],
        row["tracking"],
        row["sent_at"],
        row["arrives_at"],
        row["place"],
        row["url"],
    )
