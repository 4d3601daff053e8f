"""Listings: preview, publish, withdraw, and what is shown (Amazon facts 4.2)."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from backend.domain.details import Details
from backend.domain.existing import RemoteItem, RemotePage, RemoteStatus
from backend.domain.listing import Offer, Outcome, Revision, Shown
from backend.domain.marketplace import SellerAccess
from backend.domain.policy import Condition
from backend.marketplaces.amazon.attributes import listing_body, read_issues, read_shown, revision_body
from backend.marketplaces.amazon.client import AmazonClient, Answer, path_part
from backend.marketplaces.amazon.reading import Entry, entries, entry, first, of_marketplace, text
from backend.transport.errors import NotFound, Unavailable

ROOT = "/listings/2021-08-01/items"
SHOWN = "summaries,offers,fulfillmentAvailability,issues"
AT_ONCE = 20


async def put(
    client: AmazonClient,
    seller: SellerAccess,
    marketplace_id: str,
    offer: Offer,
    language: str,
    details: Details | None = None,
    *,
    preview: bool,
    interactive: bool = False,
) -> Outcome:
    """Send an offer as the whole truth for its SKU, or with `preview` only ask what would be said."""
    query = query_of(marketplace_id, language)
    if preview:
        query |= {"mode": "VALIDATION_PREVIEW", "includedData": "issues,identifiers"}
    path = f"{ROOT}/{path_part(seller.seller_id)}/{path_part(offer.sku)}"
    body = listing_body(offer, marketplace_id, details)
    said = await client.call(
        seller, "putListingsItem", "PUT", path, query=query, body=body, once=not preview, interactive=interactive
    )  # fmt: skip
    return outcome_of(said)


async def patch(
    client: AmazonClient, seller: SellerAccess, marketplace_id: str, revision: Revision, language: str, *,
    urgent: bool,
) -> Outcome:  # fmt: skip
    """Change parts of a listing that stands. NotFound when Amazon knows no such SKU."""
    path = f"{ROOT}/{path_part(seller.seller_id)}/{path_part(revision.offer.sku)}"
    body = revision_body(revision, marketplace_id)
    said = await client.call(
        seller, "patchListingsItem", "PATCH", path, query=query_of(marketplace_id, language), body=body,
        interactive=urgent, once=True,
    )  # fmt: skip
    return outcome_of(said)


async def delete(
    client: AmazonClient, seller: SellerAccess, marketplace_id: str, sku: str, language: str
) -> Outcome:
    """Take a SKU off a marketplace; one that is not there counts as taken off."""
    path = f"{ROOT}/{path_part(seller.seller_id)}/{path_part(sku)}"
    try:
        said = await client.call(
            seller, "deleteListingsItem", "DELETE", path, query=query_of(marketplace_id, language)
        )
    except NotFound as error:
        return Outcome(True, "", request_id=error.request_id)
    return outcome_of(said)


async def shown(
    client: AmazonClient, seller: SellerAccess, marketplace_id: str, skus: Sequence[str], language: str, *,
    urgent: bool = False, handling: bool = False,
) -> dict[str, Shown]:  # fmt: skip
    """What is shown for at most 20 SKUs; with `handling` also their handling times. A SKU with a comma cannot
    travel in a list and is asked for alone."""
    if len(skus) > AT_ONCE:
        raise ValueError(f"{len(skus)} SKUs, but one call takes {AT_ONCE}")
    found: dict[str, Shown] = {}
    data = f"{SHOWN},attributes" if handling else SHOWN
    together = [sku for sku in dict.fromkeys(skus) if "," not in sku]
    for item in await _search(client, seller, marketplace_id, together, language, urgent, data):
        found[text(item.get("sku"))] = read_shown(item, marketplace_id)
    for sku in dict.fromkeys(sku for sku in skus if "," in sku):
        path = f"{ROOT}/{path_part(seller.seller_id)}/{path_part(sku)}"
        query = query_of(marketplace_id, language) | {"includedData": data}
        try:
            said = await client.call(seller, "getListingsItem", "GET", path, query=query, interactive=urgent)
        except NotFound:
            continue
        found[sku] = read_shown(said.data, marketplace_id)
    return found


async def _search(
    client: AmazonClient, seller: SellerAccess, marketplace_id: str, skus: Sequence[str], language: str,
    urgent: bool, data: str,
) -> list[Entry]:  # fmt: skip
    if not skus:
        return []
    query = query_of(marketplace_id, language) | {
        "identifiers": ",".join(skus), "identifiersType": "SKU", "includedData": data, "pageSize": str(AT_ONCE),
    }  # fmt: skip
    path = f"{ROOT}/{path_part(seller.seller_id)}"
    said = await client.call(seller, "searchListingsItems", "GET", path, query=query, interactive=urgent)
    return entries(said.data.get("items"))


async def own(
    client: AmazonClient, seller: SellerAccess, marketplace_id: str, language: str, made_after: str, token: str
) -> RemotePage:  # fmt: skip
    """A page of everything the seller has in a marketplace, the oldest first. Amazon lets the first thousand of a
    search be seen; the next search begins at `made_after`, the moment up to which the last one came."""
    query = query_of(marketplace_id, language) | {
        "includedData": SHOWN, "sortBy": "createdDate", "sortOrder": "ASC", "pageSize": str(AT_ONCE),
    }  # fmt: skip
    query |= {"createdAfter": made_after} if made_after else {}
    query |= {"pageToken": token} if token else {}
    path = f"{ROOT}/{path_part(seller.seller_id)}"
    said = await client.call(seller, "searchListingsItems", "GET", path, query=query)
    items = [one for one in entries(said.data.get("items")) if text(one.get("sku"))]
    made = [text(_summary(one, marketplace_id).get("createdDate")) for one in items]
    total = said.data.get("numberOfResults")
    return RemotePage(
        items=tuple(_own(one, marketplace_id) for one in items),
        total=total if isinstance(total, int) else len(items),
        token=text(entry(said.data.get("pagination")).get("nextToken")),
        until=_before(max(filter(None, made), default="")),
    )


def _before(moment: str) -> str:
    """A second before a moment, so that what was made in the same one is not passed over."""
    try:
        made = datetime.fromisoformat(moment) - timedelta(seconds=1)
    except ValueError:
        return ""
    return made.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _own(item: Entry, marketplace_id: str) -> RemoteItem:
    seen, summary = read_shown(item, marketplace_id), _summary(item, marketplace_id)
    condition = text(summary.get("conditionType"))
    active, none = RemoteStatus.ACTIVE, RemoteStatus.INCOMPLETE
    return RemoteItem(
        sku=seen.sku,
        asin=seen.asin,
        title=seen.title,
        price=seen.price,
        quantity=None if seen.fulfilled_by_amazon else seen.quantity,
        status=active if seen.buyable else RemoteStatus.INACTIVE if summary else none,
        condition=Condition(condition) if condition in set(Condition) else None,
        by_amazon=seen.fulfilled_by_amazon,
        product_type=seen.product_type,
        image_url=text(entry(summary.get("mainImage")).get("link")),
    )


def _summary(item: Entry, marketplace_id: str) -> Entry:
    return first(of_marketplace(item.get("summaries"), marketplace_id))


def query_of(marketplace_id: str, language: str) -> dict[str, str]:
    query = {"marketplaceIds": marketplace_id}
    return query | {"issueLocale": language} if language else query


def outcome_of(answer: Answer) -> Outcome:
    """HTTP 200 can carry INVALID. Raises Unavailable for a status nobody knows: then a look must tell."""
    said = answer.data
    if said.get("status") not in ("ACCEPTED", "VALID", "INVALID"):
        raise Unavailable("an answer without a verdict", may_have_happened=True)
    return Outcome(
        accepted=said["status"] != "INVALID",
        submission_id=text(said.get("submissionId")),
        issues=read_issues(said.get("issues")),
        matched_asin=text(first(entries(said.get("identifiers"))).get("asin")),
        request_id=answer.request_id,
    )
