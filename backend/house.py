"""The house: opens the database, the ways out, the lanes and the worker, and closes them in reverse."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from backend.bank.ecb import PLAN as BANK_PLAN
from backend.bank.ecb import Bank
from backend.ecwid.client import PLAN, ShopClient
from backend.ecwid.order_translation import Channel
from backend.lanes.account import AccountLane
from backend.lanes.alerts import AlertsLane
from backend.lanes.auto_add import AutoAddLane
from backend.lanes.bulk import BulkLane
from backend.lanes.catalog import CatalogLane
from backend.lanes.existing import ExistingLane
from backend.lanes.families import FamiliesLane
from backend.lanes.feeds import FeedsLane
from backend.lanes.forgetting import ForgettingLane
from backend.lanes.imports import ImportsLane
from backend.lanes.labels import LabelsLane
from backend.lanes.lane import Resources as LaneResources
from backend.lanes.mail import MailLane
from backend.lanes.matching import MatchingLane
from backend.lanes.messages import MessagesLane
from backend.lanes.notices import Notices
from backend.lanes.offers import OffersLane
from backend.lanes.order_changes import OrderChangesLane
from backend.lanes.orders import OrdersLane
from backend.lanes.outbound import OutboundLane
from backend.lanes.product_types import ProductTypesLane
from backend.lanes.proposals import ProposalsLane
from backend.lanes.publishing import PublishingLane
from backend.lanes.rates import RatesLane
from backend.lanes.reversals import ReversalsLane
from backend.lanes.shipments import ShipmentsLane
from backend.lanes.shop_orders import ShopOrdersLane
from backend.lanes.status import StatusLane
from backend.lanes.warehouse import WarehouseLane
from backend.lanes.worker import Worker
from backend.marketplaces.registry import MARKETPLACES
from backend.settings import Settings
from backend.storage import lanes
from backend.storage.allowances import SharedAllowances
from backend.storage.database import Database, open_database
from backend.storage.secrets import Vault
from backend.transport.client import HttpClient, Network, open_client
from backend.transport.smtp import Post
from backend.transport.throttling import Allowances, OwnAllowances, Plan, Sleep
from backend.web.alert_mails import AlertMails
from backend.web.resources import Resources as WebResources

LANES = (
    CatalogLane,
    AccountLane,
    PublishingLane,
    MatchingLane,
    ProposalsLane,
    OffersLane,
    FeedsLane,
    StatusLane,
    OrdersLane,
    ShopOrdersLane,
    ExistingLane,
    ProductTypesLane,
    BulkLane,
    FamiliesLane,
    RatesLane,
    ImportsLane,
    AutoAddLane,
    MailLane,
    OrderChangesLane,
    AlertsLane,
    MessagesLane,
    LabelsLane,
    OutboundLane,
    WarehouseLane,
    ForgettingLane,
    ShipmentsLane,
    ReversalsLane,
)


@dataclass(frozen=True, slots=True)
class House:
    """Everything that is open: the database, the pages, the worker."""

    settings: Settings
    db: Database
    web: WebResources
    worker: Worker
    notices: Notices
    bank: Bank
    post: Post | None = None

    @property
    def working(self) -> list[Callable[[asyncio.Event], Awaitable[None]]]:
        """What runs beside the pages until it is told to stop."""
        return [self.worker.run, *([self.notices.run] if self.notices.any else [])]


@dataclass(frozen=True, slots=True)
class _Ways:
    """Opens the ways out. `shared`: the database in which several machines keep their allowances."""

    stack: AsyncExitStack
    clock: Callable[[], float]
    sleep: Sleep
    chance: Callable[[], float]
    network: Network | None
    shared: Database | None
    allowances: dict[str, Allowances] = field(default_factory=dict)  # by site, for the pages

    async def open(self, site: str, plans: Mapping[str, Plan], otherwise: Plan) -> HttpClient:
        self.allowances[site] = (
            SharedAllowances(self.shared, site) if self.shared else OwnAllowances(self.clock)
        )
        return await self.stack.enter_async_context(
            open_client(
                plans, otherwise, clock=self.clock, sleep=self.sleep, chance=self.chance, network=self.network,
                allowances=self.allowances[site],
            )
        )  # fmt: skip


@asynccontextmanager
async def open_house(
    settings: Settings,
    *,
    clock: Callable[[], float] = time.time,
    steady: Callable[[], float] = time.monotonic,
    sleep: Sleep = asyncio.sleep,
    chance: Callable[[], float] = random.random,
    network: Network | None = None,
) -> AsyncIterator[House]:
    """Open all that the pages and the worker need; the database must be migrated.

    `network` stands for the real one in tests. `clock` tells epoch seconds, `steady` measures waits.
    """
    async with AsyncExitStack() as stack:
        db = await stack.enter_async_context(open_database(settings.database_url))
        told = await _shared(db, clock)
        vault = Vault(settings.secret_keys)

        # On a simulated clock the allowances are simulated with it.
        shared = db.dialect == "postgresql" and clock is time.time
        ways = _Ways(stack, steady, sleep, chance, network, db if shared else None)
        shop_client = _shop_client(settings, await ways.open("shop", {}, PLAN))
        marketplaces = {
            kind: entry.open(settings, await ways.open(kind, entry.plans, entry.otherwise), told)
            for kind, entry in MARKETPLACES.items()
        }
        bank = Bank(await ways.open("bank", {}, BANK_PLAN), settings.rates_url)

        async def wake(kind: str, subject: int) -> None:
            await lanes.wake(db, kind, subject, int(told()))

        resources = LaneResources(
            db=db, vault=vault, clock=told, sleep=sleep, shop_client=shop_client, marketplaces=marketplaces,
            bank=bank, features=settings.shop.features, channel=Channel(*settings.shop.referers),
            feed_from=settings.amazon.feed_from, report_from=settings.amazon.report_from, terms=settings.owners.terms,
            post=_post(settings), alert_words=AlertMails(settings).written, personal_days=settings.personal_days,
        )  # fmt: skip
        worker = Worker(resources, [lane() for lane in LANES], parallel=settings.workers, chance=chance)
        await db.listen("lanes", lambda _: worker.wake())
        web = WebResources(settings, db, vault, told, shop_client, marketplaces, wake, ways.allowances)
        yield House(settings, db, web, worker, Notices(resources), bank, resources.post)


def _shop_client(settings: Settings, http: HttpClient) -> ShopClient:
    shop = settings.shop
    return ShopClient(
        http, api_url=shop.api_url, oauth_url=shop.oauth_url, client_id=shop.client_id,
        client_secret=shop.client_secret,
    )  # fmt: skip


def _post(settings: Settings) -> Post | None:
    """The way out of mails, where the operator has one."""
    mail = settings.owners.mail
    return Post(mail.host, mail.port, mail.user, mail.password, mail.tls, mail.sender) if mail else None


async def _shared(db: Database, clock: Callable[[], float]) -> Callable[[], float]:
    """Where several machines share a database its clock is everybody's; a simulated clock is left alone."""
    if db.dialect != "postgresql" or clock is not time.time:
        return clock
    ahead = await db.now(clock) - clock()
    return lambda: clock() + ahead
