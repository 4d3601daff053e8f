"""The documents of cancellations and refunds as they leave, and reports read safely, whatever comes."""

import gzip
from xml.etree import ElementTree

import pytest

from backend.domain.reversals import CANCEL_REASONS, REFUND_REASONS, Act, Part, Reason, Share
from backend.marketplaces.amazon import order_feeds
from backend.marketplaces.amazon.order_feeds import LARGEST, document, read_report
from backend.marketplaces.reversals import ReversalMessage, Verdict
from backend.sandbox.amazon import order_feeds as sandbox
from backend.transport.errors import Unavailable


def test_a_refund_names_each_line_with_its_parts_in_major_units() -> None:
    shares = (Share("11", Part.GOODS, 1250), Share("12", Part.GOODS, 5), Share("11", Part.SHIPPING_TAX, 40))
    message = ReversalMessage(7, "402-1", Reason.RETURN, (), shares, "EUR")
    root = ElementTree.fromstring(document("A&B<", Act.REFUND, [message]))
    assert root.findtext("Header/MerchantIdentifier") == "A&B<"  # escaped, and read back
    items = root.findall("Message/OrderAdjustment/AdjustedItem")
    said = [
        [(each.findtext("Type"), each.findtext("Amount")) for each in item.iter("Component")]
        for item in items
    ]
    assert said == [[("Principal", "12.50"), ("ShippingTax", "0.40")], [("Principal", "0.05")]]
    assert {each.get("currency") for each in root.iter("Amount")} == {"EUR"}
    yen = ReversalMessage(8, "503-1", Reason.OTHER, (), (Share("1", Part.GOODS, 980),), "JPY")
    assert ElementTree.fromstring(document("A", Act.REFUND, [yen])).findtext(".//Amount") == "980"


def test_every_reason_and_part_is_one_that_amazon_knows() -> None:
    assert {order_feeds.CANCEL_REASONS[each] for each in CANCEL_REASONS} <= set(sandbox.CANCEL_REASONS)
    assert {order_feeds.REFUND_REASONS[each] for each in REFUND_REASONS} <= set(sandbox.ADJUSTMENT_REASONS)
    shares = tuple(Share("1", part, 1) for part in Part)
    made = document("A", Act.REFUND, [ReversalMessage(1, "402-1", Reason.OTHER, (), shares, "EUR")])
    assert {each.text for each in ElementTree.fromstring(made).iter("Type")} <= set(sandbox.COMPONENTS)


REPORT = (
    "<AmazonEnvelope><Message><ProcessingReport><ProcessingSummary><MessagesProcessed>3</MessagesProcessed>"
    "</ProcessingSummary>{}</ProcessingReport></Message></AmazonEnvelope>"
)


def result(number: str, code: str = "Error") -> str:
    return (
        f"<Result><MessageID>{number}</MessageID><ResultCode>{code}</ResultCode><ResultMessageCode>18028"
        "</ResultMessageCode><ResultDescription> too\n late </ResultDescription></Result>"
    )


def test_a_report_tells_what_was_refused() -> None:
    said = read_report(REPORT.format(result("2") + result("3", "Warning")).encode())
    assert (said.refused, said.processed, said.whole) == ({2: Verdict("18028", "too late")}, 3, None)
    assert read_report(REPORT.format(result("0")).encode()).whole == Verdict("18028", "too late")


@pytest.mark.parametrize(
    "content",
    [
        b"", b"no xml", b"<a/>", b"\xff\xfe", b'<!DOCTYPE a [<!ENTITY b "c">]>' + REPORT.format("").encode(),
        b"<!-- --><!DOCTYPE a>" + REPORT.format("").encode(),
    ],
)  # fmt: skip
def test_a_report_that_is_none_is_no_praise(content: bytes) -> None:
    with pytest.raises(Unavailable):
        read_report(content)


def test_a_small_document_that_unfolds_to_very_much_is_refused() -> None:
    assert order_feeds._unpacked(gzip.compress(b"<a/>"), "GZIP") == b"<a/>"
    for packed in (gzip.compress(b"0" * (LARGEST + 1)), gzip.compress(b"0" * 999)[:-9], b"no gzip"):
        with pytest.raises(Unavailable):
            order_feeds._unpacked(packed, "GZIP")
