"""A wing of this Amazon: a part with operations of its own, and pages where somebody plays its people."""

from collections.abc import Mapping
from typing import Protocol

from starlette.routing import Route

from backend.sandbox.amazon.api import Answering


class Wing(Protocol):
    """Its operations stand in operations.py like all others; a wing says what answers them."""

    def answers(self) -> Mapping[str, Answering]:
        """What answers each of its operations, by name."""

    def routes(self) -> list[Route]:
        """Pages and JSON for whoever plays buyers, sellers and carriers; empty for a wing without any."""
