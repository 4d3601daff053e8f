"""What the contract tests share."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from backend.marketplaces.registry import MARKETPLACES
from backend.sandbox.amazon.app import create_amazon
from backend.sandbox.amazon.config import AmazonConfig, credentials
from backend.sandbox.amazon.judge import Judge
from backend.sandbox.clock import SandboxClock
from backend.sandbox.site import Ground, create_ground
from tests.contract.calling import Caller, calling
from tests.contract.reference import open_judge
from tests.contract.sandbox_calls import DE
from tests.contract.stages import STAGES, Stage


@pytest.fixture
def judge() -> Judge:
    """The judge over Amazon's models; skips where they are absent."""
    return open_judge()


@pytest.fixture
def clock() -> SandboxClock:
    return SandboxClock.standing()


@pytest.fixture
def ground(clock: SandboxClock) -> Ground:
    return create_ground(clock=clock)


ITEMS: list[dict[str, Any]] = [
    {"asin": f"B0LAMP000{number}", "titles": {DE: f"Lamp {number}"}, "product_type": "LAMP"}
    for number in range(3)
]


@pytest.fixture
async def caller(judge: Judge, ground: Ground) -> AsyncIterator[Caller]:
    config = AmazonConfig(rate_factor=0)
    async with calling(create_amazon(config, ground, ITEMS), judge, credentials(config)) as found:
        await found.sign_in()
        await found.sign_in_application()
        yield found


@pytest.fixture(params=sorted(MARKETPLACES))
async def stage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    """A marketplace before its sandbox. Whatever a test said to it is held against its own models."""
    async with STAGES[request.param](tmp_path) as found:
        yield found
        assert [problem for problem in found.judged.problems if "answer:" not in problem] == []
