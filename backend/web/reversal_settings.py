"""How cancellations and refunds are dealt with: what of the shop's goes to Amazon by itself, and the usual reasons."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.reversals import CANCEL_REASONS, REFUND_REASONS, Reason
from backend.storage import journal, order_settings, reversal_wishes
from backend.web.order_parts import Part
from backend.web.resources import resources
from backend.web.reversal_words import reason_name
from backend.web.session import require
from backend.web.shell import Shell


async def part(request: Request, frame: Shell, kept: Mapping[str, str]) -> Part:
    """The part of the settings of orders."""
    return Part(
        "orders/parts/reversal_settings.html",
        {
            "cancel": kept.get("cancelling_cancel") != "off", "refund": kept.get("cancelling_refund") != "off",
            "spread": kept.get("cancelling_spread") == "on",
            "why_cancel": kept.get("cancelling_why_cancel") or Reason.NO_STOCK,
            "why_refund": kept.get("cancelling_why_refund") or Reason.GENERAL,
            "cancel_reasons": [(each, reason_name(each)) for each in CANCEL_REASONS],
            "refund_reasons": [(each, reason_name(each)) for each in REFUND_REASONS],
            "remembered": await reversal_wishes.remembered(resources(request).db, frame.shop.id),
        },
    )  # fmt: skip


async def save(request: Request) -> Response:
    """POST: what was entered; or the remembered reasons are forgotten."""
    home, shop_id = resources(request), require(request).shop_id
    form = {name: str(value) for name, value in (await request.form()).items()}
    async with home.db.transaction():
        if form.get("do") == "forget":
            await reversal_wishes.forget(home.db, shop_id)
            await journal.write(home.db, shop_id, home.now(), "merchant", "reversal_words_forgotten")
        else:
            await order_settings.keep(home.db, shop_id, _read(form))
    return RedirectResponse("/orders/settings?said=kept#cancelling", 303)


def _read(form: Mapping[str, str]) -> dict[str, str]:
    """The values that make sense."""
    found = {
        f"cancelling_{name}": "on" if form.get(name) == "on" else "off" for name in ("cancel", "refund", "spread")
    }  # fmt: skip
    for name, known in (("why_cancel", CANCEL_REASONS), ("why_refund", REFUND_REASONS)):
        if form.get(name) in known:
            found[f"cancelling_{name}"] = form[name]
    return found
