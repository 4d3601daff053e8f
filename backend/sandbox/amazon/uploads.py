"""The Uploads API 2020-11-01: places where attachments of messages are put up, as an object store offers them."""

import base64
import binascii
import hashlib
import secrets
import uuid
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from backend.sandbox.amazon.access import Asked
from backend.sandbox.amazon.errors import bad_request
from backend.sandbox.store import Document, Store

KIND = "amazon_attachment"
ADDRESS_SECONDS = 900
_ENCRYPTED = "aws:kms"


class Uploads:
    """Destinations, each for one resource and one content, known by its MD5."""

    def __init__(self, store: Store, clock: Callable[[], float], address: str) -> None:
        self._store, self._clock, self._address = store, clock, address
        store.declare(KIND)

    def routes(self) -> list[Route]:
        """Where the bytes go."""
        return [Route("/attachments/{id}", self.put, methods=["PUT"])]

    def create(self, asked: Asked) -> dict[str, Any]:
        """createUploadDestinationForResource."""
        resource, digest = asked.path["resource"].strip("/"), asked.text("contentMD5")
        if not resource.startswith("messaging/v1/orders/"):
            raise bad_request("Invalid Input", f"{resource} takes no uploads.")
        if not _is_digest(digest):
            raise bad_request("Invalid Input", "contentMD5 is no MD5 in base64.")
        id_, signature = str(uuid.uuid4()), secrets.token_hex(16)
        self._store.put(
            KIND, id_,
            {"seller_id": asked.caller.seller_id, "resource": resource, "md5": digest, "signature": signature,
             "until": self._clock() + ADDRESS_SECONDS, "body": None},
        )  # fmt: skip
        query = f"X-Amz-Expires={ADDRESS_SECONDS}&X-Amz-Signature={signature}"
        headers = {"Content-MD5": digest, "x-amz-server-side-encryption": _ENCRYPTED}
        url = f"{self._address}/attachments/{id_}?{query}"
        return {"payload": {"uploadDestinationId": id_, "url": url, "headers": headers}}

    async def put(self, request: Request) -> Response:
        """PUT to a presigned address: the signed headers, the very content, no token of ours."""
        entry = self._store.get(KIND, request.path_params["id"])
        if entry is None or entry["signature"] != request.query_params.get("X-Amz-Signature", ""):
            return _refused("AccessDenied", "Access Denied")
        if self._clock() >= entry["until"]:
            return _refused("AccessDenied", "Request has expired")
        given = (request.headers.get("content-md5"), request.headers.get("x-amz-server-side-encryption"))
        if given != (entry["md5"], _ENCRYPTED):
            return _refused("SignatureDoesNotMatch", "The headers are not those that were signed.")
        if "x-amz-access-token" in request.headers or "authorization" in request.headers:
            return _refused("InvalidArgument", "Only one auth mechanism allowed", 400)
        body = await request.body()
        digest = hashlib.md5(body, usedforsecurity=False).digest()
        if base64.b64encode(digest).decode() != entry["md5"]:
            return _refused("BadDigest", "The Content-MD5 you specified did not match what we received.", 400)
        self._store.put(KIND, request.path_params["id"], {**entry, "body": base64.b64encode(body).decode()})
        return Response(status_code=200)

    def attached(self, seller_id: str, resource: str, id_: str, *, pdf: bool) -> bytes:
        """What was put up for a resource. Raises 400 for what is not there, another's, or no PDF where one is asked."""
        entry: Document | None = self._store.get(KIND, id_)
        if entry is None or (entry["seller_id"], entry["resource"]) != (seller_id, resource):
            raise bad_request("Invalid Input", "The uploadDestinationId is unknown.")
        if entry["body"] is None:
            raise bad_request("Invalid Input", "Nothing was uploaded to the uploadDestinationId.")
        content = base64.b64decode(entry["body"])
        if pdf and not content.startswith(b"%PDF-"):
            raise bad_request("Invalid Input", "An invoice must be a PDF.")
        return content


def _is_digest(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == hashlib.md5(usedforsecurity=False).digest_size
    except (ValueError, binascii.Error):
        return False


def _refused(code: str, message: str, status: int = 403) -> Response:
    body = f'<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code><Message>{message}</Message></Error>'
    return Response(body, status, media_type="application/xml")
