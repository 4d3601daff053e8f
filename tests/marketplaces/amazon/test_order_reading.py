"""Reading Amazon's orders: whatever comes, a page is read; what no order can be made of is set aside with a reason."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.money import Money
from backend.domain.orders import OrderStatus
from backend.marketplaces.amazon.order_reading import NoOrder, read_moment, read_order
from backend.marketplaces.amazon.orders import _page

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["EUR", "12.50", "-1", "PENDING", "2026-01-01T00:00:00Z", "AMAZON", "NaN", "1E+30"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["orderId", "orderItems", "orderItemId", "quantityOrdered", "product", "proceeds", "breakdowns", "type",
             "subtotal", "amount", "currencyCode", "fulfillment", "fulfillmentStatus", "quantityFulfilled",
             "quantityUnfulfilled", "salesChannel", "marketplaceId", "createdTime", "recipient", "deliveryAddress",
             "addressLine1", "extendedFields", "streetName", "packing", "giftOption", "cancellation", "tax"]
        ), inner, max_size=6,
    ), max_leaves=30,
)  # fmt: skip


def order(**change: Any) -> dict[str, Any]:
    item = {
        "orderItemId": "1", "quantityOrdered": 3,
        "product": {"asin": "B000000001", "title": "Lamp", "sellerSku": "L-1"},
        "fulfillment": {"quantityFulfilled": 0, "quantityUnfulfilled": 3},
    }  # fmt: skip
    return {
        "orderId": "402-1", "createdTime": "2026-01-02T03:04:05.678Z", "lastUpdatedTime": "2026-01-02T03:04:05Z",
        "salesChannel": {"channelName": "AMAZON", "marketplaceId": "A13V1IB3VIYZZH"}, "orderItems": [item],
        "fulfillment": {"fulfillmentStatus": "UNSHIPPED", "fulfilledBy": "MERCHANT"}, **change,
    }  # fmt: skip


NAMES = ["orderId", "orderItems", "fulfillment", "salesChannel", "proceeds", "recipient", "buyer", "createdTime",
         "programs", "associatedOrders"]  # fmt: skip
ODD = st.dictionaries(st.sampled_from(NAMES), ANYTHING, max_size=4).map(lambda change: order(**change))


@given(st.lists(ODD | ANYTHING, max_size=4))
def test_whatever_comes_the_page_is_read(found: list[Any]) -> None:
    page = _page({"orders": found}, "2026-01-01T00:00:00Z", None)
    assert len(page.orders) + len(page.aside) == len(found)
    assert all(why for _, why in page.aside)
    for one in page.orders:
        assert one.order_code and all(0 <= item.units <= item.ordered for item in one.items)


@pytest.mark.parametrize(
    "broken",
    [{"orderId": ""}, {"orderItems": None}, {"orderItems": [{"orderItemId": "1"}]}, {"orderItems": ["x"]},
     {"orderItems": [{"orderItemId": "1", "quantityOrdered": -1}]},
     {"orderItems": [{"orderItemId": "1", "quantityOrdered": 1}] * 2}],
)  # fmt: skip
def test_what_cannot_be_done_without(broken: dict[str, Any]) -> None:
    with pytest.raises(NoOrder):
        read_order(order(**broken))


def test_a_word_that_nobody_knew_counts_its_pieces() -> None:
    read = read_order(order(fulfillment={"fulfillmentStatus": "TELEPORTED"}))
    assert read.status is OrderStatus.UNKNOWN and read.items[0].units == 3
    assert read_order(order(fulfillment={})).status is OrderStatus.UNKNOWN


def test_pieces_that_were_cancelled_on_a_line() -> None:
    item = {**order()["orderItems"][0], "fulfillment": {"quantityFulfilled": 1, "quantityUnfulfilled": 1}}
    assert read_order(order(orderItems=[item])).items[0].units == 2
    gone = {**item, "cancellation": {"cancellationExecution": {"cancelledBy": "BUYER"}}}
    assert read_order(order(orderItems=[gone])).items[0].units == 1


def test_tax_is_inside_the_price_but_in_north_america() -> None:
    assert read_order(order()).prices_include_tax
    assert not read_order(
        order(salesChannel={"channelName": "AMAZON", "marketplaceId": "ATVPDKIKX0DER"})
    ).prices_include_tax


def test_moments_are_rounded_down_and_old_ones_are_fine() -> None:
    assert read_moment("1995-01-01T00:00:00.9Z") == 788_918_400
    assert read_moment("2026-01-01T01:00:00+01:00") == read_moment("2026-01-01T00:00:00Z")
    assert read_moment("2026-01-01T00:00:00") is read_moment("yesterday") is read_moment(None) is None
    assert read_order(order(createdTime="yesterday")).trouble == ("a date that cannot be read",)


def test_parts_of_a_line() -> None:
    def part(kind: str, amount: str) -> dict[str, Any]:
        return {"type": kind, "subtotal": {"amount": amount, "currencyCode": "JPY"}}

    proceeds = {
        "breakdowns": [part("TAX", "10"), part("TAX", "5"), part("DISCOUNT", "-7"), part("SHIPPING", "x")]
    }
    item = read_order(order(orderItems=[{**order()["orderItems"][0], "proceeds": proceeds}])).items[0]
    assert (item.tax, item.discount, item.shipping) == (Money(15, "JPY"), Money(-7, "JPY"), None)
