"""The sandbox's ground: store, clock, faults, call log and control page."""

import asyncio
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from backend.sandbox.calls import Exchange
from backend.sandbox.clock import SandboxClock
from backend.sandbox.faults import FaultKind
from backend.sandbox.outgoing import Delivery, Outgoing
from backend.sandbox.site import Ground, create_ground, create_site
from backend.sandbox.store import Store
from backend.sandbox.switches import Switch, Switches


def shelf(path: Path | None = None) -> Store:
    store = Store(path)
    store.declare("thing", {"shop": lambda thing: thing["shop"], "name": lambda thing: thing["name"]})
    return store


def test_documents_are_found_by_their_fields_in_order_and_in_pages() -> None:
    store = shelf()
    store.put_many("thing", ((f"{n:03}", {"shop": n % 2, "name": f"n{n}"}) for n in range(100)))
    assert store.count("thing", [("shop", "=", 1)]) == 50
    page = store.find("thing", [("shop", "=", 1)], order=["-key"], offset=10, limit=2)
    assert [thing["name"] for thing in page] == ["n79", "n77"]
    assert store.find("thing", [("name", "has", "99")]) == [{"shop": 1, "name": "n99"}]
    assert store.count("thing", [("name", "in", ["n1", "n2", "nothing"])]) == 2
    assert len(list(store.all("thing"))) == 100


