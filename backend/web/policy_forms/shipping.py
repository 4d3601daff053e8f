"""The form part of a shipping policy."""

from dataclasses import replace

from starlette.datastructures import FormData
from starlette.requests import Request

from backend.domain.policy import Policy, ShippingPolicy
from backend.web.policy_forms.about import About
from backend.web.policy_forms.rows import text


async def draw(request: Request, policy: Policy, errors: dict[str, str]) -> dict[str, object]:
    """What the template needs."""
    return {"policy": policy}


def read(form: FormData, before: Policy, about: About) -> tuple[Policy, dict[str, str]]:
    """The policy as entered, and messages beside fields."""
    assert isinstance(before, ShippingPolicy)
    name, code = text(form, "template_name")[:200], text(form, "template_id")[:200]
    return replace(before, template_id=code, template_name=name or code), {}
