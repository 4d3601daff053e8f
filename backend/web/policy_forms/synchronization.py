"""The form part of a synchronization policy."""

from dataclasses import replace

from starlette.datastructures import FormData
from starlette.requests import Request

from backend.domain.policy import Policy
from backend.domain.synchronization import SynchronizationPolicy
from backend.web.policy_forms.about import About
from backend.web.policy_forms.rows import ticked


async def draw(request: Request, policy: Policy, errors: dict[str, str]) -> dict[str, object]:
    """What the template needs."""
    return {"policy": policy}


def read(form: FormData, before: Policy, about: About) -> tuple[Policy, dict[str, str]]:
    """The policy as entered, and messages beside fields."""
    assert isinstance(before, SynchronizationPolicy)
    policy = replace(
        before, only_enabled=ticked(form, "only_enabled"), only_in_stock=ticked(form, "only_in_stock")
    )
    return policy, {}
