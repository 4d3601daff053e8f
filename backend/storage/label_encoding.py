"""Parcels, origins, offers and wishes of labels as JSON text and back."""

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from backend.domain.labels import Extra, NoRate, Origin, Paper, Rate, RateWish
from backend.domain.money import Money
from backend.domain.packing import Parcel, Pieces, SizeUnit, WeightUnit
from backend.storage.encoding import from_json, read_money, to_json, write_money


def write_parcel(parcel: Parcel) -> list[Any]:
    sides = [str(side) for side in parcel.sides]
    return [sides, parcel.size_unit.value, str(parcel.weight), parcel.weight_unit.value]


def read_parcel(said: list[Any]) -> Parcel:
    length, width, height = (Decimal(side) for side in said[0])
    return Parcel((length, width, height), SizeUnit(said[1]), Decimal(said[2]), WeightUnit(said[3]))


def read_pieces(said: list[Any]) -> Pieces:
    return tuple((str(code), int(pieces)) for code, pieces in said)


def write_wish(wish: RateWish) -> str:
    return to_json({
        "order": wish.order_code, "origin": asdict(wish.origin), "parcel": write_parcel(wish.parcel),
        "pieces": wish.pieces, "package": wish.package_code, "worth": write_money(wish.worth),
        "values": [[code, write_money(value)] for code, value in wish.values],
    })  # fmt: skip


def read_wish(text: str) -> RateWish:
    said = from_json(text)
    return RateWish(
        said["order"], Origin(**said["origin"]), read_parcel(said["parcel"]), read_pieces(said["pieces"]),
        said["package"], Money(*said["worth"]), tuple((code, Money(*value)) for code, value in said["values"]),
    )  # fmt: skip


def write_paper(paper: Paper) -> dict[str, Any]:
    return asdict(paper)


def read_paper(said: Mapping[str, Any]) -> Paper:
    return Paper(**{**said, "kinds": tuple(said["kinds"])})


def write_rates(rates: tuple[Rate, ...]) -> str:
    return to_json([
        {
            **asdict(rate), "charge": write_money(rate.charge),
            "extras": [[each.code, each.name, write_money(each.cost), each.group] for each in rate.extras],
            "papers": [write_paper(paper) for paper in rate.papers],
        }
        for rate in rates
    ])  # fmt: skip


def read_rates(text: str) -> tuple[Rate, ...]:
    return tuple(_rate(said) for said in from_json(text, []))


def _rate(said: dict[str, Any]) -> Rate:
    money = read_money(said["charge"])
    assert money is not None
    extras = tuple(Extra(code, name, Money(*cost), group) for code, name, cost, group in said["extras"])
    papers = tuple(read_paper(paper) for paper in said["papers"])
    return Rate(
        **{
            **said,
            "unprotected": tuple(said["unprotected"]),
            "charge": money,
            "extras": extras,
            "papers": papers,
        }
    )


def write_refused(refused: tuple[NoRate, ...]) -> str:
    return to_json([[each.carrier, each.service, each.reasons] for each in refused])


def read_refused(text: str) -> tuple[NoRate, ...]:
    return tuple(
        NoRate(carrier, service, tuple((code, words) for code, words in reasons))
        for carrier, service, reasons in from_json(text, [])
    )
