"""A signed-in seller."""

from collections.abc import AsyncIterator

import pytest

from tests.sandbox.amazon.seller_client import Seller, open_seller


@pytest.fixture
async def seller() -> AsyncIterator[Seller]:
    """The ready seller, signed in, without usage plans, on a clock that stands."""
    opened = open_seller()
    async with opened.http:
        await opened.sign_in()
        yield opened
