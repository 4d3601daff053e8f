"""Which part of the form belongs to which kind of policy, and what every part must be able to do.

A part is a module beside this one and a template `policies/forms/<kind>.html` with a macro `fields(part, errors)`;
`part` is what `draw` returned, `errors` the messages by the names of their fields.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.requests import Request

from backend.domain.policy import Policy, PolicyKind
from backend.web.policy_forms import selling, shipping, synchronization
from backend.web.policy_forms.about import About

Errors = dict[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """`draw(request, policy, errors)`: what the template needs; `about(request)` and `entered(request)` say the rest.

    `read(form, before, about)`: the policy as it was entered, and a sentence for every field that makes no sense, by
    the field's name. It never raises for odd input; what makes no sense stays as `before` has it.
    """

    draw: Callable[[Request, Policy, Errors], Awaitable[dict[str, object]]]
    read: Callable[[FormData, Policy, About], tuple[Policy, Errors]]


PARTS: Mapping[PolicyKind, Part] = {
    PolicyKind.SELLING: Part(selling.draw, selling.read),
    PolicyKind.SYNCHRONIZATION: Part(synchronization.draw, synchronization.read),
    PolicyKind.SHIPPING: Part(shipping.draw, shipping.read),
}
