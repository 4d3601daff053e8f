"""One thin client for the Selling Partner API: builds the request, sends it, checks the answer."""

import json
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO
from urllib.parse import quote, urlencode

import httpx

from backend.domain.marketplace import SellerAccess
from backend.domain.people import hushed, said_under
from backend.marketplaces.amazon.auth import Tokens
from backend.marketplaces.amazon.reading import Entry, entries, first, parsed, text, told_wait
from backend.transport.calls import Call, extensions
from backend.transport.errors import (
    NotAuthorized,
    NotFound,
    Reason,
    Rejected,
    RemoteError,
    Throttled,
    Unavailable,
)

# Fields of what we send that hold people; small letters. Listings have none of them.
PERSONAL = frozenset((
    "shipto", "shiptoaddress", "deliveryaddress", "destinationaddress", "destination", "recipient", "buyer",
    "buyername", "buyeremail", "notificationemails", "text", "rawmessagebody", "giftmessage",
))  # fmt: skip
PIECE, LARGEST = 1 << 16, 1 << 30  # bytes: what is handled at once, and what no report exceeds


@dataclass(frozen=True, slots=True)
class Answer:
    """The JSON object of a success, and the id that Amazon's support asks for."""

    data: Entry
    request_id: str


class AmazonClient:
    """Calls on behalf of sellers; `api_urls` by region in small letters. Raises the errors of transport/errors.py."""

    def __init__(self, http: httpx.AsyncClient, tokens: Tokens, api_urls: Mapping[str, str]) -> None:
        self._http, self._tokens, self._api_urls = http, tokens, api_urls

    async def call(
        self, seller: SellerAccess, operation: str, method: str, path: str, *,
        query: Mapping[str, str] | None = None, body: object = None, interactive: bool = False, once: bool = False,
        patience: float = 30.0, as_application: bool = False, question: bool = False, personal: bool = False,
        headers: Mapping[str, str] | None = None, empty: bool = False,
    ) -> Answer:  # fmt: skip
        """One operation. A token that is refused is renewed once, which also tells whether the consent still stands.

        GET, PUT and DELETE may be repeated by the transport, unless `once` asks to look first after a lost answer.
        `as_application`: in the seller's region, but not on its behalf. `question`: a POST that only asks, so it may be
        repeated too; its answer may be a bare list, which then stands under `list`. `personal`: the answer is about
        people, so of a refusal only the code is believed to hold none; what we said of people is never repeated.
        `headers`: the operation's own. `empty`: its success has no body.
        """
        safe = question or (method in ("GET", "PUT", "DELETE") and not once)
        call = Call(
            operation,
            f"{seller.region}:" if as_application else seller.account,
            safe=safe,
            interactive=interactive,
            patience=patience,
        )
        url = self._api_urls[seller.region.lower()] + path
        if query:
            url += "?" + urlencode(query, quote_via=quote, safe=",:")
        token = await self._token(seller, as_application)
        response = await self._http.send(self._request(method, url, token, body, call, headers))
        if _token_refused(response):
            token = await self._token(seller, as_application, spent=token)
            response = await self._http.send(self._request(method, url, token, body, call, headers))
        if empty and response.is_success:
            return Answer({}, response.headers.get("x-amzn-requestid", ""))
        people = list(said_under(body, PERSONAL))
        return _answer(
            response, "GET" if question else method, listed=question, people=people, personal=personal
        )

    async def _token(self, seller: SellerAccess, as_application: bool, spent: str = "") -> str:
        if as_application:
            return await self._tokens.application(spent=spent)
        return await self._tokens.access(seller, spent=spent)

    def _request(
        self, method: str, url: str, token: str, body: object, call: Call, more: Mapping[str, str] | None
    ) -> httpx.Request:
        headers = {**(more or {}), "x-amz-access-token": token, "accept": "application/json"}
        content = None
        if body is not None:
            headers["content-type"] = "application/json"
            content = json.dumps(body, ensure_ascii=False).encode()
        return self._http.build_request(
            method, url, content=content, headers=headers, extensions=extensions(call)
        )

    async def upload(self, url: str, content: bytes, headers: Mapping[str, str]) -> None:
        """Put a document where Amazon said, with the headers that it signed; the address itself is the permission, no
        token goes with it."""
        request = self._http.build_request(
            "PUT", url, content=content, headers=headers, extensions=extensions(Call("upload", safe=True))
        )
        response = await self._http.send(request)
        if not response.is_success:
            # Nothing is worked on before createFeed, and a dead address (403) is cured by a new one.
            raise Unavailable("the document was not taken", status=response.status_code)

    async def download(self, url: str, *, most: int = 0) -> bytes:
        """Fetch a document from where Amazon said; its address dies after a while. `most`: bytes, 0: any."""
        request = self._http.build_request(
            "GET", url, extensions=extensions(Call("download", safe=True, most=most))
        )
        response = await self._http.send(request)
        if not response.is_success:
            raise Unavailable("the document cannot be had", status=response.status_code)
        if most and len(response.content) > most:
            raise Unavailable("a document that is too large")
        return response.content

    async def download_to(self, url: str, file: BinaryIO, *, packed: bool) -> str:
        """Fetch a large document into a file, unpacked when it is `packed` with gzip; the charset that came with it.

        Raises Unavailable when it cannot be had whole, Rejected when it is larger than any report.
        """
        call = Call("download", safe=True, streamed=True)
        response = await self._http.send(
            self._http.build_request("GET", url, extensions=extensions(call)), stream=True
        )
        try:
            if not response.is_success:
                raise Unavailable("the document cannot be had", status=response.status_code)
            unpack = zlib.decompressobj(wbits=31) if packed else None
            async for piece in response.aiter_bytes(PIECE):
                _write(file, piece, unpack)
            if unpack is not None and not unpack.eof:
                raise Unavailable("the document ended in its middle")
        except (httpx.RequestError, httpx.StreamError, zlib.error) as error:
            raise Unavailable("the document did not come whole") from error
        finally:
            await response.aclose()
        return response.charset_encoding or ""


