"""Where a shop's parcels leave and what they are packed in, kept by the merchant."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal

from backend.domain.labels import Origin
from backend.domain.packing import Parcel, SizeUnit, WeightUnit
from backend.storage.database import Database, Row

_ORIGIN = ("name", "company", "line1", "line2", "city", "region", "postal_code", "country", "phone")


@dataclass(frozen=True, slots=True)
class KeptOrigin:
    """An address; `usual`: the one that is proposed."""

    id: int
    origin: Origin
    usual: bool


@dataclass(frozen=True, slots=True)
class Preset:
    """A box or bag that is used again and again; the weight is its own, empty."""

    id: int
    name: str
    parcel: Parcel


async def origins(db: Database, shop_id: int) -> list[KeptOrigin]:
    """A shop's addresses, the usual one first."""
    rows = await db.fetch_all(
        "select * from label_origin where shop_id = :shop order by usual desc, id", {"shop": shop_id}
    )
    return [KeptOrigin(row["id"], _origin(row), bool(row["usual"])) for row in rows]


async def keep_origin(db: Database, shop_id: int, origin_id: int, origin: Origin) -> int | None:
    """Change one, or add one (id 0); the first one is the usual one. Its id; None: it is not this shop's."""
    values = {**asdict(origin), "shop": shop_id}
    if origin_id:
        sets = ", ".join(f"{name} = :{name}" for name in _ORIGIN)
        changed = await db.execute(
            f"update label_origin set {sets} where id = :id and shop_id = :shop", {**values, "id": origin_id}
        )
        return origin_id if changed else None
    names = ", ".join(_ORIGIN)
    marks = ", ".join(f":{name}" for name in _ORIGIN)
    return int(
        await db.fetch_val(
            f"insert into label_origin (shop_id, {names}, usual) values (:shop, {marks}, case when exists"
            " (select 1 from label_origin where shop_id = :shop) then 0 else 1 end) returning id",
            values,
        )
    )


async def make_usual(db: Database, shop_id: int, origin_id: int) -> None:
    """This address is proposed from now on."""
    await db.execute(
        "update label_origin set usual = case when id = :id then 1 else 0 end where shop_id = :shop"
        " and exists (select 1 from label_origin o where o.id = :id and o.shop_id = :shop)",
        {"id": origin_id, "shop": shop_id},
    )


async def drop_origin(db: Database, shop_id: int, origin_id: int) -> None:
    """Forget an address; when it was the usual one, the oldest of the others is."""
    await db.execute(
        "delete from label_origin where id = :id and shop_id = :shop", {"id": origin_id, "shop": shop_id}
    )
    await db.execute(
        "update label_origin set usual = 1 where id = (select min(id) from label_origin where shop_id = :shop)"
        " and not exists (select 1 from label_origin o where o.shop_id = :shop and o.usual = 1)",
        {"shop": shop_id},
    )


async def presets(db: Database, shop_id: int) -> list[Preset]:
    """A shop's packages, by name."""
    rows = await db.fetch_all(
        "select * from label_preset where shop_id = :shop order by name, id", {"shop": shop_id}
    )
    return [Preset(row["id"], row["name"], _parcel(row)) for row in rows]


async def add_preset(db: Database, shop_id: int, name: str, parcel: Parcel) -> None:
    length, width, height = (str(side) for side in parcel.sides)
    await db.execute(
        "insert into label_preset (shop_id, name, length, width, height, size_unit, weight, weight_unit) values"
        " (:shop, :name, :length, :width, :height, :size, :weight, :scale)",
        {"shop": shop_id, "name": name, "length": length, "width": width, "height": height,
         "size": parcel.size_unit.value, "weight": str(parcel.weight), "scale": parcel.weight_unit.value},
    )  # fmt: skip


async def drop_preset(db: Database, shop_id: int, preset_id: int) -> None:
    await db.execute(
        "delete from label_preset where id = :id and shop_id = :shop", {"id": preset_id, "shop": shop_id}
    )


def _origin(row: Row) -> Origin:
    said: Mapping[str, str] = {name: row[name] for name in _ORIGIN}
    return Origin(**said)


def _parcel(row: Row) -> Parcel:
    sides = (Decimal(row["length"]), Decimal(row["width"]), Decimal(row["height"]))
    return Parcel(sides, SizeUnit(row["size_unit"]), Decimal(row["weight"]), WeightUnit(row["weight_unit"]))
