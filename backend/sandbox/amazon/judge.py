"""Judges requests and answers by Amazon's own models of its API.

The models (Swagger 2.0, Apache-2.0) are not part of this repository: the judge is for tests, and for the call
log of the sandbox, on machines that have them.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator, Draft7Validator
from jsonschema.exceptions import ValidationError

from backend.sandbox.amazon.judge_documents import (
    FEED,
    REPORT,
    document_problems,
    feed_problems,
    load_schema,
    product_type_problems,
)
from backend.sandbox.amazon.judge_login import (
    TOKEN_OPERATION,
    TOKEN_PATH,
    token_answer_problems,
    token_request_problems,
)
from backend.sandbox.amazon.judge_models import Operation, load_operations
from backend.sandbox.amazon.judge_parameters import header_problems, path_problems, query_problems, shortened
from backend.sandbox.amazon.judge_rules import asked, rule_problems

# The gateway in front of every operation answers these, whether a model lists them or not.
GATEWAY_STATUSES = (401, 403, 429, 500, 502, 503, 504)
LONGEST_USER_AGENT = 500
NO_CONTENT = 204


@dataclass(frozen=True, slots=True)
class Defect:
    """A place where a model is known to be stricter than Amazon itself, and why it is forgiven."""

    operation: str
    path: str
    keyword: str
    reason: str


DEFECTS = (
    Defect(
        operation=r"notifications\.(createDestination|getDestinations?)",
        path=r"\$\.payload(\[\d+\])?\.resource\.(sqs|eventBridge)",
        keyword="type",
        reason="A destination carries an explicit null for the kind it is not; the models know no null.",
    ),
)


class Judge:
    """Amazon's models, compiled. Every verdict is a list of sentences; an empty list means valid."""

    def __init__(
        self,
        operations: Sequence[Operation],
        feed: Draft7Validator | None = None,
        report: Draft7Validator | None = None,
        clock: Callable[[], float] | None = None,
    ) -> None:
        self._operations = operations
        self._feed = feed
        self._report = report
        self._clock = clock

    @classmethod
    def load(cls, models_dir: Path, clock: Callable[[], float] | None = None) -> "Judge":
        """Compile all models of a folder, and the feed schemas of the folder `schemas` beside it.

        `clock` gives the epoch seconds of the side that answers; without it, rules about now are not checked.
        Raises FileNotFoundError where the folder holds no model.
        """
        operations = load_operations(models_dir)
        if not operations:
            raise FileNotFoundError(f"no models in {models_dir}")
        schemas = models_dir.parent / "schemas"
        return cls(operations, load_schema(schemas, FEED), load_schema(schemas, REPORT), clock)

    @property
    def names(self) -> list[str]:
        """The names of all operations, `<model file>.<operationId>`."""
        return [operation.name for operation in self._operations]

    def operation(self, method: str, raw_path: str | bytes) -> str | None:
        """The operation a call is meant for, or None. `raw_path` is percent-encoded."""
        path = _text(raw_path)
        if path == TOKEN_PATH:
            return TOKEN_OPERATION
        found = self._find(method, path)
        return found.name if found else None

    def request(
        self,
        method: str,
        raw_path: str | bytes,
        query: str | bytes,
        headers: Mapping[str, str],
        body: bytes | None,
    ) -> list[str]:
        """What is wrong with a request. `query` is the raw query string."""
        path, lower = _text(raw_path), _lower(headers)
        if path == TOKEN_PATH:
            return list(token_request_problems(lower, body))
        operation = self._find(method, path)
        if operation is None:
            return [f"{method} {path}: no such operation"]
        return list(self._request_problems(operation, path, _text(query), lower, body))

    def answer(
        self, method: str, raw_path: str | bytes, status: int, headers: Mapping[str, str], body: bytes
    ) -> list[str]:
        """What is wrong with the answer to a request."""
        path, lower = _text(raw_path), _lower(headers)
        if path == TOKEN_PATH:
            return list(token_answer_problems(status, lower, body))
        operation = self._find(method, path)
        if operation is None:
            return [f"{method} {path}: no such operation"]
        return list(_answer_problems(operation, status, lower, body))

    def feed(self, document: Any) -> list[str]:
        """What is wrong with a JSON_LISTINGS_FEED document. LookupError where its schema is absent."""
        return [*document_problems(_present(self._feed, FEED), document), *feed_problems(document)]

    def report(self, document: Any) -> list[str]:
        """What is wrong with the processing report of such a feed. LookupError where its schema is absent."""
        return list(document_problems(_present(self._report, REPORT), document))

    def product_type(self, document: Any) -> list[str]:
        """What is wrong with a product type schema document."""
        return list(_product_type_problems(json.dumps(document)))

    def _find(self, method: str, path: str) -> Operation | None:
        for operation in self._operations:
            if operation.method == method.upper() and operation.path.fullmatch(path):
                return operation
        return None

    def _request_problems(
        self, operation: Operation, path: str, query: str, headers: Mapping[str, str], body: bytes | None
    ) -> Iterator[str]:
        yield from _caller_problems(headers)
        yield from path_problems(operation, path)
        yield from query_problems(operation, query)
        yield from header_problems(operation, headers)
        document = None
        if operation.body is None and body:
            yield f"body: {operation.name} takes none"
        elif operation.body is not None and not body:
            yield from ["body: is required"] if operation.body_required else []
        elif operation.body is not None and body:
            if not headers.get("content-type", "").startswith("application/json"):
                yield "header content-type: is not application/json"
            document, problem = _parsed(body)
            yield from [problem] if problem else _body_problems(operation, operation.body, document)
        now = self._clock() if self._clock else None
        yield from rule_problems(operation.name, asked(query, document, now))


