"""The gate: until a shop has an owner account, every page of the admin leads to the one that says how to register.

A shop that has listings already is let through: what sells is not cut off, it only sees a line on every page.
"""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from backend.storage import owners
from backend.web.rendering import wants_fragment
from backend.web.resources import Resources, resources
from backend.web.session import current

REGISTER = "/register"


class Gate:
    """Stands inside the app. `open_paths`: addresses that need no session."""

    def __init__(self, app: ASGIApp, *, open_paths: tuple[str, ...]) -> None:
        self._app = app
        self._open_paths = (*open_paths, REGISTER)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._passes(scope["path"]):
            request = Request(scope, receive)
            session = current(request)
            if session is not None and await shut(resources(request), session.shop_id):
                await _led(request)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _passes(self, path: str) -> bool:
        account = path == "/account" or path.startswith(("/account/", "/assets/"))
        return account or path in self._open_paths


async def shut(home: Resources, shop_id: int) -> bool:
    """Whether a shop has to be registered before anything else."""
    return home.settings.owners.on and await owners.standing(home.db, shop_id) == "new"


def _led(request: Request) -> Response:
    if wants_fragment(request):
        return Response(status_code=204, headers={"hx-redirect": REGISTER})
    return RedirectResponse(REGISTER, 303)
