"""The attributes of an offer, as every product type carries them, in JSON Schema."""

from dataclasses import dataclass
from typing import Any

from backend.sandbox.amazon.regions import Marketplace

Schema = dict[str, Any]
CONDITIONS = (
    "new_new",
    "new_open_box",
    "new_oem",
    "refurbished_refurbished",
    "used_like_new",
    "used_very_good",
    "used_good",
    "used_acceptable",
    "collectible_like_new",
    "collectible_very_good",
    "collectible_good",
    "collectible_acceptable",
    "club_club",
)
SALES = (
    "condition_type",
    "condition_note",
    "purchasable_offer",
    "fulfillment_availability",
    "merchant_shipping_group",
    "list_price",
    "max_order_quantity",
    "product_tax_code",
    "skip_offer",
)
IDENTITY = ("merchant_suggested_asin", "externally_assigned_product_identifier")
REQUIRED = ("condition_type", "purchasable_offer", "fulfillment_availability")
_CHANNELS = {"na": "AMAZON_NA", "eu": "AMAZON_EU", "fe": "AMAZON_JP"}
_IDENTIFIERS = ("ean", "gtin", "isbn", "jan", "minsan", "upc")


@dataclass(frozen=True, slots=True)
class SellersOwn:
    """What a seller's own schema says more: its shipping templates (id, name), and whether it may give companies a
    price of their own."""

    templates: tuple[tuple[str, str], ...]
    companies: bool = True


def offer_properties(place: Marketplace, own: SellersOwn | None) -> Schema:
    """Property name -> schema. `own` is the seller's; None when no seller was named."""
    whole = {"type": "integer", "minimum": 0}
    return {
        "condition_type": _single("Condition", _enum(CONDITIONS)),
        "condition_note": _single("Condition note", {"type": "string", "maxLength": 2000}, language=True),
        "merchant_suggested_asin": _single("ASIN", {"type": "string", "minLength": 10, "maxLength": 10}),
        "externally_assigned_product_identifier": _list(
            "Product id",
            {
                "type": _enum(_IDENTIFIERS),
                "value": {"type": "string", "minLength": 1, "maxLength": 40},
            },
            ("type", "value"),
            ("marketplace_id", "type"),
        ),
        "purchasable_offer": _purchasable_offer(place, own is None or own.companies),
        "fulfillment_availability": _availability(place, whole),
        "merchant_shipping_group": _single("Shipping template", _templates(own)),
        "list_price": _list_price(place),
        "max_order_quantity": _single("Most per order", {"type": "integer", "minimum": 1}),
        "product_tax_code": _single("Tax code", {"type": "string"}),
        "skip_offer": _single("No offer", {"type": "boolean"}),
    }


def definitions(place: Marketplace) -> Schema:
    """The $defs of a document for one marketplace."""
    return {
        "marketplace_id": _hidden(place.id, place.domain),
        "language_tag": _hidden(place.language, place.language),
    }


def _hidden(value: str, label: str) -> Schema:
    return {
        "type": "string",
        "anyOf": [
            {"type": "string"},
            {"type": "string", "enum": [value], "enumNames": [label]},
        ],
        "default": value,
        "hidden": True,
        "editable": False,
    }


def _single(title: str, value: Schema, *, language: bool = False) -> Schema:
    fields: Schema = {"value": {"title": title, **value}}
    selectors = ("marketplace_id", "language_tag") if language else ("marketplace_id",)
    if language:
        fields["language_tag"] = {"$ref": "#/$defs/language_tag"}
    return _list(title, fields, ("value",), selectors)


def _list(title: str, fields: Schema, required: tuple[str, ...], selectors: tuple[str, ...]) -> Schema:
    return {
        "title": title,
        "type": "array",
        "minUniqueItems": 1,
        "maxUniqueItems": 1,
        "selectors": list(selectors),
        "items": {
            "type": "object",
            "required": [*required, "marketplace_id"],
            "properties": {
                **fields,
                "marketplace_id": {"$ref": "#/$defs/marketplace_id"},
            },
            "additionalProperties": False,
        },
    }