def _caller_problems(headers: Mapping[str, str]) -> Iterator[str]:
    if not headers.get("x-amz-access-token"):
        yield "header x-amz-access-token: is required"
    agent = headers.get("user-agent", "")
    if not agent or len(agent) > LONGEST_USER_AGENT:
        yield f"header user-agent: is required, at most {LONGEST_USER_AGENT} characters"


def _answer_problems(
    operation: Operation, status: int, headers: Mapping[str, str], body: bytes
) -> Iterator[str]:
    expected = str(status)
    if expected not in operation.answers:
        if status not in GATEWAY_STATUSES:
            yield f"status {status}: {operation.name} answers {', '.join(sorted(operation.answers))}"
            return
        expected = "400"
    yield from _answer_header_problems(status, headers)
    validator = operation.answers[expected]
    if validator is None:
        if status == NO_CONTENT and body:
            yield "body: a 204 has none"
        return
    document, problem = _parsed(body)
    if problem:
        # The gateway's own 5xx is a page or nothing at all.
        yield from [] if status >= 500 else [problem]
        return
    if not re.match(r"application/(hal\+)?json", headers.get("content-type", "")):
        yield "header content-type: is not application/json"
    errors = document.get("errors") if isinstance(document, dict) else None
    yield from (
        _error_problems(operation, validator, document, errors)
        if status >= 400
        else (_body_problems(operation, validator, document))
    )
    if status < 300 and errors:
        yield f"body.errors: a {status} names no errors"


def _error_problems(
    operation: Operation, validator: Draft4Validator, document: Any, errors: Any
) -> Iterator[str]:
    if not (errors or (isinstance(document, list) and document)):
        yield "body.errors: a refusal names at least one error"
    # The model of restrictions describes a bare list; the gateway sends every list of errors in its envelope.
    problems = list(_body_problems(operation, validator, document))
    yield from problems if not errors or list(_body_problems(operation, validator, errors)) else []


def _answer_header_problems(status: int, headers: Mapping[str, str]) -> Iterator[str]:
    if status < 500 and not headers.get("x-amzn-requestid"):
        yield "header x-amzn-RequestId: is on every answer"
    limit = headers.get("x-amzn-ratelimit-limit")
    if limit is not None and not re.fullmatch(r"\d+(\.\d+)?", limit):
        yield f"header x-amzn-RateLimit-Limit: {limit!r} is not a number of requests a second"


def _body_problems(operation: Operation, validator: Draft4Validator, document: Any) -> Iterator[str]:
    for error in validator.iter_errors(document):
        if not _forgiven(operation, error):
            yield f"body{error.json_path.removeprefix('$')}: {shortened(error.message)}"


def _forgiven(operation: Operation, error: ValidationError) -> bool:
    return any(
        error.validator == defect.keyword
        and re.fullmatch(defect.operation, operation.name)
        and re.fullmatch(defect.path, error.json_path)
        and error.instance is None
        for defect in DEFECTS
    )


def _parsed(body: bytes) -> tuple[Any, str | None]:
    try:
        return json.loads(body, parse_constant=_refuse), None
    except ValueError as error:
        return None, f"body: is not JSON ({error})"


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _present(validator: Draft7Validator | None, name: str) -> Draft7Validator:
    if validator is None:
        raise LookupError(f"{name} is absent")
    return validator


def _text(raw: str | bytes) -> str:
    return raw.decode("ascii", "replace") if isinstance(raw, bytes) else raw


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


@lru_cache(maxsize=256)
def _product_type_problems(document: str) -> tuple[str, ...]:
    """The same documents come again and again, and each takes a third of a second."""
    return tuple(product_type_problems(json.loads(document)))
