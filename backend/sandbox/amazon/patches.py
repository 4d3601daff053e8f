"""The rules of patches: top-level attributes only, instances told apart by their selectors."""

import copy
import re
from typing import Any

from backend.sandbox.amazon.errors import bad_request

PATH = re.compile(r"/attributes/[^/]+")
MERGED = ("fulfillment_availability", "purchasable_offer")
SELECTORS = {
    "fulfillment_availability": ("fulfillment_channel_code",),
    "purchasable_offer": ("marketplace_id", "currency", "audience"),
    "list_price": ("marketplace_id", "currency"),
    "externally_assigned_product_identifier": ("marketplace_id", "type"),
}
USUAL = ("marketplace_id", "language_tag")
DEFAULTS = {"audience": "ALL"}
Attributes = dict[str, Any]
Entry = dict[str, Any]


def check_patches(patches: object) -> list[dict[str, Any]]:
    """The patches of a body. Raises 400 as Amazon does, naming the place."""
    if not isinstance(patches, list) or not patches:
        raise bad_request("Invalid parameters provided.", "patches must hold at least one patch.")
    for place, patch in enumerate(patches):
        if not isinstance(patch, dict) or patch.get("op") not in (
            "add",
            "replace",
            "merge",
            "delete",
        ):
            raise bad_request(f"Invalid operation provided in patch at index of {place}.")
        if not PATH.fullmatch(str(patch.get("path"))):
            raise bad_request(f"Invalid path provided in patch at index of {place}.")
        if set(patch) - {"op", "path", "value"}:
            raise bad_request(
                "Invalid parameters provided.",
                f"Unknown field in patch at index of {place}.",
            )
        value = patch.get("value")
        if not isinstance(value, list) or not value or not all(isinstance(entry, dict) for entry in value):
            raise bad_request(f"Invalid value provided in patch at index of {place}.")
        name = str(patch["path"]).removeprefix("/attributes/")
        if patch["op"] == "merge" and name not in MERGED:
            raise bad_request(f"Merge is not supported for {name} in patch at index of {place}.")
        if name == "fulfillment_availability" and any("fulfillment_channel_code" not in e for e in value):
            raise bad_request("Invalid parameters provided.", "fulfillment_channel_code is missing.")
    return patches


def apply_patches(attributes: Attributes, patches: list[dict[str, Any]]) -> Attributes:
    """New attributes: replace and add put in whole instances, merge keeps other fields, delete takes one out."""
    result = copy.deepcopy(attributes)
    for patch in patches:
        name = str(patch["path"]).removeprefix("/attributes/")
        instances = _patched(name, result.get(name, []), patch["value"], patch["op"])
        if instances:
            result[name] = instances
        else:
            result.pop(name, None)
    return result


def _patched(name: str, instances: list[Entry], values: list[Entry], operation: str) -> list[Entry]:
    selected = {_key(name, value) for value in values}
    others = [entry for entry in instances if _key(name, entry) not in selected]
    if operation == "delete":
        return others
    if operation == "merge":
        old = {_key(name, entry): entry for entry in instances}
        return [*others, *(_merged(old.get(_key(name, value), {}), value) for value in values)]
    return [*others, *values]


def _merged(old: Entry, value: Entry) -> Entry:
    """What is said goes over what was; what is said to be null goes."""
    return {name: said for name, said in {**old, **value}.items() if said is not None}


def _key(name: str, entry: Entry) -> tuple[Any, ...]:
    return tuple(entry.get(field, DEFAULTS.get(field)) for field in SELECTORS.get(name, USUAL))
