"""The form of a policy: new, copied or edited. Its buttons bring it back with all that was entered."""

from dataclasses import dataclass

from starlette.datastructures import FormData, QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from backend.domain.policy import Policy, PolicyKind
from backend.storage import catalogue, policies
from backend.storage.policies import BLANK, KeptPolicy
from backend.storage.policy_previews import Preview
from backend.storage.searching import Search
from backend.web.languages import _
from backend.web.policy_forms.about import About
from backend.web.policy_forms.parts import PARTS
from backend.web.policy_forms.rows import acted, form_of, pairs_of, place_of, text
from backend.web.policy_words.saying import named
from backend.web.reading import DRAFT, whole
from backend.web.rendering import link, render, wants_fragment
from backend.web.resources import resources
from backend.web.shell import Shell, shell

LOOKED_AT = 50  # products whose attributes are offered by name
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Editing:
    """What is edited: `kept` None is a new policy. `start`: what the form said at first, with its name; `version`: the
    one that the form was made from."""

    frame: Shell
    kind: PolicyKind
    kept: KeptPolicy | None
    start: Policy
    name: str
    version: int
    draft: str
    copy: str = ""  # the policy that a new one starts as

    @property
    def path(self) -> str:
        """Where the form is posted."""
        return f"/policies/{self.kept.id if self.kept else 'new'}/preview"

    @property
    def back(self) -> str:
        """Where Cancel leads."""
        if self.draft:
            return f"/publish/{self.draft}"
        return f"/policies/{self.kept.id}" if self.kept else "/policies"


@dataclass(frozen=True, slots=True)
class Entered:
    """What was entered: the policy as far as it makes sense, and a sentence for every field that does not."""

    name: str
    policy: Policy
    errors: dict[str, str]
    form: FormData


async def new(request: Request) -> Response:
    """GET: the form of a new policy, `kind`; `copy` is the policy that it starts as, `draft` the wizard's selection."""
    return await show(request, await begin(request, request.query_params))


async def edit(request: Request) -> Response:
    """GET: the form of a policy; 404 when it is another shop's."""
    return await show(request, await begin(request, request.query_params))


async def begin(request: Request, said: FormData | QueryParams) -> Editing:
    """What an address and its form are about. 404 for a policy of another shop, or a kind that there is not."""
    frame = await shell(request, "policies")
    fields = {key: str(said.get(key) or "") for key in ("kind", "copy", "draft", "version")}
    draft = fields["draft"] if DRAFT.fullmatch(fields["draft"]) else ""
    db, policy_id = resources(request).db, request.path_params.get("policy_id")
    if policy_id is not None:
        kept = await _found(request, frame, policy_id)
        version = whole(fields["version"]) or kept.version
        return Editing(frame, kept.kind, kept, kept.policy, named(kept.name), version, draft)
    if whole(fields["copy"]):
        model = await _found(request, frame, whole(fields["copy"]))
        every = await policies.of_shop(db, frame.shop.id)
        name = copy_name(every, model)
        return Editing(frame, model.kind, None, model.policy, name, 0, draft, fields["copy"])
    kind = kind_of(fields["kind"])
    return Editing(frame, kind, None, BLANK[kind], "", 0, draft)


async def begin_of(request: Request, preview: Preview) -> Editing:
    """The form that a preview was made from. 404 when its policy is gone meanwhile."""
    frame = await shell(request, "policies")
    if preview.policy_id is None:
        blank = BLANK[preview.kind]
        return Editing(frame, preview.kind, None, blank, preview.name, 0, preview.draft)
    kept = await _found(request, frame, preview.policy_id)
    return Editing(frame, kept.kind, kept, kept.policy, named(kept.name), preview.version, preview.draft)


def kind_of(said: str) -> PolicyKind:
    """A kind by its word; 404 for any other."""
    if said not in {kind.value for kind in PolicyKind}:
        raise HTTPException(404)
    return PolicyKind(said)


async def _found(request: Request, frame: Shell, policy_id: int) -> KeptPolicy:
    kept = await policies.find(resources(request).db, frame.shop.id, policy_id)
    if kept is None:
        raise HTTPException(404)
    return kept


