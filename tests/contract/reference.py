"""Where Amazon's own models lie, and the cases they carry. They are not part of this repository."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from backend.sandbox.amazon.judge import Judge

HERE = Path(__file__).resolve()
FOLDER = Path(os.environ.get("STORELANE_REFERENCE") or HERE.parents[3] / "shared" / "reference") / "amazon"
MODELS = FOLDER / "models"
SCHEMAS = FOLDER / "schemas"
PRODUCT_TYPES = FOLDER / "product-types"
ABSENT = "Amazon's API models are not here: set STORELANE_REFERENCE to the folder that holds amazon/models"
present = MODELS.is_dir()
needs_models = pytest.mark.skipif(not present, reason=ABSENT)
ANYTHING = {"marketplaceIds": "ATVPDKIKX0DER", "MarketplaceId": "ATVPDKIKX0DER"}


@dataclass(frozen=True, slots=True)
class Case:
    """One case of the static sandbox: the named parameters of a request, and the answer to it."""

    operation: str
    method: str
    template: str
    places: dict[str, str]
    status: int
    parameters: dict[str, Any]
    answer: Any

    @property
    def raw_path(self) -> str:
        """The path with the case's values, percent-encoded; a variable the case leaves open becomes X."""
        path = self.template
        for name, place in self.places.items():
            if place == "path":
                path = path.replace(f"{{{name}}}", quote(str(self.parameters.get(name, "X")), safe=""))
        return path

    @property
    def query(self) -> str:
        """The raw query string, lists separated by commas."""
        named = [name for name in self.parameters if self.places.get(name) == "query"]
        return urlencode({name: _flat(self.parameters[name]) for name in named})

    @property
    def body(self) -> bytes | None:
        """The JSON body, or None where the case leaves it open."""
        names = [name for name, place in self.places.items() if place == "body" and name in self.parameters]
        return json.dumps(self.parameters[names[0]]).encode() if names else None

    @property
    def headers(self) -> dict[str, str]:
        """What every caller sends."""
        return {**CALLER, **({"content-type": "application/json"} if self.body else {})}


CALLER = {"x-amz-access-token": "Atza|token", "user-agent": "Tests/1.0 (Language=Python)"}
ANSWERED = {"content-type": "application/json", "x-amzn-RequestId": "1"}


@cache
def open_judge() -> Judge:
    """The judge over all models. Skips the calling test where they are absent."""
    if not present:
        pytest.skip(ABSENT)
    return Judge.load(MODELS)


def static_cases() -> Iterator[Case]:
    """Every case of the static sandbox."""
    for operation, method, template, entry, places in _operations():
        for status, answer in entry["responses"].items():
            for case in answer.get("x-amzn-api-sandbox", {}).get("static", []):
                given = case["request"]["parameters"]
                values = {name: value["value"] for name, value in given.items() if "value" in value}
                yield Case(operation, method, template, places, int(status), values, case.get("response", {}))


def examples() -> Iterator[Case]:
    """Every example answer. Some are filed under a media type, some are the answer itself."""
    for operation, method, template, entry, places in _operations():
        for status, answer in entry["responses"].items():
            shown = answer.get("examples", {})
            for document in [shown] if "payload" in shown else shown.values():
                yield Case(operation, method, template, places, int(status), {}, document)


def _operations() -> Iterator[tuple[str, str, str, dict[str, Any], dict[str, str]]]:
    for file in sorted(MODELS.glob("*.json")):
        model = json.loads(file.read_text("utf-8"))
        for template, item in model["paths"].items():
            for method in ("get", "put", "post", "patch", "delete"):
                if method in item:
                    entry = item[method]
                    listed = [*item.get("parameters", []), *entry.get("parameters", [])]
                    found = [_found(model, parameter) for parameter in listed]
                    places = {parameter["name"]: parameter["in"] for parameter in found}
                    yield f"{file.stem}.{entry['operationId']}", method.upper(), template, entry, places


def _found(model: dict[str, Any], parameter: dict[str, Any]) -> dict[str, Any]:
    name = parameter.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = model["parameters"][name] if name else parameter
    return found


def _flat(value: Any) -> str:
    return ",".join(map(_flat, value)) if isinstance(value, list) else str(value)


def examples_of(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """A schema's examples of the whole, or one made of the examples of its parts."""
    parts = {
        name: (part.get("enum") or part.get("examples") or [None])[0]
        for name, part in schema["properties"].items()
    }
    parts |= {"NotificationMetadata": {"NotificationId": "one"}}  # which every notification has
    found: list[dict[str, Any]] = schema.get("examples") or [parts]
    return found
