"""Reading notifications: what is understood, and that nothing else does harm."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.notices import Notice, NoticeKind
from backend.marketplaces.amazon.notice_reading import NoNotice, read_notice


def wrapped(kind: str, payload: dict[str, Any], **more: Any) -> dict[str, Any]:
    metadata = {"NotificationId": "n-1"}
    return {"NotificationType": kind, "Payload": payload, "NotificationMetadata": metadata, **more}


ORDER = wrapped("ORDER_CHANGE", {"OrderChangeNotification": {
    "SellerId": "A1", "AmazonOrderId": "402-1", "Summary": {"MarketplaceId": "M", "DestinationPostalCode": "75011"},
}})  # fmt: skip
PIECES = {"SellerId": "A1", "Sku": "S/1 é", "Quantity": 3, "FulfillmentChannelCode": "DEFAULT"}
FEED = {
    "notificationType": "FEED_PROCESSING_FINISHED",
    "payload": {
        "feedProcessingFinishedNotification": {"sellerId": "A1", "feedId": "77", "processingStatus": "DONE"}
    },
    "notificationMetadata": {"notificationId": "n-1"},
}
ACCOUNT = {"accountId": "amzn1.merchant.o.A1", "feedId": "77"}


@pytest.mark.parametrize(
    ("said", "notice"),
    [
        (ORDER, Notice(NoticeKind.ORDER, "n-1", "A1", "M", order_code="402-1")),
        (
            wrapped("LISTINGS_ITEM_MFN_QUANTITY_CHANGE", PIECES),
            Notice(NoticeKind.QUANTITY, "n-1", "A1", sku="S/1 é", quantity=3),
        ),
        (
            wrapped("LISTINGS_ITEM_STATUS_CHANGE", {"SellerId": "A1", "Sku": "S", "MarketplaceId": "M"}),
            Notice(NoticeKind.LISTING, "n-1", "A1", "M", "S"),
        ),
        (
            wrapped("LISTINGS_ITEM_ISSUES_CHANGE", {"SellerId": "A1", "Sku": "S", "Severities": ["NONE"]}),
            Notice(NoticeKind.LISTING, "n-1", "A1", sku="S"),
        ),
        (FEED, Notice(NoticeKind.FEED, "n-1", "A1", feed_code="77")),
        (
            {**FEED, "payload": {"feedProcessingFinishedNotification": ACCOUNT}},
            Notice(NoticeKind.FEED, "n-1", "A1", feed_code="77"),
        ),
        (
            {"detail-type": "ORDER_CHANGE", "detail": ORDER},
            Notice(NoticeKind.ORDER, "n-1", "A1", "M", order_code="402-1"),
        ),
    ],
)  # fmt: skip
def test_each_kind_is_read_in_both_spellings_and_wrapped(said: dict[str, Any], notice: Notice) -> None:
    assert read_notice(json.dumps(said)) == notice


@pytest.mark.parametrize(
    "body",
    [
        "", "null", "[1]", "{}", '{"detail": 7}', "[" * 100_000,
        json.dumps(wrapped("NEWS_OF_TOMORROW", {})),
        json.dumps(wrapped("Jane Doe, 1 Main Street", {})),
        json.dumps(wrapped("ORDER_CHANGE", {"OrderChangeNotification": {"SellerId": "A1"}})),
        json.dumps(wrapped("LISTINGS_ITEM_MFN_QUANTITY_CHANGE", {**PIECES, "Quantity": "3"})),
        json.dumps(wrapped("LISTINGS_ITEM_MFN_QUANTITY_CHANGE", {**PIECES, "Quantity": True})),
        json.dumps(wrapped("LISTINGS_ITEM_MFN_QUANTITY_CHANGE", {**PIECES, "FulfillmentChannelCode": "AMAZON_EU"})),
        json.dumps(wrapped("LISTINGS_ITEM_STATUS_CHANGE", {"SellerId": "A1", "Sku": "a\x00b"})),
        '{"NotificationType": "LISTINGS_ITEM_STATUS_CHANGE", "Payload": {"SellerId": "A1", "Sku": "\\ud800"}}',
        json.dumps(wrapped("LISTINGS_ITEM_STATUS_CHANGE", {"SellerId": "A1", "Sku": "x" * 1000})),
    ],
)  # fmt: skip
def test_what_says_nothing_to_us_is_refused_without_its_content(body: str) -> None:
    with pytest.raises(NoNotice) as caught:
        read_notice(body)
    assert len(str(caught.value)) < 100
    assert "Jane" not in str(caught.value)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["NotificationType", "Payload", "SellerId", "Sku", "Quantity", "detail", "NotificationMetadata", "payload"]
    ), inner, max_size=4),
    max_leaves=10,
)  # fmt: skip


@given(anything, st.sampled_from(["ORDER_CHANGE", "LISTINGS_ITEM_STATUS_CHANGE", "FEED_PROCESSING_FINISHED"]))
def test_no_message_breaks_the_reader(payload: Any, kind: str) -> None:
    for said in (payload, {"NotificationType": kind, "Payload": payload, "NotificationMetadata": payload}):
        try:
            read_notice(json.dumps(said))
        except NoNotice:
            continue
