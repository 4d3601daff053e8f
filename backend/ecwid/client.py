"""The shop platform's REST API, in the words of the trade (shop facts 2, 3, 4 and 7)."""

import json
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import httpx

from backend.domain.catalog import CatalogStats, Category, Product, ShopProfile
from backend.domain.people import said_under
from backend.ecwid.auth import BadGrant, Grant, read_grant
from backend.ecwid.fields import Fields, Unreadable, parse_json
from backend.ecwid.refusals import PERSONAL, refusal
from backend.ecwid.translation import (
    Deletion,
    SetAside,
    read_category,
    read_deletions,
    read_product,
    read_products,
    read_profile,
    read_stats,
)
from backend.transport.calls import Call, extensions
from backend.transport.errors import NotAuthorized, Rejected, Unavailable
from backend.transport.throttling import Plan

T = TypeVar("T")
PAGE = 100  # the most that a list gives at once
# 600 calls in any minute and shop (shop facts 3): 60 at once and 9 a second stay under it.
PLAN = Plan(rate=9.0, burst=60)
_HURRY, _PATIENCE = 5.0, 30.0  # seconds that a person, and a lane, may wait for a turn
_PRODUCT = (
    "id,name,nameTranslated,description,descriptionTranslated,sku,price,costPrice,compareToPrice,quantity,unlimited,"
    "wholesalePrices(quantity,price),enabled,isShippingRequired,isGiftCard,isSampleProduct,nameYourPriceEnabled,subscriptionSettings,weight,"
    "url,dimensions(length,width,height),"
    "categoryIds,created,updated,createTimestamp,updateTimestamp,outOfStockVisibilityBehaviour,thumbnailUrl,"
    "hdThumbnailUrl,imageUrl,originalImageUrl,media(images(isMain,image400pxUrl,imageOriginalUrl)),"
    "attributes(type,name,value),options(name,choices(text,priceModifier,priceModifierType)),"
    "combinations(id,options(name,value),sku,price,costPrice,compareToPrice,quantity,unlimited,weight,"
    "wholesalePrices(quantity,price),"
    "dimensions(length,width,height),attributes(type,name,value),thumbnailUrl,hdThumbnailUrl,imageUrl,originalImageUrl)"
)


@dataclass(frozen=True, slots=True)
class ShopAccess:
    """What a call on behalf of a shop needs."""

    store_id: int
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ProductPage:
    """Products from `offset` on. `count` is how many entries the page had, unreadable ones too; `total` of the list."""

    total: int
    offset: int
    count: int
    products: tuple[Product, ...]
    aside: tuple[SetAside, ...]

    @property
    def next_offset(self) -> int | None:
        """Where the next page starts; None after the last one."""
        after = self.offset + self.count
        return after if self.count and after < self.total else None


@dataclass(frozen=True, slots=True)
class DeletedPage:
    """Deleted products, oldest first; `next_offset` None after the last page."""

    deletions: tuple[Deletion, ...]
    next_offset: int | None


