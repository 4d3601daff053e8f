"""The Product Type Definitions API: search, get, and the schema documents at presigned addresses."""

import base64
import hashlib
import json
import secrets
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from backend.sandbox.amazon.access import Asked
from backend.sandbox.amazon.definitions import ADDRESS, USUAL, Definitions
from backend.sandbox.amazon.errors import bad_request, not_found
from backend.sandbox.amazon.regions import MARKETPLACES
from backend.sandbox.amazon.shipping_templates import ShippingTemplates
from backend.sandbox.store import Store

KIND = "amazon_schema"
ADDRESS_SECONDS = 7 * 86400
META = {"$schema": "https://json-schema.org/draft/2019-09/schema", "$id": f"{ADDRESS}/meta-schema/v1"}


class DefinitionsApi:
    """The operations, each from a call to the body of its answer."""

    def __init__(
        self,
        types: Definitions,
        store: Store,
        clock: Callable[[], float],
        address: str,
        templates: ShippingTemplates,
    ) -> None:
        self._types, self._store, self._clock, self._address = types, store, clock, address
        self._templates = templates
        store.declare(KIND)

    def search(self, asked: Asked) -> dict[str, Any]:
        """searchDefinitionsProductTypes."""
        words, title = asked.items("keywords"), asked.text("itemName")
        if words and title:
            raise bad_request("'keywords' and 'itemName' exclude one another.")
        given = " ".join(words) or title
        names = self._types.search(given) if given else self._types.names()
        if title and not names and self._types.has(USUAL):
            names = [USUAL]  # Amazon recommends something for every title
        places = asked.items("marketplaceIds")
        found = [
            {"name": name, "displayName": self._types.title(name), "marketplaceIds": places} for name in names
        ]
        return {"productTypes": found, "productTypeVersion": self._types.version}

    def get(self, asked: Asked) -> dict[str, Any]:
        """getDefinitionsProductType."""
        name, place = asked.path["productType"], asked.items("marketplaceIds")[0]
        if not self._types.has(name):
            raise not_found(f"Product type {name} was not found.")
        if (version := asked.text("productTypeVersion", "LATEST")) not in ("LATEST", self._types.version):
            raise not_found(f"Version {version} of product type {name} was not found.")
        requirements = asked.text("requirements", "LISTING")
        enforced = asked.text("requirementsEnforced", "ENFORCED")
        own = self._templates.own(asked.caller.seller_id, place) if "sellerId" in asked.query else None
        parentage = asked.text("parentageLevel", "NONE")
        given = asked.text("locale", "DEFAULT")
        locale = MARKETPLACES[place].language if given == "DEFAULT" else given
        document = self._types.document(
            name, place, requirements, enforced == "ENFORCED", own, parentage, locale
        )
        return {
            "metaSchema": self._link({**META, "$vocabulary": {}}),
            "schema": self._link(document),
            "requirements": requirements,
            "requirementsEnforced": enforced,
            "propertyGroups": self._types.groups(name, document, locale),
            "locale": locale,
            "marketplaceIds": [place],
            "productType": name,
            "displayName": self._types.title(name, locale),
            "productTypeVersion": {"version": self._types.version, "latest": True, "releaseCandidate": False},
        }

    async def document(self, request: Request) -> Response:
        """GET of a presigned address; needs no token."""
        entry = self._store.get(KIND, request.path_params["id"])
        signature = request.query_params.get("X-Amz-Signature", "")
        if entry is None or entry["signature"] != signature or self._clock() >= entry["until"]:
            return Response("<Error><Code>AccessDenied</Code></Error>", 403, media_type="application/xml")
        return Response(entry["body"], media_type="application/json")

    def _link(self, document: dict[str, Any]) -> dict[str, Any]:
        body = json.dumps(document, ensure_ascii=False)
        digest = hashlib.md5(body.encode(), usedforsecurity=False).digest()
        id_, now = digest.hex(), self._clock()
        kept = self._store.get(KIND, id_)
        if kept is None or kept["until"] - now < ADDRESS_SECONDS / 2:
            kept = {"body": body, "signature": secrets.token_hex(16), "until": now + ADDRESS_SECONDS}
            self._store.put(KIND, id_, kept)
        query = f"X-Amz-Expires={ADDRESS_SECONDS}&X-Amz-Signature={kept['signature']}"
        link = {"resource": f"{self._address}/schemas/{id_}?{query}", "verb": "GET"}
        return {"link": link, "checksum": base64.b64encode(digest).decode()}
