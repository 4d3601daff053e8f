"""The form of a new product: filled in bit by bit, kept at every change, checked here and by Amazon, confirmed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.decision import Wish, explain
from backend.domain.details import EXEMPTION, IDENTIFIER, OF_THE_OFFER, Details
from backend.domain.identifiers import Identifier, find_identifier
from backend.domain.issues import Cause, Issue, Problem, errors_of
from backend.domain.listing import Offer
from backend.domain.obstacles import obstacles
from backend.domain.prefill import Speech, lesson, prefill
from backend.domain.pricing import price_problem
from backend.domain.product_form.reading import read_form
from backend.domain.product_form.tree import NOTHING_SHOWN, FormPlace, Shown
from backend.domain.product_types import KeptType
from backend.domain.readiness import ANY_PRODUCT
from backend.marketplaces.amazon.schema_check import Fault, check
from backend.storage import claims, creations, details, wishes
from backend.storage.creations import Creation
from backend.transport.errors import NotFound
from backend.web.creating import Away, Making, amazon_away, bounded, fetched_type, kept_type, making
from backend.web.creation_view import Finish, finish_of, groups_of, joining, preview_of, with_said
from backend.web.product_form import Entered, FormView, changed, entered, form_place, view_of
from backend.web.rendering import link, render, wants_fragment

MOST_FIELDS = 5_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form with its type and what is checked against it. `offer` None: it has no price that could be sent.

    `claimed`: another listing has its SKU on Amazon.
    """

    made: Making
    kept: KeptType
    draft: Creation
    wish: Wish
    offer: Offer | None
    claimed: bool

    @property
    def details(self) -> Details:
        return self.draft.details

    @property
    def place(self) -> FormPlace:
        spot = self.made.spot
        return form_place(spot.marketplace_id, spot.language, spot.currency)

    @property
    def obstacle(self) -> Problem | None:
        """What else stops it, such as a missing SKU; what its synchronization policy wants of it does not."""
        work = self.made.work
        if self.claimed:
            return Problem(Cause.DOUBLED_SKU, {"sku": self.made.variation.variation.sku, "count": 2})
        return obstacles(
            work.product.product, self.made.variation.variation, sku_count=self.wish.sku_count,
            market=self.wish.market, selling=self.wish.selling, synchronization=ANY_PRODUCT, linked=True,
        )  # fmt: skip

    @property
    def no_barcode(self) -> bool:
        """Whether the shop knows no good barcode of it."""
        found = find_identifier(self.made.variation.variation, self.made.work.product.product)
        return not isinstance(found, Identifier)

    def faults(self) -> list[Fault]:
        """What is missing or wrong in all that would be sent, against the whole schema."""
        if self.offer is None:
            said: Mapping[str, Any] = self.details.sent
        else:
            said = self.made.marketplace.said(self.offer, self.made.spot.marketplace_id, self.details)
        found = check(self.kept.schema, said)
        return [fault for fault in found if self.offer or not fault.path or fault.path[0] not in OF_THE_OFFER]

    def view(self, faults: Sequence[Fault], shown: Shown, *, told: bool) -> FormView:
        hidden = OF_THE_OFFER | {EXEMPTION} | ({IDENTIFIER} if self.draft.exempt else set())
        form = read_form(
            self.kept.schema, self.kept.definition.groups, self.draft.attributes, self.place, shown, hidden
        )
        return with_said(view_of(form, faults, told=told), self.said)

    @property
    def said(self) -> tuple[Issue, ...]:
        """What Amazon's preview said, while the form is as it was then."""
        return self.draft.said if self.draft.checked == self.details.key else ()

    @property
    def good(self) -> bool:
        """Whether Amazon's preview found nothing wrong with the form as it is."""
        return self.draft.checked == self.details.key and not errors_of(self.draft.said)


async def page(request: Request) -> Response:
    """GET: the form as it was left; `type` begins it for a product type. POST: a change, a check, the confirmation."""
    made = await making(request)
    if isinstance(made, Response):
        return made
    listing = made.work.listing
    address = f"/listings/{listing.id}/create/form"
    draft = await creations.find(made.home.db, listing.shop_id, listing.id)
    name = request.query_params.get("type", "")[:200] or _type_of(made, draft)
    if not name:
        return RedirectResponse(f"/listings/{listing.id}/create", 303)
    if request.method == "GET" and "load" not in request.query_params and await kept_type(made, name) is None:
        context = {"shell": made.frame, "listing": listing, "work": made.work, "type": name}
        return render(request, "create/loading.html", context)
    try:
        kept = await fetched_type(made, name)
        sheet = await _sheet(made, kept, draft)
        if request.method == "POST":
            return await _posted(request, sheet, address)
    except NotFound:
        raise HTTPException(404) from None
    except Away:
        return amazon_away(request, made, link(address, type=name))
    return _render(request, sheet, NOTHING_SHOWN)


def _type_of(made: Making, draft: Creation | None) -> str:
    if draft and draft.product_type:
        return draft.product_type
    return made.work.details.details.product_type if made.work.details else ""


