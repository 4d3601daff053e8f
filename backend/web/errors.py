"""Errors as pages, or as a line in the page that is there when htmx asked for a part of it."""

import logging

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from backend.web import languages
from backend.web.rendering import render, wants_fragment

log = logging.getLogger("storelane.web")


def _page(request: Request, name: str, status: int, **context: object) -> Response:
    if wants_fragment(request):
        headers = {"hx-retarget": "#notices", "hx-reswap": "innerHTML"}
        return render(request, f"errors/{name}.html", context, fragment="notice", status=status, headers=headers)
    return render(request, f"errors/{name}.html", context, status=status)


async def no_session(request: Request, error: Exception) -> Response:
    """The token is missing, forged or too old: the shop's admin gives a new one."""
    languages.speak(request.headers.get("accept-language", "en").split(",")[0])
    return _page(request, "closed", 401)


async def refused(request: Request, error: Exception) -> Response:
    """Errors with a status of their own: not found above all."""
    assert isinstance(error, HTTPException)
    name = "not_found" if error.status_code == 404 else "refused"
    return _page(request, name, error.status_code, status=error.status_code)


async def failed(request: Request, error: Exception) -> Response:
    """Our own mistake: the page shows the reference under which the log tells what happened."""
    reference = str(request.scope.get("request_id", ""))
    log.error("failed path=%s reference=%s", request.url.path, reference, exc_info=error)
    return _page(request, "failed", 500, reference=reference)
