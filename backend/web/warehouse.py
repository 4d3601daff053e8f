"""What Amazon's warehouse has of a listing, and the page on which the merchant changes who sends it."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.handing_over import handed_over
from backend.domain.orders import Sender
from backend.storage import claims, ledger, switches, warehouse, wishes
from backend.storage.listings import Listing, Work
from backend.storage.warehouse import KeptLying
from backend.web.rendering import link, render
from backend.web.resources import Resources, resources
from backend.web.shell import shell
from backend.web.warehouse_words import checks, failed_words, going_words, lying_words
from backend.web.why import work_of


async def beside(home: Resources, listing: Listing) -> dict[str, Any]:
    """What the listing's page says of the warehouse: its pieces, how fresh they are, and a switch on its way."""
    lies = await _lying(home, listing)
    read = await warehouse.read_of(home.db, listing.seller_id, listing.marketplace_id)
    switch = await switches.of_listing(home.db, listing.id)
    going = switch if switch and switch.open else None
    return {
        "by_amazon": listing.by_amazon,
        "warehouse": lies, "warehouse_said": lying_words(lies.lying if lies else None),
        "warehouse_at": lies.read_at if lies else read.at, "warehouse_refused": bool(read.refused),
        "switch": switch, "going": going_words(going) if going else "",
        "can_switch": listing.sent is not None and listing.claimed and going is None,
        "switched": bool(switch and switch.state == "done"),
    }  # fmt: skip


async def rows(home: Resources, shop_id: int, listings: Sequence[Listing]) -> Mapping[int, KeptLying]:
    """What lies there of some listings, by our ids."""
    found = await warehouse.of_skus(home.db, shop_id, [each.sku for each in listings if each.sku])
    keys = {each.id: (each.seller_id, each.marketplace_id, each.sku) for each in listings}
    return {id_: found[key] for id_, key in keys.items() if key in found}


async def page(request: Request) -> Response:
    """What will happen when somebody else sends it, before it does."""
    home, work = resources(request), await work_of(request)
    frame, listing = await shell(request, "listings"), work.listing
    if listing.sent is None:
        raise HTTPException(404)
    lies = await _lying(home, listing)
    found = await switches.of_listing(home.db, listing.id)
    there = [listing, *await claims.elsewhere(home.db, listing, listing.sku)]
    target = Sender.MERCHANT if listing.by_amazon else Sender.MARKETPLACE
    pieces = await _pieces(home, work) if target is Sender.MERCHANT else 0
    context = {
        "shell": frame, "work": work, "listing": listing, "target": target.value,
        "checks": checks(
            lies.lying if lies else None, await warehouse.open_orders(home.db, listing.shop_id, listing.sku),
            target is Sender.MARKETPLACE, len(there), pieces,
        ),
        "said": lying_words(lies.lying if lies else None), "at": lies.read_at if lies else 0,
        "refused": failed_words({"why": found.cause, "text": found.said}) if found and found.state == "refused" else "",
        "going": going_words(found) if found and found.open else "",
    }  # fmt: skip
    return render(request, "listing/sender.html", context)


async def change(request: Request) -> Response:
    """POST `target`: merchant or marketplace. Asked twice it is asked once; the other way round takes it back."""
    home, work = resources(request), await work_of(request)
    listing, said = work.listing, str((await request.form()).get("target") or "")
    if said not in set(Sender):
        raise HTTPException(400)
    seller_id = await switches.ask(home.db, listing.shop_id, listing.id, Sender(said), home.now())
    if seller_id is not None:
        await home.wake("offers", seller_id)
        await home.wake("status", seller_id)
    return RedirectResponse(link(f"/listings/{listing.id}", said="switching" if seller_id else ""), 303)


async def _lying(home: Resources, listing: Listing) -> KeptLying | None:
    return (await rows(home, listing.shop_id, [listing])).get(listing.id)


async def _pieces(home: Resources, work: Work) -> int:
    """What the policy offers of the shop's stock where the merchant sends it again."""
    sent = work.listing.sent
    if sent is None:
        return 0
    stocks = await ledger.stocks(home.db, [work.listing.variation_id])
    kept = await wishes.read(home.db, work.listing.shop_id, home.now())
    wish = kept.wish(work, sent.price.currency, stock=stocks.get(work.listing.variation_id))
    product = None if work.product.deleted else work.product.product
    variation = work.variation.variation if work.variation else None
    return handed_over(product, variation, wish, sent, Sender.MERCHANT).quantity
