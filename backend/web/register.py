"""Register now: what Storelane does and costs, and the way to our own site. The page learns when it is done."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from backend.storage import owners, plans
from backend.web.rendering import render, wants_fragment
from backend.web.resources import resources
from backend.web.shell import shell
from backend.web.site import rounds
from backend.web.site.visit import address


async def page(request: Request) -> Response:
    """GET /register, inside the frame. 404 where the operator has accounts switched off."""
    home = resources(request)
    if not home.settings.owners.on:
        raise HTTPException(404)
    frame = await shell(request, "register")
    owner = await owners.of_shop(home.db, frame.shop.id)
    if owner is None and wants_fragment(request):
        return Response(status_code=204)  # nothing new: the page stays as it is, with the focus where it was
    way = "" if owner else address(home, "/account/begin", shop=await rounds.offered(home, frame.shop.id))
    terms = home.settings.owners.terms
    told = owner is not None or await plans.begun(home.db, frame.shop.id)
    context = {
        "shell": frame if owner or frame.standing == "selling" else None, "shop": frame.shop, "owner": owner,
        "way": way, "terms": terms,
        "allowance": await plans.allowance(home.db, frame.shop.id, home.now(), terms) if told else None,
    }  # fmt: skip
    part = "registering" if wants_fragment(request) else None
    return render(request, "register/page.html", context, fragment=part)