def _write(file: BinaryIO, piece: bytes, unpack: Any) -> None:
    """A piece as it is, or unpacked in pieces of its own: a small one may unfold to very much."""
    while piece:
        file.write(unpack.decompress(piece, PIECE) if unpack is not None else piece)
        if file.tell() > LARGEST:
            raise Rejected("a document larger than any report", code="size")
        piece = unpack.unconsumed_tail if unpack is not None else b""


def path_part(value: str) -> str:
    """A value as one part of a path: a SKU may hold slashes, spaces and letters of any script.

    One that is a dot or two would be taken for a direction, so their dots are encoded too.
    """
    return value.replace(".", "%2E") if value in (".", "..") else quote(value, safe="")


def _answer(
    response: httpx.Response, method: str, *, listed: bool = False, people: Iterable[str] = (),
    personal: bool = False,
) -> Answer:  # fmt: skip
    request_id = response.headers.get("x-amzn-requestid", "")
    if not response.is_success:
        raise refusal(response, method, people=people, personal=personal)
    said = parsed(response.content, listed=listed)
    if said is None:
        raise Unavailable("an answer that makes no sense", may_have_happened=method != "GET")
    return Answer(said, request_id)


def refusal(
    response: httpx.Response, method: str, *, people: Iterable[str] = (), personal: bool = False
) -> RemoteError:
    """The error that an answer stands for; a gateway's HTML is an outage like any other (Amazon facts 3.2). What was
    said of `people` is left out; a `personal` one is told by its code alone."""
    status, request_id = response.status_code, response.headers.get("x-amzn-requestid", "")
    code, message, details = _first_error(response)
    code = re.sub(r"[^\w.-]", "", code)[:60] if personal else code
    message = code if personal else hushed(message, people)
    if status in (401, 403):
        return NotAuthorized(message or "refused", reason=_reason(code, details), status=status, code=code)
    if status == 429:
        return Throttled(message or "too many calls", retry_after=told_wait(response.headers))
    if status == 404:
        return NotFound(message or "not there", status=status, code=code, request_id=request_id)
    # Amazon's API does not redirect: what does stands between it and us.
    if status >= 500 or status == 408 or status < 400:
        return Unavailable(f"Amazon answered {status}", may_have_happened=method != "GET", status=status)
    return Rejected(message or f"Amazon answered {status}", status=status, code=code, request_id=request_id)


def _first_error(response: httpx.Response) -> tuple[str, str, str]:
    """Code, message and details of the first error; empty texts where the body is something else."""
    found = first(entries((parsed(response.content) or {}).get("errors")))
    return text(found.get("code")), text(found.get("message")), text(found.get("details"))


def _reason(code: str, details: str) -> Reason:
    """Who must act on a 401 or 403 (Amazon facts 1.6): empty details stand for a missing role or a wrong region."""
    if "secret" in details.lower():
        return "client"
    return "role" if code and not details else "unknown"


def _token_refused(response: httpx.Response) -> bool:
    """Whether the access token is to blame: it ran out, was taken back, or Amazon knows it no more."""
    details = _first_error(response)[2].lower() if response.status_code in (401, 403) else ""
    return "token" in details and "secret" not in details
