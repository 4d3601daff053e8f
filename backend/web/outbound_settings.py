"""The part of the settings of orders that is about Amazon's warehouse."""

from collections.abc import Mapping

from starlette.requests import Request

from backend.web.order_parts import Part
from backend.web.outbound import GIVES_BACK
from backend.web.shell import Shell


async def part(request: Request, frame: Shell, kept: Mapping[str, str]) -> Part | None:
    """Whether the shop's stock gets back what leaves Amazon's warehouse."""
    return Part("outbound/settings.html", {"gives_back": kept.get(GIVES_BACK, "on") == "on"})