def test_a_store_opened_again_knows_everything_and_computes_new_fields(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.sqlite"
    shelf(path).put("thing", "a", {"shop": 7, "name": "Café", "size": 3})
    again = Store(path)
    again.declare("thing", {"size": lambda thing: thing["size"]})
    assert again.find("thing", [("size", "=", 3)]) == [{"shop": 7, "name": "Café", "size": 3}]


def test_a_failed_transaction_leaves_nothing_behind() -> None:
    store = shelf()

    def fail_halfway() -> None:
        with store.transaction():
            store.put("thing", "a", {"shop": 1, "name": "a"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_halfway()
    assert store.get("thing", "a") is None
    assert [store.next_number("order", 100), store.next_number("order", 100)] == [100, 101]


async def test_a_sleeper_wakes_when_the_clock_has_travelled_far_enough() -> None:
    clock = SandboxClock.standing(1000)
    woken: list[float] = []

    async def nap() -> None:
        await clock.sleep(30)
        woken.append(clock())
        await clock.sleep(30)
        woken.append(clock())

    task = asyncio.ensure_future(nap())
    await clock.travel(29)
    assert woken == []
    await clock.travel(100)
    assert woken == [1030, 1060] and clock() == 1129
    await task


def test_a_clock_goes_on_after_a_restart_at_the_pace_it_had() -> None:
    real = [100.0]
    clock = SandboxClock(lambda: real[0])
    clock.set_factor(60)
    real[0] += 10
    later = SandboxClock(lambda: real[0])
    later.restore(clock.anchor)
    assert later() == clock() == 700


async def echo(request: Request) -> JSONResponse:
    request.app.state.deeds += 1
    return JSONResponse({"deeds": request.app.state.deeds, "padding": "x" * 50})


def site(ground: Ground) -> httpx.AsyncClient:
    app = Starlette(routes=[Route("/deed", echo, methods=["GET", "POST"])])
    app.state.deeds = 0
    switches = Switches(ground.store, "test", [Switch("mood", "How it feels", ("calm", "wild"))])
    transport = httpx.ASGITransport(create_site("test", app, ground, switches))
    return httpx.AsyncClient(transport=transport, base_url="http://sandbox.test")


@pytest.fixture
def ground() -> Ground:
    return create_ground(clock=SandboxClock.standing())


async def test_a_fault_strikes_as_often_as_it_was_armed(ground: Ground) -> None:
    async with site(ground) as client:
        ground.faults.arm("outage", operation="GET /deed", times=2, body="html")
        first, second, third = [await client.get("/deed") for _ in range(3)]
        assert [first.status_code, second.status_code, third.status_code] == [503, 503, 200]
        assert first.headers["content-type"] == "text/html"
        ground.faults.arm("throttle", operation="POST *")
        assert (await client.post("/deed")).headers["retry-after"] == "2"
        assert (await client.get("/deed")).status_code == 200
        assert ground.faults.disarm("throttle") == 1


async def test_a_lost_answer_is_a_deed_done_and_a_broken_connection(ground: Ground) -> None:
    async with site(ground) as client:
        ground.faults.arm("answer_lost", times=1)
        with pytest.raises(httpx.TransportError):
            await client.post("/deed")
        assert (await client.get("/deed")).json()["deeds"] == 2
        assert [call.status for call in ground.calls.newest()] == [200, None]


async def test_a_timeout_does_nothing_and_keeps_the_caller_waiting(ground: Ground) -> None:
    async with site(ground) as client:
        ground.faults.arm("timeout", times=1, seconds=30)
        call = asyncio.ensure_future(client.post("/deed"))
        await ground.clock.travel(29)
        assert not call.done()
        await ground.clock.travel(2)
        with pytest.raises(httpx.TransportError):
            await call
        assert (await client.get("/deed")).json()["deeds"] == 1


async def test_webhooks_go_out_and_redirects_are_not_followed() -> None:
    async def answer(request: Request) -> Response:
        if request.url.path == "/away":
            return RedirectResponse("/deed", 303)
        return Response(await request.body(), int(request.headers["x-status"]))

    app = Starlette(routes=[Route("/{path}", answer, methods=["POST"])])
    outgoing = Outgoing(httpx.ASGITransport(app))
    assert await outgoing.post("http://app.test/deed", b"x", {"x-status": "204"}) == Delivery(204)
    assert await outgoing.post("http://app.test/away", b"x", {}) == Delivery(303)
    await outgoing.close()
    closed = Outgoing()
    assert await closed.post("http://127.0.0.1:9/", b"x", {}) == Delivery(None, "ConnectError")
    await closed.close()


KILLED = """
import os, signal, sys
from pathlib import Path
from backend.sandbox.store import Store
store = Store(Path(sys.argv[1]))
for number in range(1000):
    store.put("thing", str(number), {"n": number})
    if number == 500:
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_was_written_survives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.sqlite"
    ended = subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False)
    assert ended.returncode == -9
    assert Store(path).count("thing") == 501


async def test_a_real_server_drops_the_connection_before_any_answer(ground: Ground) -> None:
    async def deed(request: Request) -> Response:
        return Response("done")

    app = Starlette(routes=[Route("/deed", deed)])
    whole = create_site("test", app, ground, Switches(ground.store, "test"))
    config = uvicorn.Config(whole, host="127.0.0.1", port=0, log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    config.load()
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0)
    port = server.servers[0].sockets[0].getsockname()[1]
    ground.faults.arm("answer_lost", times=1)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        with pytest.raises(httpx.TransportError):
            await client.get("/deed")
        assert (await client.get("/deed")).text == "done"
    server.should_exit = True
    await running


async def test_broken_json_is_half_an_answer(ground: Ground) -> None:
    async with site(ground) as client:
        ground.faults.arm("broken_json", times=1)
        response = await client.get("/deed")
        with pytest.raises(ValueError, match="Unterminated string"):
            response.json()


async def test_the_judge_sees_the_whole_exchange_and_its_verdict_is_written_down() -> None:
    seen: list[Exchange] = []

    def judge(exchange: Exchange) -> str | None:
        seen.append(exchange)
        return "ok"

    ground = create_ground(clock=SandboxClock.standing(), judge=judge)
    async with site(ground) as client:
        await client.post("/deed?x=1", content=b"question")
    assert (seen[0].request_body, seen[0].query, seen[0].status) == (b"question", "x=1", 200)
    assert b"deeds" in seen[0].response_body
    assert ground.calls.newest()[0].verdict == "ok"


async def test_the_control_page_does_everything_by_form_and_by_json(ground: Ground) -> None:
    ground.faults.register(FaultKind("slow_feed", "A feed takes long", "test", {"seconds": 600}))
    ground.faults.register(FaultKind("elsewhere", "Not for this site", "other"))
    async with site(ground) as client:
        page = (await client.get("/sandbox")).text
        assert "slow_feed" in page and "elsewhere" not in page and "How it feels" in page
        form = await client.post("/sandbox/faults", data={"name": "slow_feed", "times": "", "seconds": "5"})
        assert form.status_code == 303
        assert ground.faults.take("slow_feed", "test", "POST /feeds").options == {"seconds": 5}  # type: ignore[union-attr]
        assert (await client.post("/sandbox/faults", json={"name": "nonsense"})).status_code == 400
        assert (await client.post("/sandbox/faults", json={"name": "outage", "colour": 1})).status_code == 400
        assert (await client.request("DELETE", "/sandbox/faults")).json() == {"disarmed": 1}
        assert (await client.post("/sandbox/switches", json={"mood": "wild"})).json() == {"mood": "wild"}
        assert (await client.post("/sandbox/switches", json={"mood": "odd"})).status_code == 400
        assert (await client.get("/sandbox/switches")).json()[0]["value"] == "wild"
        before = ground.clock()
        await client.post("/sandbox/clock", json={"advance": 60})
        assert ground.clock() == before + 60
        await client.get("/deed")
        lines = (await client.get("/sandbox/calls")).json()
        assert [line["path"] for line in lines] == ["/deed"]
        assert "/deed" in (await client.get("/sandbox")).text
        assert (await client.get("/sandbox/nowhere")).status_code == 404
