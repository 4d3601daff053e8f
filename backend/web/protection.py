"""Protection: plain ASGI middleware against foreign frames, foreign writes and texts that no database takes."""

import re
import secrets
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SAFE = ("GET", "HEAD", "OPTIONS")
_NUL = re.compile(rb"%00|\x00")
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class SecurityHeaders:
    """Content policy, who may frame us, no referrer to other sites, a request id on every answer."""

    def __init__(self, app: ASGIApp, *, frame_ancestors: str, admin_sources: tuple[str, ...]) -> None:
        self._app = app
        scripts = " ".join(dict.fromkeys(("'self'", *admin_sources)))
        self._policy = (
            f"default-src 'self'; script-src {scripts}; style-src {scripts}; img-src 'self' https: http: data:;"
            f" font-src 'self' https: data:; connect-src 'self'; form-action 'self'; base-uri 'none';"
            f" object-src 'none'; frame-ancestors {frame_ancestors}"
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = scope.setdefault("request_id", secrets.token_hex(6))

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("content-security-policy", self._policy)
                headers.setdefault("referrer-policy", "same-origin")
                headers.setdefault("x-content-type-options", "nosniff")
                headers.setdefault("cache-control", "no-store")
                headers["x-request-id"] = request_id
            await send(message)

        await self._app(scope, receive, guarded)


class SameSiteWrites:
    """Refuses unsafe methods that come from another site. `open_paths` prove themselves otherwise (webhooks)."""

    def __init__(self, app: ASGIApp, *, open_paths: tuple[str, ...]) -> None:
        self._app = app
        self._open_paths = open_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        unsafe = scope["type"] == "http" and scope["method"] not in _SAFE
        if unsafe and scope["path"] not in self._open_paths and not _same_site(Headers(scope=scope)):
            await PlainTextResponse("refused: the request comes from another site", 403)(scope, receive, send)
            return
        await self._app(scope, receive, send)


class NoNul:
    """Makes a space of every NUL in an address or a form: PostgreSQL takes none, and nobody types one.

    Forms at addresses that end with one of `with_files` carry files, which must come as they are: what reads their
    texts takes the NULs out.
    """

    def __init__(self, app: ASGIApp, with_files: tuple[str, ...] = ()) -> None:
        self._app = app
        self._with_files = with_files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        query = _NUL.sub(b"%20", scope["query_string"])
        scope = {**scope, "path": scope["path"].replace("\0", " "), "query_string": query}
        form = Headers(scope=scope).get("content-type", "").lower().startswith(_FORMS)
        form = form and not (self._with_files and scope["path"].endswith(self._with_files))
        await self._app(scope, _cleaned(receive) if form else receive, send)


def _cleaned(receive: Receive) -> Receive:
    """The pieces of a form's body without NULs; one may be cut in two by the network."""
    held = b""

    async def cleaned() -> Message:
        nonlocal held
        message = await receive()
        if message["type"] != "http.request":
            return message
        body, held = held + message.get("body", b""), b""
        begun = body.rfind(b"%", max(0, len(body) - 2)) if message.get("more_body") else -1
        if begun >= 0:
            body, held = body[:begun], body[begun:]
        return {**message, "body": _NUL.sub(b"+", body)}

    return cleaned


def _same_site(headers: Headers) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    # Neither header: no browser, so nobody's cookies can have been borrowed.
    return origin is None or urlsplit(origin).netloc == headers.get("host", "")
