"""A page that is nothing but a product form: what the real pages do with it, in few lines."""

from collections.abc import Mapping, Sequence
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from backend.domain.product_form.reading import read_form
from backend.domain.product_form.tree import Group
from backend.marketplaces.amazon.schema_check import check
from backend.web import languages
from backend.web.assets import Assets
from backend.web.product_form import FormView, changed, entered, form_place, view_of
from backend.web.rendering import environment, wants_fragment

PAGE = environment.from_string(
    """<!doctype html><html lang="{{ language }}"><head><title>Form</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="htmx-config" content='{"includeIndicatorStyles": false, "allowEval": false, "disableInheritance": true}'>
<link rel="icon" href="data:,"><link rel="stylesheet" href="{{ asset('app.css') }}">
<link rel="stylesheet" href="{{ asset('pages.css') }}"><script src="{{ asset('htmx.js') }}" defer></script>
<script src="{{ asset('app.js') }}" defer></script></head>
<body class="normalized"><main class="settings-page"><h1>Form</h1><p id="live" data-error="Failed" hidden></p>
{% from "create/fields.html" import ProductForm with context %}
<form method="post" action="/form">{{ ProductForm(view, "/form") }}<button class="btn btn-primary">Send</button></form>
</main></body></html>"""
)
PART = environment.from_string(
    '{% from "create/fields.html" import Changed with context %}{{ Changed(sections, "/form") }}'
)


def form_site(schema: Mapping[str, Any], groups: Sequence[Group], language: str = "en") -> Starlette:
    """A site with one form at /form."""
    assets = Assets()

    async def form(request: Request) -> Response:
        languages.speak(language)
        place = form_place("A13V1IB3VIYZZH", "fr_FR", "EUR")
        posted = [(name, str(text)) for name, text in (await request.form(max_fields=10_000)).multi_items()]
        said = entered(schema, posted, place)
        done = request.method == "POST" and not any(name == "do" for name, _text in posted)
        told = done and not wants_fragment(request)
        drawn = read_form(schema, groups, said.values, place, said.shown)
        view = view_of(drawn, check(schema, said.values), told=told)
        if wants_fragment(request):
            return HTMLResponse(PART.render(sections=changed(view, said)), headers={"x-request-id": "1"})
        page = PAGE.render(view=view, asset=assets.address, language=language)
        return HTMLResponse(page, 422 if told and (view.missing or view.wrong) else 200)

    return Starlette(
        routes=[Route("/form", form, methods=["GET", "POST"]), Route("/assets/{name}", assets.serve)]
    )


def visitor(site: Starlette) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(site), base_url="http://form.test")


def drawn(view: FormView) -> str:
    """A view as a page."""
    return PAGE.render(view=view, asset=Assets().address, language="en")
