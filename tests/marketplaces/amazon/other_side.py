"""Amazon answering one odd thing at a time: hand-made answers, no sandbox."""

from collections.abc import Callable, Mapping

import httpx

from backend.domain.listing import Offer
from backend.domain.marketplace import SellerAccess
from backend.domain.money import Money
from backend.domain.policy import Condition
from backend.marketplaces.amazon.amazon import AmazonMarketplace
from backend.marketplaces.amazon.limits import OTHERWISE, PLANS
from backend.settings import Amazon
from backend.transport.client import open_client

DE = "A1PA6795UKMFR9"
SELLER = SellerAccess(1, "A2SELLER", "EU", "Atzr|kept")
OFFER = Offer("LAMP-1", "B0LAMP0001", Money(1999, "EUR"), 3, Condition.NEW)
TOKEN_URL = "https://api.example.com/auth/o2/token"
API = "https://eu.example.com"
SETTINGS = Amazon(
    application_id="amzn1.sp.solution.1",
    client_id="client",
    client_secret="secret",
    token_url=TOKEN_URL,
    api_urls={"na": "https://na.example.com", "eu": API, "fe": "https://fe.example.com"},
    consent_url="",
    draft=False,
    feed_from=1000,
)
Answer = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


class OtherSide:
    """Tokens `Atza|1`, `Atza|2` … for whoever asks; the rest answers `answers` one by one, the last one for ever."""

    def __init__(self, *answers: Answer, settings: Amazon = SETTINGS) -> None:
        self.answers, self.tokens = list(answers), list[Answer]()
        self.asked, self.asked_for_tokens = list[httpx.Request](), list[httpx.Request]()
        self.now = 1_780_000_000.0
        http = open_client(
            PLANS, OTHERWISE, clock=self.clock, sleep=self.sleep, chance=lambda: 0.5, network=httpx.MockTransport(self)
        )  # fmt: skip
        self.amazon = AmazonMarketplace(
            settings, http, return_url="https://app.example.com/amazon/return", clock=self.clock
        )

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        if str(request.url) == TOKEN_URL:
            self.asked_for_tokens.append(request)
            answer = self.tokens.pop(0) if self.tokens else token(f"Atza|{len(self.asked_for_tokens)}")
        else:
            self.asked.append(request)
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        if not isinstance(answer, httpx.Response):
            return answer(request)
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


def said(body: object, status: int = 200, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, json=body, headers={"x-amzn-RequestId": "r-1", **named})


def token(value: str, **other: object) -> httpx.Response:
    return said({"access_token": value, "token_type": "bearer", "expires_in": 3600, **other})


def refused(status: int, code: str = "Unauthorized", details: str | None = "") -> httpx.Response:
    error: Mapping[str, object] = {"code": code, "message": "Access is denied."}
    return said({"errors": [error if details is None else {**error, "details": details}]}, status)


HTML = httpx.Response(503, html="<html><body>503 Service Unavailable</body></html>")