def copy_name(every: list[KeptPolicy], model: KeptPolicy) -> str:
    """A name for a copy that no policy of its kind has."""
    taken = {named(each.name) for each in every if each.kind is model.kind}
    name = _("Copy of %s") % named(model.name)[: LONGEST_NAME - 20]
    return next(each for n in range(1, 100_000) if (each := name if n == 1 else f"{name} ({n})") not in taken)


async def show(
    request: Request, editing: Editing, entered: Entered | None = None, *, alerts: tuple[str, ...] = (),
    errors: bool = True, status: int = 200,
) -> Response:  # fmt: skip
    """The form's page, or its fields alone where a button of a row asks for them. `errors`: whether they are said."""
    request.state.about = await _about(request, editing)
    request.state.entered = entered.form if entered else None
    said = entered.errors if entered and errors else {}
    part = await PARTS[editing.kind].draw(request, entered.policy if entered else editing.start, said)
    kept = editing.kept
    context = {
        "shell": editing.frame, "kind": editing.kind, "title": _title(editing), "path": editing.path,
        "name": entered.name if entered else editing.name, "errors": said, "part": part, "alerts": alerts,
        "form_part": f"policies/forms/{editing.kind.value}.html", "back": editing.back,
        "back_words": _("Back to your selection") if editing.draft else _("Back"),
        "used_by": await policies.used_by(resources(request).db, kept) if kept else 0,
        "hidden": [
            ("kind", editing.kind.value), ("draft", editing.draft), ("version", str(kept.version if kept else 0)),
        ],
    }  # fmt: skip
    fragment = "fields" if wants_fragment(request) else None
    headers = {"hx-trigger": "rows"} if fragment else None  # the example follows
    return render(request, "policies/form.html", context, fragment=fragment, status=status, headers=headers)


def _title(editing: Editing) -> str:
    if editing.kept:
        return named(editing.kept.name)
    titles = {
        PolicyKind.SELLING: _("New selling policy"),
        PolicyKind.SYNCHRONIZATION: _("New synchronization policy"),
        PolicyKind.SHIPPING: _("New shipping policy"),
    }
    return titles[editing.kind]


async def act(request: Request, editing: Editing, form: FormData) -> Response:
    """A button of a row: the form again, with the row added, removed or moved. Nothing is judged yet."""
    button = text(form, "act")
    pairs = acted(pairs_of(form), button)
    request.state.focus = place_of(pairs, button)
    entered = await read(request, editing, form_of(pairs))
    return await show(request, editing, entered, errors=False)


async def read(request: Request, editing: Editing, form: FormData) -> Entered:
    """What was entered, judged."""
    about = await _about(request, editing)
    policy, errors = PARTS[editing.kind].read(form, editing.start, about)
    name = " ".join(text(form, "name").split())[:LONGEST_NAME]
    every = await policies.of_shop(resources(request).db, editing.frame.shop.id)
    mine = editing.kept.id if editing.kept else 0
    others = {named(each.name).casefold() for each in every if each.kind is editing.kind and each.id != mine}
    wrong = {}
    if not name:
        wrong["name"] = _("Give it a name.")
    elif name.casefold() in others:
        wrong["name"] = _("Another policy has this name already.")
    return Entered(name, policy, wrong | errors, form)


async def _about(request: Request, editing: Editing) -> About:
    policy_id = editing.kept.id if editing.kept else 0
    return await about_shop(request, editing.frame, policy_id, editing.draft)


async def about_shop(request: Request, frame: Shell, policy_id: int = 0, draft: str = "") -> About:
    """What a shop's forms are about: its sellers' currencies, and the attributes that its first products have."""
    db = resources(request).db
    places = [place for seller in frame.connected for place in seller.marketplaces if place.participating]
    currencies = tuple(dict.fromkeys([frame.shop.currency, *sorted({place.currency for place in places})]))
    looked = await catalogue.page(db, frame.shop.id, Search(), None, 0, LOOKED_AT)
    names = {
        attribute.name
        for kept in looked
        for attribute in (
            *kept.product.attributes, *(a for v in kept.variations for a in v.variation.attributes)
        )
    }  # fmt: skip
    return About(frame.shop, frame.sellers, currencies, tuple(sorted(names)), policy_id, draft)


def edit_link(policy_id: int, draft: str) -> str:
    """The address of a policy's form."""
    return link(f"/policies/{policy_id}/edit", draft=draft)
