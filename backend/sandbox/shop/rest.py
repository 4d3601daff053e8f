"""The REST API over HTTP: /api/v3/{store}/…"""

import json
import re
from collections.abc import Callable, Sequence

from starlette.requests import Request
from starlette.responses import Response

from backend.sandbox.shop.access import Access
from backend.sandbox.shop.asking import Ask, Reply, Rule
from backend.sandbox.shop.errors import ApiError
from backend.sandbox.shop.state import Platform

Match = Callable[[str], re.Match[str] | None]

_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE",
}


class Rest:
    """Checks who asks, finds the rule, answers."""

    def __init__(self, platform: Platform, access: Access) -> None:
        self._platform = platform
        self._access = access
        self._rules: list[tuple[Rule, Match]] = []

    def add(self, rules: Sequence[Rule]) -> None:
        """Learn operations."""
        self._rules += [(rule, rule.pattern().match) for rule in rules]

    def answer(self, ask: Ask) -> Reply:
        """Answer a question whose token is known: 404 for an unknown path, 405 for a method, 402, 403."""
        allowed = False
        for rule, match in self._rules:
            found = match(ask.path)
            if not found:
                continue
            allowed = True
            if rule.method == ask.method:
                self._access.check(ask.grant, rule)
                params = found.groupdict()
                return rule.answer(
                    Ask(
                        ask.shop,
                        ask.method,
                        ask.path,
                        ask.query,
                        ask.body,
                        ask.content_type,
                        ask.grant,
                        params,
                    )
                )
        if allowed:
            raise ApiError(405, "METHOD_NOT_ALLOWED", f"{ask.method} is not allowed here")
        raise ApiError(404, "NOT_FOUND", "There is nothing at this address")

    async def endpoint(self, request: Request) -> Response:
        """Starlette's endpoint of every method under /api/v3/{store}."""
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_CORS)
        headers = dict(_CORS)
        try:
            reply = self.answer(await self._read(request, headers))
        except ApiError as error:
            return self._write(Reply(error.body(), error.status), headers | error.headers)
        return self._write(reply, headers)

    async def _read(self, request: Request, headers: dict[str, str]) -> Ask:
        shop = request.path_params["shop"]
        if not shop.isdigit() or int(shop) not in self._platform.config.stores:
            raise ApiError(404, "STORE_NOT_FOUND", f"Store #{shop} not found")
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        token = token.strip() if kind.lower() == "bearer" else request.query_params.get("token", "")
        caller = request.client.host if request.client else ""
        grant = self._access.grant(int(shop), token, caller)
        left = self._access.spend(token)
        if self._platform.switches.on("rate_headers"):
            headers["X-RateLimit-Remaining"] = str(left)
        return Ask(
            int(shop),
            request.method,
            "/" + request.path_params["path"],
            dict(request.query_params),
            await request.body(),
            request.headers.get("content-type", ""),
            grant,
        )

    def _write(self, reply: Reply, headers: dict[str, str]) -> Response:
        if reply.text is not None:
            return Response(reply.text, reply.status, headers, "text/plain; charset=utf-8")
        text = json.dumps(reply.payload, ensure_ascii=False, separators=(",", ":"))
        # Documents keep pictures by path, because the address may change between two starts.
        text = text.replace('"/pictures/', f'"{self._platform.config.address}/pictures/')
        return Response(text, reply.status, headers, "application/json;charset=UTF-8")
