"""Pictures of products; where the catalogue has none, a plain one is drawn."""

import hashlib
from html import escape
from typing import Any

SIZE = 1000


def pictures_of(item: dict[str, Any], address: str) -> list[dict[str, Any]]:
    """The pictures of a product, main one first, with absolute links."""
    given = item.get("images") or [{"link": f"/pictures/{item['asin']}.svg", "width": SIZE, "height": SIZE}]
    return [
        {
            "link": f"{address}{picture['link']}" if picture["link"].startswith("/") else picture["link"],
            "height": int(picture.get("height", SIZE)),
            "width": int(picture.get("width", SIZE)),
        }
        for picture in given
    ]


def draw(asin: str, title: str) -> str:
    """A plain picture of a product as SVG: its initials on a colour of its own."""
    hue = int(hashlib.sha256(asin.encode()).hexdigest()[:4], 16) % 360
    initials = escape("".join(word[0] for word in title.split()[:2] if word[0].isalnum()).upper() or "·")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" role="img">'
        f"<title>{escape(title)}</title>"
        f'<rect width="{SIZE}" height="{SIZE}" fill="hsl({hue} 45% 94%)"/>'
        f'<rect x="230" y="230" width="540" height="540" rx="60" fill="hsl({hue} 45% 62%)"/>'
        f'<text x="500" y="585" font-family="sans-serif" font-size="240" fill="#fff" text-anchor="middle">'
        f"{initials}</text></svg>"
    )
