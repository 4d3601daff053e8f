"""Batches: many calls in one, worked off under a ticket."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from backend.sandbox.shop.asking import Ask, Reply
from backend.sandbox.shop.errors import ApiError, absent, not_found, wrong
from backend.sandbox.shop.state import Platform
from backend.sandbox.store import Document

MOST = 500
_REMEMBERED = 3600


class Batches:
    """Calls are done when the ticket is made; the ticket tells of them one by one as time passes."""

    def __init__(
        self, platform: Platform, answer: Callable[[Ask], Reply], spend: Callable[[str, int], Any]
    ) -> None:
        self._platform = platform
        self._answer = answer
        self._spend = spend

    def create(self, ask: Ask) -> Reply:
        """POST /batch. A repeated deduplicationKey gives the first ticket again for one hour."""
        calls = ask.json()
        if not isinstance(calls, list) or not calls:
            raise wrong("The request body must be a JSON array of requests")
        if len(calls) > MOST:
            raise wrong(f"A batch holds at most {MOST} requests")
        for call in calls:
            for name in ("path", "method"):
                if not isinstance(call, dict) or not call.get(name):
                    raise absent(f"BatchRequest.{name}")
        remembered = f"{ask.shop}:{ask.query.get('deduplicationKey', '')}"
        with self._platform.store.transaction():
            kept = (
                self._platform.store.get("deduplication", remembered)
                if ask.query.get("deduplicationKey")
                else None
            )
            if kept and kept["at"] + _REMEMBERED > self._platform.now():
                return Reply({"ticket": kept["ticket"]})
            if self._platform.switches.get("batch_counting") == "each":
                self._spend(ask.grant.token, len(calls))
            ticket = self._platform.token("t")
            responses = self._work(ask, calls, ask.flag("stopOnFirstFailure") is not False)
            document = {"shop": ask.shop, "at": self._platform.clock(), "responses": responses}
            self._platform.store.put("ticket", ticket, {**document, "group": ask.query.get("groupId")})
            if ask.query.get("deduplicationKey"):
                self._platform.store.put(
                    "deduplication", remembered, {"ticket": ticket, "at": self._platform.now()}
                )
        return Reply({"ticket": ticket})

    def status(self, ask: Ask) -> Reply:
        """GET /batch?ticket=."""
        name = ask.query.get("ticket") or ask.query.get("ticketId") or ""
        if not name:
            raise wrong("Parameter ticket is required")
        ticket = self._platform.store.get("ticket", name)
        if ticket is None or ticket["shop"] != ask.shop:
            raise not_found("Ticket", name)
        total = len(ticket["responses"])
        passed = self._platform.clock() - ticket["at"]
        pace = self._platform.config.batch_seconds
        done = total if pace <= 0 else min(total, int(passed / pace + 1e-9))
        status = "COMPLETED" if done == total else "IN_PROGRESS" if done else "QUEUED"
        answer: Document = {"status": status, "totalRequests": total, "completedRequests": done}
        escaped = ask.flag("escapedJson")
        if status == "COMPLETED":
            answer["responses"] = [_response(each, bool(escaped)) for each in ticket["responses"]]
        return Reply(answer)

    def cancel_group(self, ask: Ask) -> Reply:
        """POST /batch/cancel-group: what is done stays done."""
        if not ask.query.get("groupId") and not ask.query.get("ticketId"):
            raise wrong("Parameter groupId is required")
        return Reply({})

    def _work(self, ask: Ask, calls: list[Document], stop: bool) -> list[Document]:
        responses: list[Document] = []
        failed = False
        for call in calls:
            kept: Document = {"id": call["id"]} if "id" in call else {}
            if failed and stop:
                responses.append({**kept, "status": "NOT_EXECUTED"})
                continue
            status, payload = self._one(ask, call)
            failed = failed or status >= 400
            line = "OK" if status < 400 else str(payload.get("errorMessage", ""))
            result = {"status": "COMPLETED" if status < 400 else "FAILED", "body": payload}
            responses.append(
                {**kept, **result, "httpStatusCode": status, "httpStatusLine": f"{status} {line}"}
            )
        return responses

    def _one(self, ask: Ask, call: Document) -> tuple[int, Any]:
        parts = urlsplit(str(call["path"]))
        body = call.get("body")
        content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        path = "/" + parts.path.lstrip("/")
        if path.startswith("/batch"):
            return 400, wrong("A batch cannot hold a batch").body()
        question = Ask(
            ask.shop, str(call["method"]), path, dict(parse_qsl(parts.query, keep_blank_values=True)),
            content, "application/json", ask.grant,
        )  # fmt: skip
        try:
            with self._platform.store.transaction():
                reply = self._answer(question)
        except ApiError as error:
            return error.status, error.body()
        return reply.status, reply.payload if reply.text is None else reply.text


def _response(kept: Document, escaped: bool) -> Document:
    answer = {name: value for name, value in kept.items() if name != "body"}
    if "body" in kept:
        if escaped:
            answer["escapedHttpBody"] = json.dumps(kept["body"], ensure_ascii=False)
        else:
            answer["httpBody"] = kept["body"]
    return answer
