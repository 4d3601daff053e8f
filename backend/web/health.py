"""Is it alive? 200 with what is well (or "late": lanes that are long overdue), 503 with what is not: no database, or a
worker that has gone silent."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from backend.storage import lanes
from backend.web.resources import resources

SILENT = 60  # seconds without a heartbeat


async def page(request: Request) -> Response:
    """For load balancers and people: no secret and no shop in it."""
    home = resources(request)
    try:
        beat = await lanes.last_beat(home.db)
    except Exception as error:  # whatever the driver raises: the answer is that the database is away
        return JSONResponse({"status": "down", "database": type(error).__name__}, 503)
    age = home.now() - beat if beat is not None else None
    working = age is not None and age <= SILENT
    late = await lanes.overdue(home.db, home.now())
    status = "down" if not working else "late" if late else "ok"
    body = {"status": status, "database": "ok", "worker_silent_seconds": age, "lanes_overdue": late}
    return JSONResponse(body, 200 if working else 503)
