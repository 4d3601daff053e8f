"""Products and variations as rows of their tables."""

from typing import Any

from backend.domain.catalog import Product, Variation
from backend.domain.folding import fold
from backend.domain.readiness import readiness
from backend.storage.encoding import to_json, write_attributes

PRODUCT_COLUMNS = (
    "name", "names", "sku", "kind", "enabled", "image_url", "url", "category_ids", "body", "variation_count",
    "low_price", "high_price", "currency", "stock", "search", "created_at", "updated_at", "run", "deleted_at",
    "read_at",
)  # fmt: skip
UPSERT_PRODUCT = (
    f"insert into product (shop_id, external_id, {', '.join(PRODUCT_COLUMNS)})"
    f" values (:shop_id, :external_id, {', '.join(':' + c for c in PRODUCT_COLUMNS)})"
    f" on conflict (shop_id, external_id) do update set {', '.join(f'{c} = excluded.{c}' for c in PRODUCT_COLUMNS)}"
    " returning id"
)
VARIATION_COLUMNS = (
    "position", "sku", "options", "price", "compare_at_price", "cost_price", "currency", "stock", "attributes",
    "image_url", "weight_grams", "identifier_kind", "identifier", "obstacle", "deleted_at",
    "wholesale",
)  # fmt: skip
UPSERT_VARIATION = (
    f"insert into variation (shop_id, product_id, external_id, {', '.join(VARIATION_COLUMNS)})"
    f" values (:shop_id, :product_id, :external_id, {', '.join(':' + c for c in VARIATION_COLUMNS)})"
    f" on conflict (product_id, external_id) do update set"
    f" {', '.join(f'{c} = excluded.{c}' for c in VARIATION_COLUMNS)}, version = variation.version + 1"
    " returning id, sold, inferred"
)


def product_values(shop_id: int, product: Product, run: int, read_at: int) -> dict[str, Any]:
    """A product as its row."""
    prices = [v.price.amount for v in product.variations] or [0]
    stocks = [v.stock for v in product.variations]
    return {
        "shop_id": shop_id, "external_id": product.external_id, "name": product.name,
        "names": to_json(dict(product.names)), "sku": product.sku, "kind": product.kind.value,
        "enabled": int(product.enabled), "image_url": product.image_url, "url": product.url,
        "category_ids": to_json(list(product.category_ids)),
        "body": to_json({
            "description": product.description, "descriptions": dict(product.descriptions),
            "attributes": write_attributes(product.attributes), "preorder": product.preorder,
            "trouble": list(product.trouble), "pictures": list(product.pictures),
            "sizes": {str(v.external_id): list(v.size_mm) for v in product.variations if v.size_mm},
            "own": {str(v.external_id): v.picture_url for v in product.variations if v.picture_url},
        }),
        "variation_count": len(product.variations), "low_price": min(prices), "high_price": max(prices),
        "currency": product.variations[0].price.currency if product.variations else "",
        "stock": None if None in stocks else sum(max(s, 0) for s in stocks if s is not None),
        "search": _search_text(product), "created_at": product.created_at, "updated_at": product.updated_at,
        "run": run, "deleted_at": None, "read_at": read_at,
    }  # fmt: skip


def variation_values(
    shop_id: int, product_id: int, position: int, variation: Variation, product: Product
) -> dict[str, Any]:
    """A variation as its row."""
    identifier, problem = readiness(product, variation)
    return {
        "shop_id": shop_id, "product_id": product_id, "external_id": variation.external_id, "position": position,
        "sku": variation.sku, "options": to_json([list(o) for o in variation.options]),
        "price": variation.price.amount, "currency": variation.price.currency,
        "compare_at_price": variation.compare_at_price.amount if variation.compare_at_price else None,
        "cost_price": variation.cost_price.amount if variation.cost_price else None,
        "stock": variation.stock, "attributes": write_attributes(variation.attributes),
        "image_url": variation.image_url, "weight_grams": variation.weight_grams,
        "identifier_kind": identifier.kind if identifier else "", "identifier": identifier.value if identifier else "",
        "obstacle": problem.cause.value if problem else "",
        "deleted_at": None,
        "wholesale": to_json([[pieces, each.amount] for pieces, each in variation.wholesale] or None),
    }  # fmt: skip


def _search_text(product: Product) -> str:
    words = [product.name, *product.names.values(), product.sku]
    for variation in product.variations:
        words += [variation.sku, *(value for _, value in variation.options)]
        words += [a.value for a in variation.attributes]
    words += [a.value for a in product.attributes if a.type != "CUSTOM" or len(a.value) <= 40]
    return fold(" ".join(dict.fromkeys(w for w in words if w)))[:2000]
