"""Writing to buyers: Messaging v1, Solicitations v1 and the uploads of attachments (Amazon facts 4.13)."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from backend.domain.messages import FORMS, Allowed, Draft, MessageKind
from backend.marketplaces.amazon.client import AmazonClient, path_part
from backend.marketplaces.amazon.reading import Entry, entries, entry, needed, text
from backend.marketplaces.messages import Addressed
from backend.transport.errors import NotAuthorized, Rejected, Unavailable

_MESSAGING, _SOLICITATIONS = "/messaging/v1/orders", "/solicitations/v1/orders"
_UPLOADS = "/uploads/2020-11-01/uploadDestinations"
_REVIEW = "productReviewAndSellerFeedback"
# What Amazon calls a kind, and the operation that sends it.
_NAMES: Mapping[MessageKind, tuple[str, str]] = {
    MessageKind.ORDER: ("confirmOrderDetails", "createConfirmOrderDetails"),
    MessageKind.DELIVERY: ("confirmDeliveryDetails", "createConfirmDeliveryDetails"),
    MessageKind.CUSTOMIZATION: ("confirmCustomizationDetails", "confirmCustomizationDetails"),
    MessageKind.PROBLEM: ("unexpectedProblem", "createUnexpectedProblem"),
    MessageKind.SERVICE: ("confirmServiceDetails", "createConfirmServiceDetails"),
    MessageKind.ACCESS_KEY: ("digitalAccessKey", "createDigitalAccessKey"),
    MessageKind.INVOICE: ("invoice", "sendInvoice"),
    MessageKind.WARRANTY: ("warranty", "CreateWarranty"),
    MessageKind.LEGAL: ("legalDisclosure", "createLegalDisclosure"),
}
_KINDS = {name: kind for kind, (name, _) in _NAMES.items()}
# What Amazon says to whoever lacks a role or calls the wrong region; a kind that is not allowed is a 403 with other
# words ("The requested solicitation is not available for this amazonOrderId.").
_DENIED = "access to requested resource is denied"
_PATIENCE = 10.0  # seconds that a person waits


class AmazonMessages:
    """Implements the port (marketplaces/messages.py)."""

    def __init__(self, client: AmazonClient) -> None:
        self._client = client

    async def allowed(self, to: Addressed, *, interactive: bool = False) -> Allowed:
        kinds: list[MessageKind] = []
        others: list[str] = []
        no_role: list[str] = []
        language = ""
        order = path_part(to.order_code)
        try:
            said = await self._ask(to, "getMessagingActionsForOrder", f"{_MESSAGING}/{order}", interactive)
            names = _names(said)
            kinds = [kind for kind in _NAMES if _NAMES[kind][0] in names]
            others = [name for name in names if name not in _KINDS and name != "attributes"]
            if any(FORMS[kind].text for kind in kinds):
                told = await self._ask(to, "GetAttributes", f"{_MESSAGING}/{order}/attributes", interactive)
                language = text(entry(told.get("buyer")).get("locale"))
        except NotAuthorized as error:
            no_role += _closed(error, "messages")
        try:
            asked = await self._ask(
                to, "getSolicitationActionsForOrder", f"{_SOLICITATIONS}/{order}", interactive
            )
            kinds += [MessageKind.REVIEW] if _REVIEW in _names(asked) else []
        except NotAuthorized as error:
            no_role += _closed(error, "reviews")
        return Allowed(tuple(kinds), language, tuple(others), tuple(no_role))

    async def attach(self, to: Addressed, kind: MessageKind, content: bytes) -> str:
        digest = base64.b64encode(hashlib.md5(content, usedforsecurity=False).digest()).decode()
        resource = f"messaging/v1/orders/{path_part(to.order_code)}/messages/{_NAMES[kind][0]}"
        query = {"marketplaceIds": to.marketplace_id, "contentMD5": digest}
        # A second place for the same file is harmless: nobody gets what no message names.
        said = await self._client.call(
            to.seller, "createUploadDestinationForResource", "POST", f"{_UPLOADS}/{resource}", query=query,
            question=True,
        )  # fmt: skip
        place = entry(said.data.get("payload"))
        headers = {str(name): str(value) for name, value in entry(place.get("headers")).items()}
        await self._client.upload(needed(place, "url"), content, headers)
        return needed(place, "uploadDestinationId")

    async def send(self, to: Addressed, kind: MessageKind, draft: Draft, attached: Sequence[str]) -> None:
        order = path_part(to.order_code)
        if kind is MessageKind.REVIEW:
            path = f"{_SOLICITATIONS}/{order}/solicitations/{_REVIEW}"
            operation, body = "createProductReviewAndSellerFeedbackSolicitation", None
        else:
            name, operation = _NAMES[kind]
            path, body = f"{_MESSAGING}/{order}/messages/{name}", _body(kind, draft, attached)
        try:
            await self._client.call(
                to.seller, operation, "POST", path, query={"marketplaceIds": to.marketplace_id}, body=body
            )
        except NotAuthorized as error:
            if (
                error.status == 403
                and error.reason in ("role", "unknown")
                and _DENIED not in error.message.lower()
            ):
                raise Rejected("Amazon does not allow it", status=403, code="not_allowed") from error
            raise

    async def _ask(self, to: Addressed, operation: str, path: str, interactive: bool) -> Entry:
        query = {"marketplaceIds": to.marketplace_id}
        said = await self._client.call(
            to.seller, operation, "GET", path, query=query, interactive=interactive,
            patience=_PATIENCE if interactive else 30.0,
        )  # fmt: skip
        return said.data


def _body(kind: MessageKind, draft: Draft, attached: Sequence[str]) -> dict[str, Any]:
    """Exactly the fields that the kind has."""
    form, body = FORMS[kind], dict[str, Any]()
    if form.text:
        body["text"] = draft.text
    if form.files and draft.files:
        body["attachments"] = [
            {"uploadDestinationId": id_, "fileName": file.name}
            for id_, file in zip(attached, draft.files, strict=True)
        ]
    if form.dates:
        body |= {
            "coverageStartDate": f"{draft.starts}T00:00:00Z",
            "coverageEndDate": f"{draft.ends}T23:59:59Z",
        }
    return body


def _names(said: Entry) -> list[str]:
    """The names of the actions that an answer offers."""
    links = said.get("_links")
    if not isinstance(links, dict) or not isinstance(links.get("actions"), list):
        raise Unavailable("an answer without actions", status=200)
    return [name for link in entries(links["actions"]) if (name := text(link.get("name")))]


def _closed(error: NotAuthorized, what: str) -> list[str]:
    """Only a missing role closes one of the two; anything else concerns the whole seller."""
    if error.reason != "role":
        raise error
    return [what]
