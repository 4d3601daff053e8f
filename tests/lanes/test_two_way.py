"""Both sides at once, with all that goes wrong: after the dust settles nothing is lost, doubled or sold twice."""

import asyncio
import shutil
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.conftest import copied
from tests.lanes import town_warehouse, undoing
from tests.lanes.judge import SKUS
from tests.lanes.town import Town, open_town
from tests.postgres import quickest

SKU, PIECES, WORKER = st.sampled_from(SKUS), st.integers(1, 3), st.integers(0, 2)
SHOP_TROUBLE = ("outage", "throttle", "answer_lost", "broken_json")
NOTICE_TROUBLE = ("lost_notice", "duplicate_notice", "reordered_notice")
QUEUE = {"STORELANE_AMAZON_QUEUE_URL": "sandbox"}
WEBHOOK_TROUBLE = ("lost_webhook", "duplicate_webhook", "reordered_webhook")


class TwoWay(RuleBasedStateMachine):
    """Random lives of the town. A subclass says on which database and with how many workers."""

    open_database: ClassVar[Callable[[Path], Any]]
    workers: ClassVar[int] = 1

    @initialize(lowers=st.booleans(), hears=st.booleans())
    def begin(self, lowers: bool, hears: bool) -> None:
        self.loop = asyncio.new_event_loop()
        self.stack, self.files = AsyncExitStack(), TemporaryDirectory(dir=quickest())
        self.database = type(self).open_database(Path(self.files.name))
        url = self.database.__enter__()
        told = QUEUE if hears else {}
        made = open_town(url, Path(self.files.name), workers=self.workers, lowers_stock=lowers, **told)
        self.town: Town = self.run(self.stack.enter_async_context(made))

    def run(self, act: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(act)

    @rule(sku=SKU, pieces=PIECES)
    def somebody_buys_in_the_shop(self, sku: str, pieces: int) -> None:
        self.town.shop_sale(sku, pieces)

    @rule(sku=SKU, pieces=PIECES, pending=st.booleans())
    def somebody_buys_on_amazon(self, sku: str, pieces: int, pending: bool) -> None:
        self.town.amazon_sale(sku, pieces, pending=pending)

    @rule(sku=SKU, pieces=PIECES, pending=st.booleans())
    def somebody_buys_what_amazon_sends(self, sku: str, pieces: int, pending: bool) -> None:
        town_warehouse.sale(self.town, sku, pieces, pending=pending)

    @rule(sku=SKU)
    def the_merchant_changes_who_sends(self, sku: str) -> None:
        self.run(town_warehouse.switch(self.town, sku))

    @rule(sku=SKU, pieces=st.integers(0, 12))
    def the_merchant_counts(self, sku: str, pieces: int) -> None:
        self.town.set_stock(sku, pieces)

    @rule(sku=SKU, cents=st.integers(900, 1_300))
    def the_merchant_reprices(self, sku: str, cents: int) -> None:
        self.town.reprice(sku, cents)

    @rule(data=st.data())
    def an_order_goes_on(self, data: st.DataObject) -> None:
        if self.town.orders:
            self.town.go_on(data.draw(st.sampled_from(self.town.orders)))

    @rule(data=st.data(), part=st.booleans())
    def the_merchant_sends(self, data: st.DataObject, part: bool) -> None:
        if orders := undoing.standing(self.town):
            order = data.draw(st.sampled_from(orders))
            if part:
                enter = self.town.parcels.enter_part
                self.run(enter(self.town.houses[0], order, self.town.world.now))
            else:
                self.town.parcels.enter_number(self.town.world, order)

    @rule(data=st.data())
    def a_piece_is_sent_in_seller_central(self, data: st.DataObject) -> None:
        if orders := undoing.standing(self.town):
            order = data.draw(st.sampled_from(orders))
            self.town.parcels.ship_there(self.town.world, order, whole=False)

    @rule(data=st.data())
    def an_order_is_cancelled(self, data: st.DataObject) -> None:
        if self.town.orders:
            self.town.cancel(data.draw(st.sampled_from(self.town.orders)))

    @rule(data=st.data())
    def the_merchant_calls_an_order_off(self, data: st.DataObject) -> None:
        if self.town.orders:
            self.run(undoing.call_off(self.town, data.draw(st.sampled_from(self.town.orders))))

    @rule(data=st.data(), cents=st.integers(1, 500))
    def the_merchant_gives_money_back(self, data: st.DataObject, cents: int) -> None:
        if self.town.orders:
            self.run(undoing.give_back(self.town, data.draw(st.sampled_from(self.town.orders)), cents))

    @rule(name=st.sampled_from(SHOP_TROUBLE), times=st.integers(1, 3), shop=st.booleans())
    def a_side_has_trouble(self, name: str, times: int, shop: bool) -> None:
        other = self.town.world.other
        ground, site = (other.shop_ground, "shop") if shop else (other.amazon_ground, "amazon")
        ground.faults.arm(name, site=site, times=times)

    @rule(name=st.sampled_from(WEBHOOK_TROUBLE), times=st.integers(1, 2))
    def webhooks_have_trouble(self, name: str, times: int) -> None:
        self.town.world.other.shop_ground.faults.arm(name, site="shop", times=times)
        self.town.deaf = True

    @rule(name=st.sampled_from(NOTICE_TROUBLE), times=st.integers(1, 3))
    def notices_have_trouble(self, name: str, times: int) -> None:
        self.town.world.other.amazon_ground.faults.arm(name, site="amazon", times=times)

    @rule(seconds=st.integers(1, 400))
    def time_passes(self, seconds: int) -> None:
        self.town.world.clock.advance(seconds)

    @rule(which=WORKER)
    def a_worker_works(self, which: int) -> None:
        self.run(self.town.work(which))

    @rule(which=WORKER, at=st.integers(1, 8), side=st.sampled_from(("before", "after")))
    def a_worker_is_killed(self, which: int, at: int, side: str) -> None:
        self.run(self.town.kill(which, at, side))

    @rule()
    def the_dust_settles(self) -> None:
        self.run(self.town.calm())

    def teardown(self) -> None:
        if not hasattr(self, "town"):
            return
        try:
            self.run(self.town.calm())
        finally:
            self.run(self.stack.aclose())
            self.database.__exit__(None, None, None)
            self.files.cleanup()
            self.loop.close()


class ManyWorkers(TwoWay):
    """Several workers, of which one may sleep through the end of its lease and wake in the middle of its work."""

    workers = 3

    @precondition(lambda self: not self.town.sleepers)
    @rule(which=WORKER, at=st.integers(1, 6), side=st.sampled_from(("before", "after")))
    def a_worker_falls_asleep(self, which: int, at: int, side: str) -> None:
        self.run(self.town.fall_asleep(which, at, side))

    @precondition(lambda self: self.town.sleepers)
    @rule()
    def a_sleeper_wakes(self) -> None:
        self.run(self.town.wake_sleepers())


@contextmanager
def sqlite_copy(base: Path, folder: Path) -> Iterator[str]:
    shutil.copy(base, folder / "town.sqlite3")
    yield f"sqlite:///{folder / 'town.sqlite3'}"


def lives(machine: type[TwoWay], examples: int, steps: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, print_blob=True,
            suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.reuse, Phase.generate),
        ),
    )  # fmt: skip


def test_one_process_on_sqlite(migrated_sqlite: Path) -> None:
    class OnSqlite(TwoWay):
        @staticmethod
        def open_database(folder: Path) -> Any:
            return sqlite_copy(migrated_sqlite, folder)

    lives(OnSqlite, 10, 30)


def test_three_workers_on_postgresql(postgres: str) -> None:
    class OnPostgres(ManyWorkers):
        @staticmethod
        def open_database(folder: Path) -> Any:
            return copied(postgres, "base")

    lives(OnPostgres, 8, 30)
