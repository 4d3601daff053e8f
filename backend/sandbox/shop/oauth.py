"""Classic OAuth: the consent page and the exchange of codes."""

import hmac
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from backend.sandbox.shop.errors import ApiError
from backend.sandbox.shop.installation import Installations
from backend.sandbox.shop.pages import Pages
from backend.sandbox.shop.state import Platform


class OAuth:
    """/api/oauth/authorize and /api/oauth/token. The store is `store_id` of the query, or the first one."""

    def __init__(self, platform: Platform, installations: Installations, pages: Pages) -> None:
        self._platform, self._installations, self._pages = platform, installations, pages

    def routes(self) -> list[Route]:
        """The addresses."""
        return [
            Route("/api/oauth/authorize", self.ask),
            Route("/api/oauth/authorize", self.decide, methods=["POST"]),
            Route("/api/oauth/token", self.exchange, methods=["POST"]),
            Route("/api/oauth/token/{shop:int}", self.exchange, methods=["POST"]),
        ]

    async def ask(self, request: Request) -> Response:
        """The consent page, or one line that says what is wrong with the link."""
        query = dict(request.query_params)
        if complaint := self._complaint(query):
            return PlainTextResponse(complaint, 400)
        shop = self._shop(query)
        scopes = query.get("scope", "").split()
        return self._pages.show("consent.html", shop, scopes=scopes, query=query)

    async def decide(self, request: Request) -> Response:
        """Back to the app with a code, or with error=access_denied."""
        form = {name: str(value) for name, value in (await request.form()).items()}
        if complaint := self._complaint(form):
            return PlainTextResponse(complaint, 400)
        answer = {"state": form["state"]} if form.get("state") else {}
        if form.get("decision") == "allow":
            shop = self._shop(form)
            code = self._installations.issue_code(shop, form.get("scope", "").split(), form["redirect_uri"])
            answer = {"code": code, "store_id": str(shop), **answer}
        else:
            answer = {"error": "access_denied", **answer}
        separator = "&" if "?" in form["redirect_uri"] else "?"
        return RedirectResponse(f"{form['redirect_uri']}{separator}{urlencode(answer)}", 303)

    async def exchange(self, request: Request) -> Response:
        """POST form: client_id, client_secret, code, redirect_uri, grant_type=authorization_code."""
        if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            return _error(415, "invalid_request", "Content-Type must be application/x-www-form-urlencoded")
        form = {name: str(value) for name, value in (await request.form()).items()}
        for name in ("client_id", "client_secret", "code", "redirect_uri", "grant_type"):
            if not form.get(name):
                return _error(400, "invalid_request", f"{name} is missing")
        if form["grant_type"] != "authorization_code":
            return _error(400, "unsupported_grant_type", "grant_type must be authorization_code")
        config = self._platform.config
        known = form["client_id"] == config.client_id
        if not known or not hmac.compare_digest(
            form["client_secret"].encode(), config.client_secret.encode()
        ):
            return _error(403, "invalid_client", "client_id or client_secret is wrong")
        try:
            token = self._installations.exchange(
                form["code"], form["redirect_uri"], request.path_params.get("shop")
            )
        except ApiError as error:
            return _error(error.status, error.code, error.message)
        return JSONResponse(token, headers={"Cache-Control": "no-store"})

    def _shop(self, query: dict[str, str]) -> int:
        stores = self._platform.config.stores
        wanted = query.get("store_id", "")
        return int(wanted) if wanted.isdigit() and int(wanted) in stores else stores[0]

    def _complaint(self, query: dict[str, str]) -> str:
        config = self._platform.config
        if query.get("client_id") != config.client_id:
            return "Unknown client_id"
        if query.get("redirect_uri", "").split("?")[0] != config.redirect_url:
            return "redirect_uri is not the registered one"
        if query.get("response_type") != "code":
            return "response_type must be code"
        if foreign := sorted(set(query.get("scope", "").split()) - set(config.scopes)):
            return f"The app is not registered for {', '.join(foreign)}"
        return "" if query.get("scope") else "scope is missing"


def _error(status: int, code: str, words: str) -> Response:
    return JSONResponse({"error": code, "error_description": words}, status)
