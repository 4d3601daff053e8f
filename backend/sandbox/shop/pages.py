"""Drawing the platform's pages: templates, words, the frame of every page."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from jinja2 import ChainableUndefined, Environment, FileSystemLoader
from starlette.responses import HTMLResponse

from backend.sandbox.shop.profile import Profiles
from backend.sandbox.shop.state import Platform, money_text
from backend.sandbox.shop.words import FRENCH
from backend.sandbox.store import Document

TEMPLATES = Path(__file__).parents[1] / "templates"


class Pages:
    """Renders a template in the merchant's language."""

    def __init__(self, platform: Platform, profiles: Profiles) -> None:
        self._platform = platform
        self._profiles = profiles
        loader = FileSystemLoader(TEMPLATES)
        # Documents come from outside and lack what they like; a page shows the rest.
        self._templates = Environment(
            loader=loader, autoescape=True, undefined=ChainableUndefined, trim_blocks=True, lstrip_blocks=True
        )

    def show(self, template: str, shop: int, status: int = 200, **values: Any) -> HTMLResponse:
        """A page of one store."""
        settings = self._platform.settings(shop)
        profile = self._profiles.read(shop)
        lang = settings["lang"]
        text = self._templates.get_template(f"shop/{template}").render(
            shop=shop,
            lang=lang,
            t=lambda words: FRENCH.get(words, spoken(words)) if lang == "fr" else spoken(words),
            money=lambda amount: money_text(profile, Decimal(str(amount or 0))),
            picture=picture_of,
            name=lambda product: name_in(product, lang),
            config=self._platform.config,
            installed=self._platform.installation(shop) is not None,
            settings=settings,
            parent_menu=self._platform.switches.get("parent_menu"),
            store_name=(profile.get("settings") or {}).get("storeName") or f"Store {shop}",
            **values,
        )
        return HTMLResponse(text, status)


def picture_of(product: Document) -> str:
    """The address of a product's small picture, or nothing."""
    for image in (product.get("media") or {}).get("images") or []:
        for size in ("image400pxUrl", "image800pxUrl", "imageOriginalUrl"):
            if image.get(size):
                return str(image[size])
    return str(product.get("thumbnailUrl") or product.get("imageUrl") or "")


def name_in(product: Document, lang: str) -> str:
    """The name of a product in a language, or its own."""
    return str((product.get("nameTranslated") or {}).get(lang) or product.get("name") or "")


def spoken(words: str) -> str:
    """A status name of the API as a person says it; other words as they are."""
    return words.replace("_", " ").capitalize() if words.isupper() and len(words) > 3 else words
