"""The judge writes its verdicts into the sandbox's call log."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from backend.sandbox.amazon.judge import Judge
from backend.sandbox.amazon.judge_calls import log_judge
from backend.sandbox.site import create_ground, create_site
from backend.sandbox.switches import Switches
from tests.contract.reference import CALLER, needs_models

pytestmark = needs_models


async def answer(request: Request) -> JSONResponse:
    return JSONResponse({"payload": []}, headers={"x-amzn-RequestId": "1"})


@pytest.mark.parametrize(
    ("path", "verdict"),
    [
        ("/eu/sellers/v1/marketplaceParticipations", "ok"),
        ("/sellers/v1/marketplaceParticipations?page=2", "request query page"),
        ("/listings/2021-08-01/items/A3/A%2FB?marketplaceIds=X", "answer body"),
        ("/apps/authorize/consent", None),
    ],
)
async def test_each_call_is_written_down_with_its_verdict(
    judge: Judge, path: str, verdict: str | None
) -> None:
    ground = create_ground(judge=log_judge(judge))
    app = Starlette(routes=[Route("/{path:path}", answer)])
    site = create_site("amazon", app, ground, Switches(ground.store, "amazon"))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(site), base_url="http://amazon.test"
    ) as client:
        await client.get(path, headers=CALLER)
    written = ground.calls.newest()[0].verdict
    assert written == verdict if verdict in ("ok", None) else str(written).startswith(str(verdict))