class ShopClient:
    """One client for all shops; every call says on behalf of which. Raises the errors of transport/errors.py.

    `http` comes from transport/client.py, opened with PLAN for every operation; addresses have no slash at the end.
    `interactive`: a person waits, so the call goes before the lanes' calls of the same shop.
    """

    def __init__(
        self, http: httpx.AsyncClient, *, api_url: str, oauth_url: str, client_id: str, client_secret: str
    ) -> None:
        self._http = http
        self._api_url, self._oauth_url = api_url, oauth_url
        self._client_id, self._client_secret = client_id, client_secret

    async def redeem(self, store_id: int, code: str, redirect_uri: str) -> Grant:
        """Exchange the one-use code of an install for a token. Rejected: the code is spent, old or not ours."""
        form = {
            "client_id": self._client_id,
            "client_secret": self._client_secret,
            "code": code,
            "redirect_uri": redirect_uri,
            "grant_type": "authorization_code",
        }
        call = Call("redeem", interactive=True, patience=_HURRY)
        request = self._http.build_request(
            "POST", f"{self._oauth_url}/token/{store_id:d}", data=form, extensions=extensions(call)
        )
        try:
            grant = read_grant(await self._ask(request, deed=True))
        except BadGrant as error:
            raise Unavailable(str(error), may_have_happened=True, status=200) from error
        if grant.store_id != store_id:
            raise Rejected("the code belongs to another store", status=200)
        return grant

    async def profile(self, access: ShopAccess, *, interactive: bool = False) -> ShopProfile:
        """The shop's profile. A token of another store than it says is refused like a dead one: that is how a
        payload that anybody can write is proved."""
        said = await self._get(access, "/profile", interactive=interactive)
        profile = readable(read_profile, said)
        if profile.store_id != access.store_id:
            raise NotAuthorized("the token belongs to another store", reason="consent", status=403)
        return profile

    async def scopes(self, access: ShopAccess, *, interactive: bool = False) -> frozenset[str]:
        """What the token may be used for; asking also tells whether it lives (NotAuthorized when not)."""
        said = Fields(await self._get(access, "/application/token", interactive=interactive))
        return frozenset(name for name in said.values("permissions") if isinstance(name, str))

    async def subscription(self, access: ShopAccess) -> str:
        """How the app is subscribed to in the shop: ACTIVE, TRIAL, SUSPENDED; "" when it is not said."""
        said = Fields(await self._get(access, "/application"))
        return said.text("subscriptionStatus") or said.fields("subscription").text("status")

    async def products_page(
        self, access: ShopAccess, profile: ShopProfile, *, offset: int = 0, updated_from: int | None = None
    ) -> ProductPage:
        """At most 100 products, oldest first, so that new ones come at the end; `updated_from` (epoch seconds UTC) is
        taken a moment earlier by the caller, who cannot know whether it includes its own second. A product deleted
        while somebody pages moves the rest up by one: compare `total`."""
        query = {"sortBy": "ADDED_TIME_ASC", "offset": str(offset), "limit": str(PAGE)}
        query["responseFields"] = f"total,count,offset,limit,items({_PRODUCT})"
        if updated_from is not None:
            query["updatedFrom"] = str(updated_from)
        said = _list(await self._get(access, "/products", query))
        items = said.values("items")
        products, aside = read_products(items, profile)
        return ProductPage(said.whole("total") or offset + len(items), offset, len(items), products, aside)

    async def product(
        self, access: ShopAccess, profile: ShopProfile, product_id: int, *, interactive: bool = False
    ) -> Product:
        """One product. NotFound when the shop has it no more."""
        query = {"responseFields": _PRODUCT}
        said = await self._get(access, f"/products/{product_id:d}", query, interactive=interactive)
        return readable(lambda data: read_product(data, profile), said)

    async def products(
        self, access: ShopAccess, profile: ShopProfile, product_ids: Sequence[int]
    ) -> tuple[tuple[Product, ...], tuple[SetAside, ...]]:
        """Up to 100 products by their ids; those that the shop has no more are missing in the answer."""
        if not 0 < len(product_ids) <= PAGE:
            raise ValueError(f"{len(product_ids)} ids, but one call takes 1 to {PAGE}")
        query = {"productId": ",".join(str(number) for number in product_ids), "limit": str(PAGE)}
        query["responseFields"] = f"total,count,offset,limit,items({_PRODUCT})"
        return read_products(_list(await self._get(access, "/products", query)).values("items"), profile)

    async def categories(self, access: ShopAccess, profile: ShopProfile) -> tuple[Category, ...]:
        """All categories; one that cannot be read is left out."""
        found: dict[int, Category] = {}
        async for item in self._items(access, "/categories"):
            try:
                category = read_category(item, profile)
            except Unreadable:
                continue
            found[category.external_id] = category
        return tuple(found.values())

    async def stats(self, access: ShopAccess) -> CatalogStats:
        """When the catalogue last changed and how many products there are: the cheapest way to miss nothing."""
        return read_stats(await self._get(access, "/latest-stats", {"productCountRequired": "true"}))

    async def deleted_products(self, access: ShopAccess, since: int, *, offset: int = 0) -> DeletedPage:
        """Products deleted since a moment (epoch seconds UTC), 100 at a time."""
        query = {"from_date": str(since), "offset": str(offset), "limit": str(PAGE)}
        said = _list(await self._get(access, "/products/deleted", query))
        items, after = said.values("items"), offset + len(said.values("items"))
        more = bool(items) and after < (said.whole("total") or 0)
        return DeletedPage(read_deletions(items), after if more else None)

    async def read(
        self, access: ShopAccess, path: str, query: Mapping[str, str], *, interactive: bool = False
    ) -> object:
        """The JSON of any GET, for the rooms beside this one."""
        return await self._get(access, path, query, interactive=interactive)

    async def write(
        self,
        access: ShopAccess,
        method: str,
        path: str,
        body: object,
        query: Mapping[str, str] | None = None,
        *,
        again: bool = False,
    ) -> object:
        """A deed. `again`: doing it twice is doing it once, so the transport may repeat it; else it is sent once, and
        Unavailable(may_have_happened) says that nobody knows."""
        call = Call(f"{method} orders", account=f"shop {access.store_id}", safe=again, patience=_PATIENCE)
        request = self._http.build_request(
            method,
            f"{self._api_url}/{access.store_id:d}{path}",
            params=dict(query or {}),
            content=json.dumps(body, ensure_ascii=False, allow_nan=False).encode(),
            headers={"Authorization": f"Bearer {access.token}", "Content-Type": "application/json"},
            extensions=extensions(call),
        )
        return await self._ask(request, deed=True, people=said_under(body, PERSONAL))

    async def _items(self, access: ShopAccess, path: str) -> AsyncIterator[object]:
        offset, total = 0, 1
        while offset < total:
            page = {"offset": str(offset), "limit": str(PAGE)}
            said = _list(await self._get(access, path, page))
            items = said.values("items")
            for item in items:
                yield item
            offset, total = offset + len(items), (said.whole("total") or 0) if items else 0

    async def _get(
        self,
        access: ShopAccess,
        path: str,
        query: Mapping[str, str] | None = None,
        *,
        interactive: bool = False,
    ) -> object:
        call = Call(
            f"GET {path}",
            account=f"shop {access.store_id}",
            safe=True,
            interactive=interactive,
            patience=_HURRY if interactive else _PATIENCE,
        )
        request = self._http.build_request(
            "GET",
            f"{self._api_url}/{access.store_id:d}{path}",
            params=dict(query or {}),
            headers={"Authorization": f"Bearer {access.token}"},
            extensions=extensions(call),
        )
        return await self._ask(request)

    async def _ask(self, request: httpx.Request, *, deed: bool = False, people: Iterable[str] = ()) -> object:
        return _answer(await self._http.send(request), deed=deed, people=people)


def _answer(response: httpx.Response, *, deed: bool = False, people: Iterable[str] = ()) -> object:
    """The JSON of a success; the error of anything else. A success that cannot be read is an outage."""
    if not response.is_success:
        raise refusal(response.status_code, response.headers, response.content, deed=deed, people=people)
    try:
        return parse_json(response.content)
    except Unreadable as error:
        raise senseless(response.status_code, deed) from error


def _list(answer: object) -> Fields:
    said = Fields(answer)
    if not isinstance(said.raw("items"), list):
        raise senseless(200)
    return said


def readable(read: Callable[[object], T], answer: object) -> T:
    """What a reading makes of an answer; one that makes no sense is an outage."""
    try:
        return read(answer)
    except Unreadable as error:
        raise Unavailable(f"an answer that makes no sense: {error}", status=200) from error


def senseless(status: int, deed: bool = False) -> Unavailable:
    """The outage that an answer without sense is; after a deed nobody knows whether it was done."""
    return Unavailable("an answer that makes no sense", may_have_happened=deed, status=status)
