"""Feed documents: presigned addresses to put one up and to fetch one, as an object store offers them."""

import base64
import gzip
import secrets
import uuid
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from backend.sandbox.store import Store

KIND = "amazon_document"
ADDRESS_SECONDS = 300
# Longer documents come back compressed.
COMPRESSED_FROM = 4096


class FeedDocuments:
    """Documents with addresses that live 300 seconds."""

    def __init__(self, store: Store, clock: Callable[[], float], address: str) -> None:
        self._store, self._clock, self._address = store, clock, address
        store.declare(KIND)

    def create(self, seller_id: str, content_type: str) -> dict[str, str]:
        """An empty document and where to PUT its bytes."""
        id_ = f"amzn1.tortuga.4.{uuid.uuid4()}.T{secrets.token_hex(6).upper()}"
        self._store.put(KIND, id_, {"seller_id": seller_id, "content_type": content_type, "body": None})
        return {"feedDocumentId": id_, "url": self._presigned(id_, "put_signature")}

    def write(self, seller_id: str, body: bytes, content_type: str = "application/json") -> str:
        """A finished document of Amazon's own (a report); returns its id."""
        id_ = f"amzn1.tortuga.4.{uuid.uuid4()}.R{secrets.token_hex(6).upper()}"
        packed = len(body) >= COMPRESSED_FROM
        entry = {"seller_id": seller_id, "content_type": content_type, "gzip": packed}
        kept = gzip.compress(body) if packed else body
        self._store.put(KIND, id_, {**entry, "body": base64.b64encode(kept).decode()})
        return id_

    def get(self, seller_id: str, id_: str) -> dict[str, str] | None:
        """How to fetch a document: {feedDocumentId, url, compressionAlgorithm?}, or None."""
        entry = self._store.get(KIND, id_)
        if entry is None or entry["seller_id"] != seller_id:
            return None
        answer = {"feedDocumentId": id_, "url": self._presigned(id_, "get_signature")}
        return {**answer, "compressionAlgorithm": "GZIP"} if entry.get("gzip") else answer

    def body(self, seller_id: str, id_: str) -> bytes | None:
        """What was put up, or None where nothing was, or nothing of this seller's."""
        entry = self._store.get(KIND, id_)
        if entry is None or entry["seller_id"] != seller_id or entry["body"] is None:
            return None
        return base64.b64decode(entry["body"])

    async def upload(self, request: Request) -> Response:
        """PUT to a presigned address: the same content type, no token of ours."""
        entry = self._entry(request, "put_signature")
        if entry is None:
            return _refused("AccessDenied", "Request has expired")
        if request.headers.get("content-type", "") != entry["content_type"]:
            return _refused("SignatureDoesNotMatch", "The content type is not the one that was signed.")
        if "x-amz-access-token" in request.headers or "authorization" in request.headers:
            return _refused("InvalidArgument", "Only one auth mechanism allowed", 400)
        body = base64.b64encode(await request.body()).decode()
        self._store.put(KIND, request.path_params["id"], {**entry, "body": body})
        return Response(status_code=200)

    async def download(self, request: Request) -> Response:
        """GET from a presigned address."""
        entry = self._entry(request, "get_signature")
        if entry is None or entry["body"] is None:
            return _refused("AccessDenied", "Request has expired")
        return Response(base64.b64decode(entry["body"]), media_type=entry["content_type"])

    def _presigned(self, id_: str, name: str) -> str:
        signature, expires = secrets.token_hex(16), self._clock() + ADDRESS_SECONDS
        entry: dict[str, Any] = self._store.get(KIND, id_) or {}
        self._store.put(KIND, id_, {**entry, name: signature, f"{name}_until": expires})
        return f"{self._address}/documents/{id_}?X-Amz-Expires={ADDRESS_SECONDS}&X-Amz-Signature={signature}"

    def _entry(self, request: Request, name: str) -> dict[str, Any] | None:
        entry = self._store.get(KIND, request.path_params["id"])
        if entry is None or entry.get(name) != request.query_params.get("X-Amz-Signature", ""):
            return None
        return entry if self._clock() < entry[f"{name}_until"] else None


def _refused(code: str, message: str, status: int = 403) -> Response:
    body = f'<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code><Message>{message}</Message></Error>'
    return Response(body, status, media_type="application/xml")
