"""Errors as pages, or as a notice in the page that is there when htmx asked for a part of it."""

import logging

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from backend.web.languages import _
from backend.web.rendering import render, wants_fragment
from backend.web.session import current

log = logging.getLogger("storelane.web")


def _page(request: Request, status: int, title: str, text: str) -> Response:
    alone = wants_fragment(request)
    return render(
        request, "errors/page.html", {"title": title, "text": text, "alone": alone},
        fragment="notice" if alone else None, status=status,
        headers={"hx-retarget": "#notices", "hx-reswap": "innerHTML"} if alone else None,
    )  # fmt: skip


async def no_session(request: Request, error: Exception) -> Response:
    """401: the token is missing, forged or too old, or its shop is gone: the shop's admin gives a new one."""
    current(request)
    return _page(
        request, 401, _("Open the app again"),
        _("This page was open for a long time, or your browser did not keep it. Open Storelane again from your shop's"
          " admin, under Sales Channels. Nothing is lost."),
    )  # fmt: skip


async def refused(request: Request, error: Exception) -> Response:
    """Errors with a status of their own: not found above all."""
    assert isinstance(error, HTTPException)
    current(request)
    if error.status_code == 404:
        text = _("The page or the thing you were looking for is gone, or it never was in this shop.")
        return _page(request, 404, _("There is nothing here"), text)
    text = _("The request was not understood, so nothing was changed. Go back and try again.")
    return _page(request, error.status_code, _("That is not possible"), text)


async def failed(request: Request, error: Exception) -> Response:
    """500, our own mistake: the page shows the reference under which the log tells what happened."""
    reference = str(request.scope.get("request_id", ""))
    log.error("failed path=%s reference=%s", request.url.path, reference, exc_info=error)
    current(request)
    text = _(
        "What you did before is kept. Try again in a moment. If it happens again, tell us this reference: %s"
    )
    return _page(request, 500, _("Something went wrong on our side"), text % reference)
