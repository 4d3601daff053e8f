"""A transport that asks the judge about every call that passes through it."""

import gzip
import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from backend.sandbox.amazon.judge import Judge

# The sandbox serves three regions on one host: the region comes before the path.
REGION = re.compile("^/(na|eu|fe)(?=/)")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the judge said of one call. `status` is None where no answer came; no problems means valid."""

    operation: str
    method: str
    path: str
    status: int | None
    request: tuple[str, ...] = ()
    answer: tuple[str, ...] = ()


class JudgedTransport(httpx.AsyncBaseTransport):
    """Passes every call on to `inner` and keeps the judge's verdicts.

    Calls that are no operation of Amazon's models (the consent page, the sandbox's controls) pass unjudged,
    except under the paths in `api`, where an unknown operation is a problem. Documents at a presigned address
    (feeds, reports of feeds, product types) are judged when that address was seen in an answer.
    Without a judge nothing is judged: that is how tests run where Amazon's models are absent.
    """

    api = (
        "/listings/", "/catalog/", "/definitions/", "/feeds/", "/reports/", "/notifications/", "/sellers/", "/orders/",
        "/auth/o2/token", "/messaging/", "/solicitations/", "/uploads/",
        "/shipping/v2/",
        "/fba/outbound/", "/auth/o2/token",
    )  # fmt: skip

    def __init__(self, inner: httpx.AsyncBaseTransport, judge: Judge | None) -> None:
        self._inner = inner
        self._judge = judge
        self._documents: dict[str, tuple[str, bool]] = {}
        self.verdicts: list[Verdict] = []

    @property
    def problems(self) -> list[str]:
        """Every problem in one line of its own: which call, which side, what."""
        return [
            f"{verdict.method} {verdict.path} ({verdict.operation}), {side}: {problem}"
            for verdict in self.verdicts
            for side, found in (("request", verdict.request), ("answer", verdict.answer))
            for problem in found
        ]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """httpx."""
        if self._judge is None:
            return await self._inner.handle_async_request(request)
        body = await request.aread()
        raw, _, query = request.url.raw_path.decode("ascii").partition("?")
        path = REGION.sub("", raw)
        address = str(request.url)
        operation = self._judge.operation(request.method, path)
        kind = "" if operation else self._kind(address)
        if not operation and not kind and not path.startswith(self.api):
            return await self._inner.handle_async_request(request)
        named = operation or kind or "unknown"
        if kind:
            problems = self._document_request(request, kind, body)
        else:
            problems = self._judge.request(request.method, path, query, request.headers, body or None)
        asked = Verdict(named, request.method, path, None, tuple(problems))
        try:
            response, content = await _kept(await self._inner.handle_async_request(request))
        except Exception:
            self.verdicts.append(asked)
            raise
        if kind:
            found = self._document_answer(address, response, content)
        else:
            found = self._judge.answer(request.method, path, response.status_code, response.headers, content)
            self._remember(operation, request, response, content)
        answered = Verdict(named, request.method, path, response.status_code, asked.request, tuple(found))
        self.verdicts.append(answered)
        return response

    async def aclose(self) -> None:
        """Close the inner transport."""
        await self._inner.aclose()

    def _kind(self, address: str) -> str:
        return self._documents.get(address, ("", False))[0]

    def _remember(
        self, operation: str | None, request: httpx.Request, response: httpx.Response, content: bytes
    ) -> None:
        """Keep the addresses under which a document will be fetched or put."""
        name = (operation or "").rpartition(".")[2]
        if not response.is_success or name not in WITH_DOCUMENTS:
            return
        answer = json.loads(content)
        packed = answer.get("compressionAlgorithm") == "GZIP"
        address = (
            answer["schema"]["link"]["resource"] if name == "getDefinitionsProductType" else answer["url"]
        )
        if urlsplit(address).scheme:
            self._documents[str(httpx.URL(address))] = (WITH_DOCUMENTS[name], packed)

    def _document_request(self, request: httpx.Request, kind: str, body: bytes) -> list[str]:
        problems = []
        if "x-amz-access-token" in request.headers:
            problems.append("header x-amz-access-token: has no business at a presigned address")
        if kind == "feed" and request.headers.get("content-type", "").startswith("text/xml"):
            # Feeds of orders: no schema of theirs is among the models, so the sandbox itself is strict about them.
            return problems if body.startswith(b"<?xml") else [*problems, "is not XML"]
        if kind == "feed" and request.method == "PUT" and self._judge is not None:
            problems += self._judge.feed(json.loads(body))
        return problems

    def _document_answer(self, address: str, response: httpx.Response, content: bytes) -> list[str]:
        kind, packed = self._documents[address]
        if self._judge is None or not response.is_success or kind == "feed":
            return []
        if response.headers.get("content-type", "").startswith("text/xml"):
            return []
        document: Any = json.loads(gzip.decompress(content) if packed else content)
        return self._judge.report(document) if kind == "report" else self._judge.product_type(document)


WITH_DOCUMENTS = {
    "createFeedDocument": "feed",
    "getFeedDocument": "report",
    "getDefinitionsProductType": "product type",
}


async def _kept(response: httpx.Response) -> tuple[httpx.Response, bytes]:
    """The same answer with its bytes in memory, and those bytes decoded."""
    assert isinstance(response.stream, httpx.AsyncByteStream)
    raw = b"".join([chunk async for chunk in response.stream])
    await response.aclose()
    headers = response.headers.raw
    copy = httpx.Response(response.status_code, headers=headers, content=raw)
    stream = httpx.ByteStream(raw)
    return (
        httpx.Response(response.status_code, headers=headers, stream=stream, extensions=response.extensions),
        copy.content,
    )
