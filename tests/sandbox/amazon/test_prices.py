"""Sale, list and business prices on the simulated Amazon: what it takes, what it shows, how they go again."""

from typing import Any

import pytest

from tests.sandbox.amazon.seller_client import PLACE, Seller, offer

NAMED = {"marketplace_id": PLACE, "currency": "EUR"}
SALE = {"value_with_tax": 14.9, "start_at": "2000-01-01T00:00:00Z", "end_at": "2090-01-01T23:59:59Z"}


def price(value: float) -> list[dict[str, Any]]:
    return [{"schedule": [{"value_with_tax": value}]}]


def everybody(**more: Any) -> dict[str, Any]:
    return {**NAMED, "audience": "ALL", "our_price": price(19.9), **more}


def companies(value: float = 18.0, *levels: tuple[int, float]) -> dict[str, Any]:
    plan = [{"lower_bound": pieces, "value": each} for pieces, each in levels]
    tiers = {"quantity_discount_plan": [{"schedule": [{"discount_type": "fixed", "levels": plan}]}]}
    return {**NAMED, "audience": "B2B", "our_price": price(value), **(tiers if levels else {})}


def on_sale(**other: Any) -> dict[str, Any]:
    return everybody(discounted_price=[{"schedule": [{**SALE, **other}]}])


async def paid(seller: Seller) -> dict[str, str]:
    item = await seller.get("A-1", "offers,attributes")
    return {each["offerType"]: each["price"]["amount"] for each in item["offers"]}


async def put(seller: Seller, *instances: dict[str, Any], **more: Any) -> dict[str, Any]:
    answer = await seller.put("A-1", offer("B0GOODMUG1", purchasable_offer=list(instances), **more))
    seller.pass_time(20)
    found: dict[str, Any] = answer.json()
    return found


async def patch(seller: Seller, op: str, name: str, value: dict[str, Any]) -> dict[str, Any]:
    answer = await seller.patch("A-1", {"op": op, "path": f"/attributes/{name}", "value": [value]})
    seller.pass_time(20)
    found: dict[str, Any] = answer.json()
    return found


async def test_everybody_sees_the_sale_while_it_runs_and_companies_their_own_price(seller: Seller) -> None:
    assert (await put(seller, on_sale(), companies(18, (5, 17), (10, 16))))["status"] == "ACCEPTED"
    assert await paid(seller) == {"B2C": "14.90", "B2B": "18.00"}
    assert (await put(seller, on_sale(start_at="2089-01-01")))["status"] == "ACCEPTED"
    assert await paid(seller) == {"B2C": "19.90"}


@pytest.mark.parametrize(
    "instances",
    [
        [on_sale(value_with_tax=19.9)],
        [on_sale(end_at="1999-01-01")],
        [on_sale(start_at="soon")],
        [everybody(discounted_price=[{}])],
        [everybody(), companies(20.5)],
        [everybody(), companies(18, (5, 18.0))],
        [everybody(), companies(18, (5, 17), (5, 16))],
        [everybody(), companies(18, (5, 17), (4, 16))],
        [everybody(), companies(18, (1, 17))],
        [everybody(), companies(18, (2, 17), (3, 16), (4, 15), (5, 14), (6, 13), (7, 12))],
        [everybody(), companies(18, (5, 17.123))],
        [everybody(), companies(17.999)],
        [{**everybody(), "quantity_discount_plan": companies(18, (5, 17))["quantity_discount_plan"]}],
        [everybody(), companies(), companies(17)],
    ],
)
async def test_prices_that_contradict_each_other_are_refused(
    seller: Seller, instances: list[dict[str, Any]]
) -> None:
    answer = await put(seller, *instances)
    assert answer["status"] == "INVALID", answer
    assert answer["issues"][0]["attributeNames"] == ["purchasable_offer"]


async def test_a_replace_of_everybodys_price_leaves_companies_alone(seller: Seller) -> None:
    await put(seller, on_sale(), companies())
    changed = {**everybody(), "our_price": price(21.9)}
    assert (await patch(seller, "replace", "purchasable_offer", changed))["status"] == "ACCEPTED"
    assert await paid(seller) == {"B2C": "21.90", "B2B": "18.00"}


async def test_a_merge_takes_away_what_is_null_and_a_delete_the_whole_instance(seller: Seller) -> None:
    await put(seller, on_sale(), companies(18, (5, 17)))
    named = {**NAMED, "audience": "B2B"}
    await patch(seller, "merge", "purchasable_offer", {**named, "quantity_discount_plan": None})
    item = await seller.get("A-1", "attributes")
    (kept,) = [each for each in item["attributes"]["purchasable_offer"] if each["audience"] == "B2B"]
    assert "quantity_discount_plan" not in kept
    await patch(seller, "merge", "purchasable_offer", {**everybody(), "discounted_price": None})
    assert await paid(seller) == {"B2C": "19.90", "B2B": "18.00"}
    await patch(seller, "delete", "purchasable_offer", named)
    assert await paid(seller) == {"B2C": "19.90"}


async def test_a_list_price_is_named_as_the_region_names_it(seller: Seller) -> None:
    listed = {**NAMED, "value_with_tax": 29.9}
    assert (await put(seller, everybody(), list_price=[listed]))["status"] == "ACCEPTED"
    assert (await put(seller, everybody(), list_price=[{**NAMED, "value": 29.9}]))["status"] == "INVALID"
    assert (await put(seller, everybody(), list_price=[{**NAMED, "value_with_tax": 29.999}]))[
        "status"
    ] == "INVALID"
    await patch(seller, "delete", "list_price", NAMED)
    assert "list_price" not in (await seller.get("A-1", "attributes"))["attributes"]
