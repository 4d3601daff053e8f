"""Both sites of the other side with their demo data: what `run` and `sandbox` serve."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp

from backend.sandbox.amazon.app import open_amazon
from backend.sandbox.amazon.config import FIRST_SELLER, AmazonConfig
from backend.sandbox.amazon.judge import Judge
from backend.sandbox.amazon.judge_calls import log_judge
from backend.sandbox.amazon.messaging import Messaging
from backend.sandbox.amazon.order_packages import OrderPackages
from backend.sandbox.amazon.orders import SandboxOrders
from backend.sandbox.amazon.outbound import Outbound
from backend.sandbox.amazon.sellers_hand import SellersHand
from backend.sandbox.amazon.shipping_templates import ShippingTemplates
from backend.sandbox.amazon.warehouse import Warehouse
from backend.sandbox.bank.app import beside, create_bank
from backend.sandbox.clock import SandboxClock
from backend.sandbox.demo.amazon import amazon_items
from backend.sandbox.demo.catalogue_file import read_catalogue
from backend.sandbox.demo.derived import amazon_items_for, generated_amazon_items
from backend.sandbox.demo.existing import IN_WAREHOUSE, existing_listings
from backend.sandbox.demo.generator import generate
from backend.sandbox.demo.own_orders import bring_to_warehouse, make_own_orders
from backend.sandbox.demo.pictures import picture
from backend.sandbox.demo.shop import shop_categories, shop_products, shop_profile
from backend.sandbox.mail.outbox import Outbox
from backend.sandbox.mail.receiver import Receiver
from backend.sandbox.outgoing import Outgoing
from backend.sandbox.shop.app import ShopSite, create_shop
from backend.sandbox.shop.config import ShopConfig
from backend.sandbox.site import Ground, create_ground
from backend.sandbox.store import Store


@dataclass(frozen=True, slots=True)
class Wish:
    """What to show: the demo shop, a `catalogue` file of a real shop, or `products` that are made up."""

    catalogue: Path | None = None
    products: int = 0
    existing: bool = False  # with the demo shop: a seller who has listings on Amazon already
    own_orders: bool = False  # with the demo shop: orders of its own, and pieces in Amazon's warehouse

    @property
    def name(self) -> str:
        """A short name for the folder that keeps this shop apart from the others; "" for the demo shop."""
        if self.catalogue:
            return f"catalogue-{self.catalogue.stem}"
        return f"products-{self.products}" if self.products else ""


@dataclass(frozen=True, slots=True)
class OtherSide:
    """The running sandbox: two ASGI sites, and the parts that tests look into."""

    shop: ShopSite
    amazon: ASGIApp
    shop_ground: Ground
    amazon_ground: Ground
    outgoing: Outgoing
    orders: SandboxOrders  # what buyers do on Amazon
    mail: Receiver  # the mail server, with its outbox
    by_hand: SellersHand  # what a seller does there, behind every app's back
    templates: ShippingTemplates  # the sellers' own, changed by hand there
    messaging: Messaging  # what sellers write to buyers, and may write
    warehouse: Warehouse  # what lies in Amazon's own
    outbound: Outbound  # what it sends for orders from elsewhere
    packages: OrderPackages  # what a seller confirms by hand there


def open_other_side(
    shop: ShopConfig,
    amazon: AmazonConfig,
    wish: Wish,
    *,
    folder: Path | None = None,
    clock: SandboxClock | None = None,
    outgoing: Outgoing | None = None,
    models: Path | None = None,
    stores: tuple[Store, Store] | None = None,
) -> OtherSide:
    """Build both sites. `folder` keeps their state (None: in memory, or the shop's and Amazon's `stores`); `models` are
    Amazon's own, to judge calls by.

    The demo data is loaded once and then kept, with everything a person changed. Raises ValueError, in a sentence,
    for a catalogue that cannot be read.
    """
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    ours, theirs = stores or (None, None)
    shop_ground = create_ground(folder / "shop.sqlite3" if folder else None, clock, store=ours)
    judge = log_judge(Judge.load(models)) if models and models.is_dir() else None
    amazon_ground = create_ground(folder / "amazon.sqlite3" if folder else None, clock, judge, theirs)
    post = outgoing or Outgoing()
    outbox = Outbox(shop_ground.store, shop_ground.clock)
    mail = Receiver(outbox, shop_ground.faults)
    shop_site = create_shop(shop, shop_ground, post.post, picture, beside=outbox.routes())
    if not shop_ground.store.get("loaded", "shop"):
        _fill_shop(shop_site, shop, wish, shop_ground.clock())
        shop_ground.store.put("loaded", "shop", {"name": wish.name})
    filled = amazon_ground.store.get("loaded", "amazon")
    items: Iterable[Mapping[str, Any]] = () if filled else _items(wish)
    amazon_site = open_amazon(
        amazon, amazon_ground, items, picture, existing=existing_listings() if wish.existing else ()
    )
    if not filled:
        _fill_warehouse(amazon_site.warehouse, wish)
    amazon_ground.store.put("loaded", "amazon", {"name": wish.name})
    both = beside(amazon_site.app, create_bank(amazon_ground))
    return OtherSide(
        shop_site, both, shop_ground, amazon_ground, post, amazon_site.orders, mail, amazon_site.by_hand,
        amazon_site.templates, messaging=amazon_site.messaging, warehouse=amazon_site.warehouse,
        outbound=amazon_site.outbound, packages=amazon_site.packages,
    )  # fmt: skip


def _fill_warehouse(warehouse: Warehouse, wish: Wish) -> None:
    """What the demo's sellers have in Amazon's warehouse on the first day."""
    if wish.own_orders:
        bring_to_warehouse(warehouse)
    if wish.existing:
        for sku, lies in IN_WAREHOUSE:
            for place, pieces in lies.items():
                warehouse.move(FIRST_SELLER, "eu", sku, place, pieces)


def _fill_shop(site: ShopSite, config: ShopConfig, wish: Wish, now: float) -> None:
    if wish.catalogue:
        site.load_products(read_catalogue(wish.catalogue))
        _load_beside(site, wish.catalogue)
        return
    site.load_profile(shop_profile(config.address))
    site.load_categories(shop_categories(config.address))
    site.load_products(
        generate(wish.products, config.address) if wish.products else shop_products(config.address)
    )
    if wish.own_orders:
        make_own_orders(site.products, site.orders, config.stores[0], now)


def _load_beside(site: ShopSite, catalogue: Path) -> None:
    """A real shop's profile and categories, where they lie beside its products as the REST API returned them."""
    profile = catalogue.with_name("get-store-profile.json")
    if profile.is_file():
        said = json.loads(profile.read_text())
        store = site.platform.config.stores[0]
        said["generalInfo"] = {**said.get("generalInfo", {}), "storeId": store}
        site.load_profile(said)
    categories = catalogue.with_name("search-categories.json")
    if categories.is_file():
        found = json.loads(categories.read_text())
        site.load_categories(found.get("items", found) if isinstance(found, dict) else found)


def _items(wish: Wish) -> Iterator[Mapping[str, Any]]:
    yield from amazon_items()
    if wish.catalogue:
        yield from amazon_items_for(read_catalogue(wish.catalogue))
    elif wish.products:
        yield from generated_amazon_items(wish.products)
