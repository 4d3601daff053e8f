"""Static files under an address with their content's hash, so that browsers may keep them for ever."""

import hashlib
from importlib.util import find_spec
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

STATIC = Path(__file__).parents[2] / "frontend" / "static"
_KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


def _htmx() -> Path:
    """htmx comes from a package of the registry, never from a copy of ours."""
    found = find_spec("js_lib_htmx")
    if found is None or not found.submodule_search_locations:
        raise RuntimeError("the package django-js-lib-htmx is not installed")
    return Path(next(iter(found.submodule_search_locations))) / "static" / "htmx" / "htmx.min.js"


class Assets:
    """The files by their hashed names; read once."""

    def __init__(self) -> None:
        self._files: dict[str, tuple[bytes, str]] = {}
        self._names: dict[str, str] = {}
        for path in [*sorted(p for p in STATIC.rglob("*") if p.suffix in _KINDS), _htmx()]:
            content = path.read_bytes()
            name = path.name.replace(".min", "")
            hashed = f"{Path(name).stem}.{hashlib.sha256(content).hexdigest()[:12]}{path.suffix}"
            self._files[hashed] = (content, _KINDS[path.suffix])
            self._names[name] = hashed

    def address(self, name: str) -> str:
        """The path under which a file is served."""
        return f"/assets/{self._names[name]}"

    async def serve(self, request: Request) -> Response:
        """A file; an unknown or outdated name is not found."""
        found = self._files.get(request.path_params["name"])
        if found is None:
            return PlainTextResponse("not found", 404)
        content, kind = found
        headers = {
            "cache-control": "public, max-age=31536000, immutable",
            "x-content-type-options": "nosniff",
        }
        return Response(content, media_type=kind, headers=headers)
