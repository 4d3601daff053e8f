"""Before a policy is saved: what would change, with the rows. Nothing is saved yet."""

from starlette.requests import Request
from starlette.responses import Response

from backend.web import policy_editing
from backend.web.policy_forms.rows import text


async def start(request: Request) -> Response:
    """POST: the form's buttons and its end. 422 with the messages beside the fields, nothing lost."""
    form = await request.form()
    editing = await policy_editing.begin(request, form)
    if text(form, "act"):
        return await policy_editing.act(request, editing, form)
    entered = await policy_editing.read(request, editing, form)
    return await policy_editing.show(request, editing, entered, status=422 if entered.errors else 200)
