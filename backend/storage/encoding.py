"""Domain values as JSON text and back: one named pair of functions per value, nothing guessed."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from backend.domain.catalog import Attribute
from backend.domain.issues import Cause, Issue, Problem, Severity
from backend.domain.listing import Business, Explained, Offer, Sale, Shown, Step
from backend.domain.money import Money
from backend.domain.policy import Condition
from backend.storage.database import Row

_STEPS = ("price_steps", "quantity_steps", "sale_steps", "list_steps", "business_steps")


def to_json(value: object) -> str:
    """Compact JSON text; "" for nothing at all."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value is not None else ""


def from_json(text: str, default: Any = None) -> Any:
    """The value of a JSON column; `default` where it is empty."""
    return json.loads(text) if text else default


def write_money(money: Money | None) -> list[Any] | None:
    return [money.amount, money.currency] if money else None


def read_money(value: Sequence[Any] | None) -> Money | None:
    return Money(int(value[0]), str(value[1])) if value else None


def write_attributes(attributes: Sequence[Attribute]) -> str:
    return to_json([[a.type, a.name, a.value] for a in attributes]) if attributes else ""


def read_attributes(text: str) -> tuple[Attribute, ...]:
    return tuple(Attribute(*entry) for entry in from_json(text, []))


def write_offer(offer: Offer) -> dict[str, Any]:
    return {
        "sku": offer.sku, "asin": offer.asin, "price": write_money(offer.price), "quantity": offer.quantity,
        "condition": offer.condition.value, "handling_days": offer.handling_days,
        "shipping_template_id": offer.shipping_template_id, "product_type": offer.product_type,
        "details": offer.details, "condition_note": offer.condition_note, **_write_prices(offer),
        **({"by_amazon": True} if offer.by_amazon else {}),
    }  # fmt: skip


def _write_prices(offer: Offer) -> dict[str, Any]:
    """The prices beside the regular one, where there are any."""
    found: dict[str, Any] = {}
    if offer.sale:
        found["sale"] = [write_money(offer.sale.price), offer.sale.first, offer.sale.last]
    if offer.list_price:
        found["list_price"] = write_money(offer.list_price)
    if offer.business:
        tiers = [[pieces, write_money(price)] for pieces, price in offer.business.tiers]
        found["business"] = [write_money(offer.business.price), tiers]
    return found


def _read_sale(value: Sequence[Any] | None) -> Sale | None:
    price = read_money(value[0]) if value else None
    return Sale(price, value[1], value[2]) if value and price else None


def _read_business(value: Sequence[Any] | None) -> Business | None:
    price = read_money(value[0]) if value else None
    if not value or price is None:
        return None
    tiers = [(int(pieces), read_money(each)) for pieces, each in value[1]]
    return Business(price, tuple((pieces, each) for pieces, each in tiers if each))


def read_offer(value: Mapping[str, Any] | None) -> Offer | None:
    if not value:
        return None
    price = read_money(value["price"])
    assert price is not None
    return Offer(
        sku=value["sku"], asin=value["asin"], price=price, quantity=value["quantity"],
        condition=Condition(value["condition"]), handling_days=value["handling_days"],
        shipping_template_id=value["shipping_template_id"], product_type=value["product_type"],
        details=value.get("details", ""), condition_note=value.get("condition_note", ""),
        sale=_read_sale(value.get("sale")),
        list_price=read_money(value.get("list_price")), business=_read_business(value.get("business")),
        by_amazon=value.get("by_amazon", False),
    )  # fmt: skip


def write_explained(explained: Explained | None) -> str:
    if explained is None:
        return ""
    steps = {
        name: [[s.word, s.value, s.by, s.currency] if s.currency else [s.word, s.value, s.by] for s in found]
        for name in _STEPS
        if (found := getattr(explained, name)) or name in ("price_steps", "quantity_steps")
    }
    again = {"look_again": explained.look_again} if explained.look_again else {}
    return to_json({"offer": write_offer(explained.offer), **steps, **again})


def read_explained(text: str) -> Explained | None:
    value = from_json(text)
    offer = read_offer(value["offer"]) if value else None
    if not value or offer is None:
        return None
    steps = {name: tuple(Step(*s) for s in value.get(name, ())) for name in _STEPS}
    return Explained(offer, **steps, look_again=value.get("look_again", ""))


def write_shown(shown: Shown | None) -> str:
    """What Amazon shows; its issues stand in a table of their own."""
    if shown is None:
        return ""
    return to_json({
        "sku": shown.sku, "asin": shown.asin, "buyable": shown.buyable, "discoverable": shown.discoverable,
        "price": write_money(shown.price), "quantity": shown.quantity, "title": shown.title,
        "fulfilled_by_amazon": shown.fulfilled_by_amazon, "product_type": shown.product_type, "known": shown.known,
        **({"business_price": write_money(shown.business_price)} if shown.business_price else {}),
        **({"both_send": True} if shown.both_send else {}),
    })  # fmt: skip


def read_shown(text: str, issues: Sequence[Issue] = ()) -> Shown | None:
    value = from_json(text)
    if not value:
        return None
    business = read_money(value.get("business_price"))
    return Shown(
        **{**value, "price": read_money(value["price"]), "business_price": business, "issues": tuple(issues)}
    )


def write_issue(issue: Issue) -> dict[str, Any]:
    return {
        "code": issue.code, "message": issue.message, "severity": issue.severity.value,
        "attribute_names": to_json(list(issue.attribute_names)), "categories": to_json(list(issue.categories)),
        "actions": to_json(list(issue.actions)),
    }  # fmt: skip


def read_issue(row: Row) -> Issue:
    return Issue(
        row["code"], row["message"], Severity(row["severity"]), tuple(from_json(row["attribute_names"], [])),
        tuple(from_json(row["categories"], [])), tuple(from_json(row["actions"], [])),
    )  # fmt: skip


def write_details(problem: Problem | None) -> str:
    return to_json(dict(problem.details)) if problem and problem.details else ""


def read_problem(cause: str, details: str) -> Problem | None:
    return Problem(Cause(cause), from_json(details, {})) if cause else None