async def _sheet(made: Making, kept: KeptType, draft: Creation | None) -> Sheet:
    """The form as it stands: the draft, what was confirmed before, or what is known of the product."""
    work, db = made.work, made.home.db
    listing, name = work.listing, kept.definition.name
    if draft is None or draft.product_type != name:
        before = work.details.details if work.details else None
        if draft is None and before and before.product_type == name:
            known, exempt = dict(before.attributes), before.exempt
        else:
            learned = await creations.learned(db, listing.shop_id, listing.marketplace_id, name)
            speech = Speech(made.spot.marketplace_id, made.spot.language)
            variation = made.variation.variation
            known, exempt = prefill(work.product.product, variation, kept.schema, speech, learned), False
            if draft:  # another type was begun: what was entered for it counts here too
                fields = kept.schema.get("properties", {})
                known |= {name: value for name, value in draft.attributes.items() if name in fields}
                exempt = draft.exempt
        draft = Creation(listing.id, listing.shop_id, name, made.place.locale, known, exempt)
        await creations.save(db, draft, made.home.now())
        draft = replace(draft, updated_at=made.home.now())
    rules = await wishes.read(db, listing.shop_id, made.home.now())
    wish = replace(rules.wish(work, made.spot.currency), details=draft.details)
    claimed = await claims.claimed_by_other(db, listing, made.variation.variation.sku)
    return Sheet(made, kept, draft, wish, _offer(made, wish), claimed)


def _offer(made: Making, wish: Wish) -> Offer | None:
    variation = made.variation.variation
    product = made.work.product.product
    if price_problem(product, variation, wish.selling, wish.market):
        return None
    return explain(product, variation, wish).offer


async def _posted(request: Request, sheet: Sheet, address: str) -> Response:
    """Keep what was entered; then what the pressed button asks for."""
    form = await request.form(max_fields=MOST_FIELDS)
    posted = [(name, text) for name, text in form.multi_items() if isinstance(text, str)]
    said = entered(sheet.kept.schema, posted, sheet.place)
    exempt = {"yes": True, "no": False}.get(str(form.get("exempt", "")), sheet.draft.exempt)
    values = dict(said.values)
    if exempt and IDENTIFIER not in values and IDENTIFIER in sheet.draft.attributes:
        values[IDENTIFIER] = sheet.draft.attributes[IDENTIFIER]  # not drawn now, and not to be lost
    draft = replace(sheet.draft, attributes=values, exempt=exempt, updated_at=sheet.made.home.now())
    await creations.save(sheet.made.home.db, draft, sheet.made.home.now())
    wish = replace(sheet.wish, details=draft.details)
    sheet = replace(sheet, draft=draft, wish=wish, offer=_offer(sheet.made, wish))
    do = str(form.get("do", ""))
    if do in ("amazon", "confirm"):
        return await _checked(request, sheet, said.shown, confirm=do == "confirm")
    if wants_fragment(request):
        return _changed(request, sheet, said, told=do == "check")
    return _render(request, sheet, said.shown, told=do == "check")


async def _checked(request: Request, sheet: Sheet, shown: Shown, *, confirm: bool) -> Response:
    """Here first, then by Amazon's preview; confirmed only when nothing is wrong with exactly what is on the page."""
    faults = sheet.faults()
    if faults or sheet.obstacle or sheet.offer is None:
        return _render(request, sheet, shown, told=True, status=422)
    made = sheet.made
    if not (confirm and sheet.good):
        outcome = await bounded(
            made.marketplace.preview(
                made.seller.access,
                made.spot.marketplace_id,
                sheet.offer,
                made.place.locale,
                sheet.details,
                interactive=True,
            )
        )
        issues = (*outcome.issues, *joining(outcome, made.work.listing.asin))
        await creations.keep_check(made.home.db, sheet.draft, issues, made.home.now())
        draft = replace(sheet.draft, checked=sheet.details.key, said=issues, checked_at=made.home.now())
        sheet = replace(sheet, draft=draft)
        if not outcome.accepted or not sheet.good:
            return _render(request, sheet, shown, told=True, status=422)
    if not confirm:
        return _render(request, sheet, shown, told=True)
    return await _confirmed(sheet)


async def _confirmed(sheet: Sheet) -> Response:
    """The merchant's word: it is owed to Amazon from now on, and what is alike for the next product is remembered."""
    made, db, now = sheet.made, sheet.made.home.db, sheet.made.home.now()
    listing = made.work.listing
    async with db.transaction():
        owed = await details.put(
            db, listing.shop_id, {listing.id: sheet.details}, now, checksum=sheet.kept.definition.checksum
        )
        if owed:
            await creations.learn(
                db, listing.shop_id, listing.marketplace_id, sheet.details.product_type,
                lesson(sheet.details.attributes, sheet.kept.schema), now,
            )  # fmt: skip
            await creations.remove(db, listing.shop_id, listing.id)
    for seller_id in owed:
        await made.home.wake("offers", seller_id)
    return RedirectResponse(link(f"/listings/{listing.id}", said="confirmed" if owed else ""), 303)


def _context(sheet: Sheet, shown: Shown, *, told: bool) -> dict[str, Any]:
    faults = sheet.faults()
    view = sheet.view(faults, shown, told=told)
    made = sheet.made
    finish: Finish = finish_of(
        view, sheet.said, sheet.obstacle, good=sheet.good, checked_at=sheet.draft.checked_at
    )
    return {
        "shell": made.frame, "listing": made.work.listing, "work": made.work, "spot": made.spot, "view": view,
        "draft": sheet.draft, "title": sheet.kept.definition.title,
        "path": f"/listings/{made.work.listing.id}/create/form",
        "groups": groups_of(view), "preview": preview_of(sheet.draft.attributes), "offer": sheet.offer,
        "finish": finish, "no_barcode": sheet.no_barcode, "changing": made.work.details is not None,
    }  # fmt: skip


def _render(
    request: Request, sheet: Sheet, shown: Shown, *, told: bool = False, status: int = 200
) -> Response:
    return render(request, "create/form.html", _context(sheet, shown, told=told), status=status)


def _changed(request: Request, sheet: Sheet, said: Entered, *, told: bool) -> Response:
    """What is different after a change: groups of the form, what is missing, what Amazon will show."""
    context = _context(sheet, said.shown, told=told)
    context["changed"] = changed(context["view"], said)
    return render(request, "create/form.html", context, fragment=["groups", "shown", "finish", "changes"])
