"""What Amazon sees at once in a submission: its shape, and its attributes against the product type."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache, partial
from typing import Any

from jsonschema import Draft201909Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from backend.sandbox.amazon.definitions import Definitions
from backend.sandbox.amazon.errors import bad_request
from backend.sandbox.amazon.issues import Issue, issue
from backend.sandbox.amazon.offer_schema import SellersOwn
from backend.sandbox.amazon.prices import price_issues

REQUIREMENTS = ("LISTING", "LISTING_PRODUCT_ONLY", "LISTING_OFFER_ONLY")
INVALID = "Invalid parameters provided."
Attributes = dict[str, Any]
# Unknown attributes are told apart by name, so the schema need not refuse them as well.
UNCHECKED = ("$schema", "$id", "additionalProperties")
_CODES = {
    "required": "90220",
    "anyOf": "90220",
    "enum": "90244",
    "minItems": "99022",
    "minUniqueItems": "99022",
    "maxItems": "99016",
    "maxUniqueItems": "99016",
    "type": "4000001",
    "additionalProperties": "4000001",
}


def _unique(instances: Any, schema: Any) -> dict[str, int]:
    selectors = schema.get("selectors")
    counted: dict[str, int] = {}
    for entry in instances if isinstance(instances, list) else []:
        if isinstance(entry, dict):
            chosen = {name: entry.get(name) for name in selectors} if selectors else entry
            key = json.dumps(chosen, sort_keys=True)
            counted[key] = counted.get(key, 0) + 1
    return counted


def _most(validator: Any, most: int, instances: Any, schema: Any) -> Iterator[ValidationError]:
    if any(times > most for times in _unique(instances, schema).values()):
        yield ValidationError(f"more than {most} for the same selectors")


def _least(validator: Any, least: int, instances: Any, schema: Any) -> Iterator[ValidationError]:
    if isinstance(instances, list) and len(instances) < least:
        yield ValidationError(f"fewer than {least}")


def _most_bytes(validator: Any, most: int, text: Any, schema: Any) -> Iterator[ValidationError]:
    if isinstance(text, str) and len(text.encode()) > most:
        yield ValidationError(f"longer than {most} bytes")


def _least_bytes(validator: Any, least: int, text: Any, schema: Any) -> Iterator[ValidationError]:
    if isinstance(text, str) and len(text.encode()) < least:
        yield ValidationError(f"shorter than {least} bytes")


_Validator: Any = extend(  # type: ignore[no-untyped-call]
    Draft201909Validator,
    {
        "maxUniqueItems": _most,
        "minUniqueItems": _least,
        "maxUtf8ByteLength": _most_bytes,
        "minUtf8ByteLength": _least_bytes,
    },
)

# An attribute may be a day or else a moment, so the two must be told apart.
_FORMATS = FormatChecker(formats=())
_SHAPES = {"date": r"\d{4}-\d\d-\d\d", "date-time": r"\d{4}-\d\d-\d\d[Tt][\d:.]+([Zz]|[+-]\d\d:\d\d)"}


def _is_moment(text: object, shape: str) -> bool:
    if not isinstance(text, str):
        return True
    return bool(re.fullmatch(shape, text, re.ASCII) and datetime.fromisoformat(text.upper()))


for _name, _shape in _SHAPES.items():
    _FORMATS.checks(_name, raises=ValueError)(partial(_is_moment, shape=_shape))


class Validation:
    """Checks submissions against the product types."""

    def __init__(self, types: Definitions) -> None:
        self._types = types
        self._validator = lru_cache(maxsize=128)(self._compiled)

    def issues(
        self,
        product_type: str,
        requirements: str,
        attributes: Attributes,
        marketplace_id: str,
        own: SellersOwn | None,
        *,
        partial: bool = False,
    ) -> list[Issue]:
        """What is wrong at once. `partial`: only the given attributes are looked at (a patch).

        Raises 400 for a product type that does not exist.
        """
        if not isinstance(product_type, str) or not self._types.has(product_type):
            raise bad_request(INVALID, f"Product type {product_type} is not supported.")
        level = (attributes.get("parentage_level") or [{}])[0].get("value")
        parentage = "PARENT" if level == "parent" else "NONE"
        fitted = (product_type, marketplace_id, requirements, not partial, own, parentage)
        properties = self._types.document(*fitted)["properties"]
        found = {
            name: issue("90000900", marketplace_id, name, [name])
            for name in attributes
            if name not in properties
        }
        validator = self._validator(*fitted)
        for error in validator.iter_errors(attributes):
            code, name = _code(error), _attribute(error)
            found.setdefault(name, issue(code, marketplace_id, name, [name] if name else []))
        for name, values in attributes.items():
            if any(entry.get("marketplace_id", marketplace_id) != marketplace_id for entry in values):
                found.setdefault(name, issue("90244", marketplace_id, name, [name]))
        found.update(price_issues(attributes, marketplace_id))
        return list(found.values())

    def _compiled(
        self,
        product_type: str,
        marketplace_id: str,
        requirements: str,
        enforced: bool,
        own: SellersOwn | None,
        parentage: str,
    ) -> Any:
        document = self._types.document(product_type, marketplace_id, requirements, enforced, own, parentage)
        asked = {key: value for key, value in document.items() if key not in UNCHECKED}
        return _Validator(asked, format_checker=_FORMATS)


def check_attributes(attributes: object) -> Attributes:
    """The attributes of a body. Raises 400 where they are not lists of objects, or stock names no channel."""
    if not isinstance(attributes, dict):
        raise bad_request(INVALID, "attributes must be an object.")
    for name, values in attributes.items():
        if not isinstance(values, list) or not all(isinstance(entry, dict) for entry in values):
            raise bad_request(INVALID, f"{name} must be a list of objects.")
        if name == "fulfillment_availability" and any(
            not entry.get("fulfillment_channel_code") for entry in values
        ):
            raise bad_request(INVALID, "fulfillment_channel_code is missing.")
    return attributes


def _code(error: ValidationError) -> str:
    return _CODES.get(str(error.validator), "8105")


def _attribute(error: ValidationError) -> str:
    if error.absolute_path:
        return str(error.absolute_path[0])
    if error.validator == "required" and isinstance(error.instance, dict):
        return str(error.message).split("'")[1]
    return "merchant_suggested_asin" if error.validator == "anyOf" else ""