def _enum(values: tuple[str, ...]) -> Schema:
    return {"type": "string", "enum": list(values), "enumNames": list(values)}


def _templates(own: SellersOwn | None) -> Schema:
    if own is None:
        return {"type": "string"}
    return {
        "type": "string",
        "enum": [id_ for id_, _ in own.templates],
        "enumNames": [name for _, name in own.templates],
    }


def _list_price(place: Marketplace) -> Schema:
    """In the Americas without tax, elsewhere with it."""
    name = "value" if place.region == "na" else "value_with_tax"
    fields = {name: {"type": "number", "exclusiveMinimum": 0}, "currency": _enum((place.currency,))}
    return _list("List price", fields, (name, "currency"), ("marketplace_id", "currency"))


def _purchasable_offer(place: Marketplace, companies: bool) -> Schema:
    money = {"value_with_tax": {"type": "number", "exclusiveMinimum": 0}}
    times = {name: {"type": ["string", "null"]} for name in ("start_at", "end_at")}
    moment = {"type": "object", "properties": {"value": {"type": ["string", "null"]}}}
    fields = {
        "currency": _enum((place.currency,)),
        "audience": {
            "type": "string",
            "enum": ["ALL", "B2B"] if companies else ["ALL"],
            "enumNames": ["All buyers", "Business buyers"] if companies else ["All buyers"],
        },
        "our_price": _schedule(money),
        "discounted_price": _schedule({**money, **times}, ("value_with_tax", "start_at", "end_at")),
        "minimum_seller_allowed_price": _schedule(money, removable=True),
        "maximum_seller_allowed_price": _schedule(money, removable=True),
        "map_price": _schedule(money),
        "start_at": moment,
        "end_at": moment,
        "quantity_discount_plan": _schedule(_PLAN, tuple(_PLAN)),
    }
    made = _list(
        "Offer",
        fields,
        ("our_price", "currency"),
        ("marketplace_id", "currency", "audience"),
    )
    return {**made, "maxUniqueItems": 2}


_LEVEL: Schema = {
    "type": "object",
    "required": ["lower_bound", "value"],
    "properties": {
        "lower_bound": {"type": "integer", "minimum": 2},
        "value": {"type": "number", "exclusiveMinimum": 0},
    },
    "additionalProperties": False,
}
_PLAN: Schema = {
    "discount_type": {"type": "string", "enum": ["fixed", "percent"], "enumNames": ["Fixed", "Percent"]},
    "levels": {"type": "array", "minItems": 1, "maxItems": 5, "items": _LEVEL},
}


def _schedule(
    fields: Schema, required: tuple[str, ...] = ("value_with_tax",), *, removable: bool = False
) -> Schema:
    """A price with its schedule. One that is `removable` goes by an empty instance."""
    entry = {
        "type": "object",
        "required": list(required),
        "properties": fields,
        "additionalProperties": False,
    }
    one = {
        "type": "object",
        **({} if removable else {"required": ["schedule"]}),
        "properties": {"schedule": {"type": "array", "minItems": 1, "maxItems": 1, "items": entry}},
        "additionalProperties": False,
    }
    return {"type": "array", "minItems": 1, "maxItems": 1, "items": one}


def _availability(place: Marketplace, whole: Schema) -> Schema:
    channels = ("DEFAULT", _CHANNELS[place.region])
    return {
        "title": "Stock",
        "type": "array",
        "minUniqueItems": 1,
        "maxUniqueItems": 1,
        "selectors": ["fulfillment_channel_code"],
        "items": {
            "type": "object",
            "required": ["fulfillment_channel_code"],
            "properties": {
                "fulfillment_channel_code": _enum(channels),
                "quantity": whole,
                "lead_time_to_ship_max_days": {
                    "type": "integer",
                    "minimum": 0,
                    "maximum": 30,
                },
                "restock_date": {"type": "string"},
                "marketplace_id": {"$ref": "#/$defs/marketplace_id"},
            },
            "additionalProperties": False,
        },
    }
