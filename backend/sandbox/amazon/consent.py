"""Seller Central: the consent page, the Appstore's way in, and the apps a seller has authorised."""

import secrets
from collections.abc import Callable
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.sandbox.amazon.config import AmazonConfig, Merchant
from backend.sandbox.amazon.pages import UNFRAMED, Pages
from backend.sandbox.amazon.regions import BY_COUNTRY, Marketplace, country_of
from backend.sandbox.amazon.sellers import Sellers
from backend.sandbox.amazon.tokens import Tokens
from backend.sandbox.store import Store

VISIT = "amazon_visit"
VISIT_SECONDS = 600
DEFAULT_COUNTRY = "DE"
ERRORS = {
    "MD1000": "The application is not available: unknown, or a draft without version=beta.",
    "MD5101": "The redirect URI is not one that is registered for this application.",
    "MD5110": "The redirect URI holds a fragment (#).",
    "MD9100": "The login URI or the redirect URI of the application is missing.",
    "SPDC8143": "Only the primary user of a selling account may authorise an application.",
}


class Refused(Exception):
    """A consent page that is an error; its text is Amazon's code."""


class Consent:
    """The pages where a seller says yes or no."""

    def __init__(
        self,
        config: AmazonConfig,
        store: Store,
        clock: Callable[[], float],
        sellers: Sellers,
        tokens: Tokens,
        pages: Pages,
    ) -> None:
        self._config, self._store, self._clock = config, store, clock
        self._sellers, self._tokens, self._pages = sellers, tokens, pages
        store.declare(VISIT)

    async def consent(self, request: Request) -> Response:
        """GET shows the question, POST takes the answer."""
        try:
            place, redirect_uri, state = self._checked(request)
            if request.method == "GET":
                return self._question(request, place)
            return await self._answer(request, place, redirect_uri, state)
        except Refused as error:
            return self._error(str(error))

    async def appstore(self, request: Request) -> Response:
        """The application's page in the Appstore. GET shows it, POST opens the application's login URI."""
        if request.method == "GET":
            return self._pages.render("appstore.html", accounts=self._sellers.accounts, error="")
        form = await request.form()
        account = self._sellers.by_login(str(form.get("login", "")))
        region = str(form.get("region", ""))
        if account is None or region not in account.merchants:
            return self._pages.render(
                "appstore.html", 400, accounts=self._sellers.accounts, error="Choose an account."
            )
        if not account.primary:
            return self._error("SPDC8143")
        if not self._config.login_uri or not self._config.redirect_uris:
            return self._error("MD9100")
        merchant, visit = account.merchants[region], secrets.token_urlsafe(24)
        entry = {"seller_id": merchant.id, "region": region, "at": self._clock(), "used": False}
        self._store.put(VISIT, visit, entry)
        country = merchant.countries[0].lower()
        place = f"{self._config.address}/sellercentral/{country}"
        callback = f"{place}/apps/authorize/confirm/{self._config.application_id}"
        query = {
            "amazon_callback_uri": callback,
            "amazon_state": visit,
            "selling_partner_id": merchant.id,
            **({"version": "beta"} if self._config.draft else {}),
        }
        return _redirect(self._config.login_uri, query)

    async def confirm(self, request: Request) -> Response:
        """Where the application sends the browser back to, when the seller started in the Appstore."""
        query = request.query_params
        visit = self._store.get(VISIT, query.get("amazon_state", ""))
        try:
            if request.path_params["application_id"] != self._config.application_id or visit is None:
                raise Refused("MD1000")
            if visit["used"] or self._clock() >= visit["at"] + VISIT_SECONDS or not query.get("state"):
                raise Refused("MD1000")
            if self._config.draft != (query.get("version") == "beta"):
                raise Refused("MD1000")
            redirect_uri = self._redirect_uri(query.get("redirect_uri"))
        except Refused as error:
            return self._error(str(error))
        self._store.put(VISIT, query["amazon_state"], {**visit, "used": True})
        return self._back(redirect_uri, query["state"], visit["seller_id"], visit["region"])

    async def manage(self, request: Request) -> Response:
        """Manage your apps: what sellers have authorised. POST {token, action: revoke | age}."""
        if request.method == "POST":
            form = await request.form()
            token = str(form.get("token", ""))
            done = (
                self._tokens.age(token, int(str(form.get("days") or 365)))
                if form.get("action") == "age"
                else self._tokens.revoke(token)
            )
            if not done:
                return self._pages.render("error.html", 404, code="404", message="No such authorisation.")
            return RedirectResponse("/manage-apps", 303, UNFRAMED)
        grants = [
            {**grant, "seller": self._sellers.name(grant["seller_id"])} for grant in self._tokens.grants()
        ]
        return self._pages.render("manage.html", grants=grants)

    def _checked(self, request: Request) -> tuple[Marketplace, str, str]:
        query = request.query_params
        country = country_of(request.path_params.get("place", DEFAULT_COUNTRY))
        if country is None or query.get("application_id") != self._config.application_id:
            raise Refused("MD1000")
        if self._config.draft != (query.get("version") == "beta") or not query.get("state"):
            raise Refused("MD1000")
        return BY_COUNTRY[country], self._redirect_uri(query.get("redirect_uri")), query["state"]

    def _redirect_uri(self, given: str | None) -> str:
        if not self._config.redirect_uris:
            raise Refused("MD9100")
        if given is None:
            return self._config.redirect_uris[0]
        if "#" in given:
            raise Refused("MD5110")
        if given not in self._config.redirect_uris:
            raise Refused("MD5101")
        return given

    def _question(self, request: Request, place: Marketplace, missing: str = "") -> Response:
        rows = [(account, account.merchants.get(place.region)) for account in self._sellers.accounts]
        return self._pages.render(
            "consent.html",
            400 if missing else 200,
            place=place,
            region=place.region,
            rows=rows,
            countries=_countries,
            action=f"{request.url.path}?{request.url.query}",
            missing=missing,
        )

    async def _answer(self, request: Request, place: Marketplace, redirect_uri: str, state: str) -> Response:
        form = await request.form()
        if form.get("decision") != "confirm":
            message = "You did not authorise the application. Nothing has changed."
            return self._pages.render("error.html", code="Cancelled", message=message)
        account = self._sellers.by_login(str(form.get("login", "")))
        merchant = account.merchants.get(place.region) if account else None
        if account is None or merchant is None:
            return self._question(request, place, "Choose an account that sells in this region.")
        if not account.primary:
            raise Refused("SPDC8143")
        if not form.get("agree"):
            return self._question(request, place, "Tick the box to go on.")
        return self._back(redirect_uri, state, merchant.id, place.region)

    def _back(self, redirect_uri: str, state: str, seller_id: str, region: str) -> Response:
        code = self._tokens.issue_code(seller_id, region, redirect_uri)
        return _redirect(
            redirect_uri, {"state": state, "selling_partner_id": seller_id, "spapi_oauth_code": code}
        )

    def _error(self, code: str) -> Response:
        return self._pages.render("error.html", 400, code=code, message=ERRORS[code])


def _redirect(address: str, query: dict[str, str]) -> Response:
    mark = "&" if "?" in address else "?"
    return RedirectResponse(f"{address}{mark}{urlencode(query)}", 303, UNFRAMED)


def _countries(merchant: Merchant) -> str:
    return ", ".join(merchant.countries)
