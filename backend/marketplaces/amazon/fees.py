"""Fees: what Amazon estimates that it would keep of a sale (Amazon facts 4.15)."""

from collections.abc import Sequence

from backend.domain.fees import Estimate, Fee
from backend.domain.marketplace import SellerAccess
from backend.domain.money import Money, NotMoney, digits, from_major, to_major
from backend.marketplaces.amazon.client import AmazonClient
from backend.marketplaces.amazon.reading import Entry, entries, entry, text

PATH = "/products/fees/v0/feesEstimate"
AT_ONCE = 20


async def estimates(
    client: AmazonClient, seller: SellerAccess, marketplace_id: str, asked: Sequence[tuple[str, Money]], *,
    interactive: bool = False,
) -> list[Estimate]:  # fmt: skip
    """The estimates of at most twenty (ASIN, price), in their order; the seller sends the goods. One that is missing in
    the answer is refused without words."""
    if len(asked) > AT_ONCE:
        raise ValueError(f"{len(asked)} products, but one call takes {AT_ONCE}")
    if not asked:
        return []
    body = [_asked(number, asin, price, marketplace_id) for number, (asin, price) in enumerate(asked)]
    said = await client.call(
        seller, "getMyFeesEstimates", "POST", PATH, body=body, interactive=interactive, question=True,
        patience=8.0 if interactive else 30.0,
    )  # fmt: skip
    by_number = {_number(one): one for one in entries(said.data.get("list"))}
    return [_read(by_number.get(str(number), {}), asin, price) for number, (asin, price) in enumerate(asked)]


def _asked(number: int, asin: str, price: Money, marketplace_id: str) -> dict[str, object]:
    amount = price.amount if not digits(price.currency) else float(to_major(price))
    listing_price = {"CurrencyCode": price.currency, "Amount": amount}
    return {
        "IdType": "ASIN",
        "IdValue": asin,
        "FeesEstimateRequest": {
            "MarketplaceId": marketplace_id, "IsAmazonFulfilled": False, "Identifier": str(number),
            "PriceToEstimateFees": {"ListingPrice": listing_price},
        },
    }  # fmt: skip


def _number(said: Entry) -> str:
    return text(entry(said.get("FeesEstimateIdentifier")).get("SellerInputIdentifier"))


def _read(said: Entry, asin: str, price: Money) -> Estimate:
    """One answer; fees in another currency than the price's, or in none, are none that can be reckoned with."""
    if text(said.get("Status")) != "Success":
        return Estimate(asin, price, refused=text(entry(said.get("Error")).get("Message")) or "?")
    estimate = entry(said.get("FeesEstimate"))
    try:
        fees = tuple(_fee(one) for one in entries(estimate.get("FeeDetailList")))
        total = _money(estimate.get("TotalFeesEstimate"))
    except NotMoney:
        return Estimate(asin, price, refused="?")
    if any(fee.amount.currency != price.currency for fee in fees) or total.currency != price.currency:
        return Estimate(asin, price, refused="?")
    if rest := total.amount - sum(fee.amount.amount for fee in fees):
        fees = (*fees, Fee("Other", Money(rest, price.currency)))
    return Estimate(asin, price, tuple(fee for fee in fees if fee.amount.amount))


def _fee(said: Entry) -> Fee:
    return Fee(text(said.get("FeeType")), _money(said.get("FinalFee")))


def _money(said: object) -> Money:
    return from_major(entry(said).get("Amount"), text(entry(said).get("CurrencyCode")))
