"""Renders the pages of the simulated Amazon."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

TEMPLATES = Path(__file__).parent.parent / "templates"
# Amazon never lets its pages be framed.
UNFRAMED = {"x-frame-options": "DENY", "content-security-policy": "frame-ancestors 'none'"}


class Pages:
    """The templates, with what every page needs."""

    def __init__(self, application: str) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters["when"] = _when
        self._environment.globals["application"] = application

    def render(self, name: str, status: int = 200, **context: Any) -> HTMLResponse:
        """A page."""
        body = self._environment.get_template(f"amazon/{name}").render(**context)
        return HTMLResponse(body, status, {**UNFRAMED, "cache-control": "no-store"})


def _when(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
