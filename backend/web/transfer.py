"""Export and import: all policies, links and history in one file, what an import would change, and how far it is."""

import csv
import io
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from backend.domain.transfer import BY_HAND, DETAILS, FORMAT, JOURNAL, LISTING, MUTED, POLICY, VERSION
from backend.storage import exporting, exporting_of_listings, importing
from backend.storage.database import Database
from backend.storage.encoding import to_json
from backend.web.audit import harmless
from backend.web.rendering import render, wants_fragment
from backend.web.resources import resources
from backend.web.session import require
from backend.web.shell import Shell, shell
from backend.web.transfer_words import lines_of, wrong_file
from backend.web.upload_reading import WrongFile, read_upload

LARGEST = 100 * 1024 * 1024  # bytes of a file
TAKEN = 2 * 1024**3  # bytes that are let in at all, so that a file that is too large gets a sentence
PIECE = 1 << 16
COLUMNS = (
    "sku",
    "seller",
    "region",
    "marketplace",
    "asin",
    "condition",
    "status",
    "by_hand",
    "paused",
    "own_sku",
)


async def page(request: Request) -> Response:
    """What can be taken along, and how the last import is. While it moves, its part asks again by itself."""
    return await _show(request, await shell(request, "policies"))


async def _show(request: Request, frame: Shell, error: str = "") -> Response:
    db = resources(request).db
    last = await importing.latest(db, frame.shop.id)
    rows = await lines_of(db, last) if last else []
    willing = any(row.count.verdict in ("add", "link", "change") for row in rows)
    context = {
        "shell": frame, "last": last, "rows": rows, "error": error, "willing": willing,
        "megabytes": LARGEST // 1024**2, "other": bool(last and last.made_by not in ("", str(frame.shop.store_id))),
    }  # fmt: skip
    fragment = "last_import" if wants_fragment(request) and not error and request.method == "GET" else None
    return render(request, "transfer/page.html", context, fragment=fragment, status=422 if error else 200)


async def upload(request: Request) -> Response:
    """POST: a file is read and kept; what is wrong with it is said, and then nothing of it stays."""
    frame, home = await shell(request, "policies"), resources(request)
    told = request.headers.get("content-length", "0")
    if told.isdecimal() and int(told) > LARGEST:
        return await _show(request, frame, wrong_file("large", LARGEST))
    async with request.form(max_files=1, max_fields=5) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            return await _show(request, frame, wrong_file("none", LARGEST))
        if (file.size or 0) > LARGEST:
            return await _show(request, frame, wrong_file("large", LARGEST))
        import_id = await importing.begin(home.db, frame.shop.id, file.filename, home.now())
        try:
            await read_upload(home.db, import_id, _pieces(file))
        except WrongFile as error:
            await importing.forget(home.db, frame.shop.id, import_id)
            return await _show(request, frame, wrong_file(str(error), LARGEST))
    await home.wake("imports", frame.shop.id)
    return RedirectResponse("/transfer", 303)


async def _pieces(file: UploadFile) -> AsyncIterator[bytes]:
    while piece := await file.read(PIECE):
        yield piece


async def move(request: Request) -> Response:
    """POST: start the import that was foreseen, or forget it. 404 for another shop's."""
    home, shop_id = resources(request), require(request).shop_id
    import_id = request.path_params["import_id"]
    if await importing.find(home.db, shop_id, import_id) is None:
        raise HTTPException(404)
    if (await request.form()).get("do") == "start":
        await importing.start(home.db, shop_id, import_id)
        await home.wake("imports", shop_id)
    else:
        await importing.forget(home.db, shop_id, import_id)
    return RedirectResponse("/transfer", 303)


async def export(request: Request) -> Response:
    """Everything in one file, as it is read: a hundred thousand listings are never held at once."""
    home, frame = resources(request), await shell(request, "policies")
    made = datetime.fromtimestamp(home.now(), UTC)
    headers = {
        "content-disposition": f'attachment; filename="storelane-{made:%Y-%m-%d}.json"', "cache-control": "no-store",
    }  # fmt: skip
    head = {
        "format": FORMAT, "version": VERSION, "made_at": f"{made:%Y-%m-%dT%H:%M:%SZ}", "store": frame.shop.store_id,
    }  # fmt: skip
    body = _whole(home.db, frame.shop.id, head)
    return StreamingResponse(body, media_type="application/json", headers=headers)


async def _whole(db: Database, shop_id: int, head: dict[str, object]) -> AsyncIterator[str]:
    """One line of the file for each of ours, so that people and programs can look into it."""
    yield to_json(head)[:-1]
    yield f',\n"{POLICY}":[\n' + _joined(await exporting.policy_lines(db, shop_id), first=True)
    for key, batches in (
        (LISTING, exporting.listing_lines(db, shop_id)),
        (BY_HAND, exporting_of_listings.by_hand_lines(db, shop_id)),
        (MUTED, exporting_of_listings.muted_lines(db, shop_id)),
        (DETAILS, exporting_of_listings.details_lines(db, shop_id)),
        (JOURNAL, exporting.journal_lines(db, shop_id)),
    ):
        yield f'\n],\n"{key}":[\n'
        first = True
        async for lines in batches:
            if lines:
                yield _joined(lines, first=first)
                first = False
    yield "\n]}\n"


def _joined(lines: Iterable[exporting.Line], *, first: bool) -> str:
    return ("" if first else ",\n") + ",\n".join(to_json(line) for line in lines)


async def links(request: Request) -> Response:
    """The links alone, for a spreadsheet."""
    home, shop_id = resources(request), require(request).shop_id
    name = datetime.fromtimestamp(home.now(), UTC).strftime("links-%Y-%m-%d.csv")
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return StreamingResponse(_links(home.db, shop_id), media_type="text/csv", headers=headers)


async def _links(db: Database, shop_id: int) -> AsyncIterator[str]:
    names = {line["ref"]: line["name"] for line in await exporting.policy_lines(db, shop_id)}
    kinds = ("selling", "synchronization", "shipping")
    yield "\ufeff" + _csv([(*COLUMNS, *(f"{kind}_policy" for kind in kinds))])
    async for lines in exporting.listing_lines(db, shop_id):
        yield _csv(
            (
                *(_cell(line.get(column, "")) for column in COLUMNS),
                *(names.get(line["policies"][kind], "") for kind in kinds),
            )
            for line in lines
        )  # fmt: skip


def _csv(rows: Iterable[tuple[str, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([[harmless(value) for value in row] for row in rows])
    return text.getvalue()


def _cell(said: object) -> str:
    return "yes" if said is True else str(said)
