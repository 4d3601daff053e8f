"""The pictures of the demo: flat drawings in SVG, made when asked for, the same every time."""

import json
import re
from functools import cache
from importlib.resources import files

from backend.sandbox.demo.rows import demo_rows

# subject, then "-plain" for the white ground that Amazon wants, then the size in pixels.
_NAME = re.compile(r"(?P<subject>[a-z0-9-]+?)(?P<plain>-plain)?-(?P<size>[1-9][0-9]{1,3})\.svg")
_DRAWN = re.compile(r"drawn-(?P<shape>[a-z]+)-(?P<main>[0-9a-f]{6})-(?P<accent>[0-9a-f]{6})")
_TONE = re.compile(r"\{([mdlabc])\}")
_WHITE, _BLACK, _CREAM = (255, 255, 255), (0, 0, 0), (250, 247, 241)
Colour = tuple[int, int, int]


def picture(name: str) -> bytes | None:
    """The SVG for a name below /pictures/, or None when there is none.

    A name is `<slug of a demo product>-<pixels>.svg` or `drawn-<shape>-<colour>-<colour>-<pixels>.svg` with
    colours as six hexadecimal digits; `-plain` before the pixels leaves out the coloured ground.
    """
    asked = _NAME.fullmatch(name)
    if asked is None:
        return None
    drawn = _DRAWN.fullmatch(asked["subject"])
    look = drawn.groups() if drawn else _demo_looks().get(asked["subject"])
    if look is None or look[0] not in _shapes():
        return None
    return _draw(
        look[0], _colour(look[1]), _colour(look[2]), int(asked["size"]), plain=bool(asked["plain"])
    ).encode()


def shape_names() -> tuple[str, ...]:
    """Every shape that can be drawn."""
    return tuple(_shapes())


@cache
def _shapes() -> dict[str, str]:
    text = files(__package__).joinpath("data", "shapes.json").read_text(encoding="utf-8")
    shapes: dict[str, str] = json.loads(text)
    return shapes


@cache
def _demo_looks() -> dict[str, tuple[str, str, str]]:
    return {row.slug: row.shape for row in demo_rows() if row.shape}


def _draw(shape: str, main: Colour, accent: Colour, size: int, *, plain: bool) -> str:
    tones = {
        "m": main,
        "d": _mix(main, _BLACK, 0.28),
        "l": _mix(main, _WHITE, 0.45),
        "a": accent,
        "b": _mix(accent, _BLACK, 0.25),
        "c": _mix(accent, _WHITE, 0.5),
    }
    drawing = _TONE.sub(lambda found: _hex(tones[found[1]]), _shapes()[shape])
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 400 400' width='{size}' height='{size}'>"
        f"{_ground(main, plain=plain)}{drawing}</svg>"
    )


def _ground(main: Colour, *, plain: bool) -> str:
    """A soft ground in a tint of the thing's own colour, and its shadow."""
    shadow = "<ellipse cx='200' cy='340' rx='128' ry='13' fill='#2b2418' opacity='.13'/>"
    if plain:
        return f"<rect width='400' height='400' fill='#fff'/>{shadow}"
    wall, spot = _mix(main, _CREAM, 0.84), _mix(main, _CREAM, 0.93)
    return (
        f"<rect width='400' height='400' fill='{_hex(wall)}'/>"
        f"<circle cx='200' cy='196' r='172' fill='{_hex(spot)}'/>{shadow}"
    )


def _mix(colour: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(own + (to - own) * share) for own, to in zip(colour, other, strict=True))
    return red, green, blue


def _colour(written: str) -> Colour:
    red, green, blue = bytes.fromhex(written.removeprefix("#"))
    return red, green, blue


def _hex(colour: Colour) -> str:
    return "#" + bytes(colour).hex()
