"""What is entered in the forms of messages: read, with its files, and held against what each kind may hold."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.datastructures import FormData, UploadFile

from backend.domain.message_starts import start
from backend.domain.messages import (
    FORMS,
    LARGEST_FILES,
    MOST_FILES,
    Draft,
    Fault,
    File,
    FileType,
    MessageKind,
    faults,
    type_of,
)
from backend.web.message_words import fault_said, kind_help, kind_title, link_note
from backend.web.reading import whole

TAKEN = 64 * 1024 * 1024  # bytes that are let in at all, so that files that are too large get a sentence
READ = 4 * MOST_FILES  # files of a form that are looked at, so that too many get a sentence
_ENDINGS = {FileType.PDF: ".pdf", FileType.JPEG: ".jpg,.jpeg", FileType.PNG: ".png"}
_CALLED = {FileType.PDF: "PDF", FileType.JPEG: "JPEG", FileType.PNG: "PNG"}


@dataclass(frozen=True, slots=True)
class Entered:
    """What somebody sent: `contents` are the draft's files; `errors` by field, in words."""

    kind: MessageKind
    token: str
    instead: int
    draft: Draft = field(repr=False)
    contents: tuple[bytes, ...] = field(repr=False)
    errors: Mapping[str, str]


async def entered(form: FormData) -> Entered | None:
    """A form as it was sent; None when it is none of ours."""
    kind = next((each for each in MessageKind if each.value == form.get("kind")), None)
    token = _typed(form, "token")[:64]
    if kind is None or not token:
        return None
    files, contents, odd = await _files(form)
    draft = Draft(_typed(form, "text").strip(), _typed(form, "starts"), _typed(form, "ends"), files)
    told = [*odd, *faults(kind, draft)] if FORMS[kind].files else faults(kind, draft)
    said = {fault.field: fault_said(fault, FORMS[kind].text) for fault in reversed(told)}
    return Entered(kind, token, whole(_typed(form, "instead")), draft, contents, said)


def _typed(form: FormData, name: str) -> str:
    """A text without NULs, its lines ended as everywhere else than in forms."""
    said = form.get(name)
    return said.replace("\0", " ").replace("\r\n", "\n") if isinstance(said, str) else ""


async def _files(form: FormData) -> tuple[tuple[File, ...], tuple[bytes, ...], list[Fault]]:
    """The files with their bytes; what nobody can read is said of the first such one."""
    found, contents, odd = list[File](), list[bytes](), list[Fault]()
    for upload in form.getlist("files"):
        if not isinstance(upload, UploadFile) or not upload.filename:
            continue
        name = upload.filename.replace("\0", " ").rpartition("/")[2].rpartition("\\")[2]
        size = upload.size or 0
        content = await upload.read() if size <= LARGEST_FILES else b""
        kind = type_of(content, name) if content else next(iter(FileType))
        if kind is None:
            odd.append(Fault("files", "type", name[:80]))
            continue
        found.append(File(name, kind, size))
        contents.append(content)
    return tuple(found), tuple(contents), odd


@dataclass(frozen=True, slots=True)
class FormView:
    """A kind's form as the page shows it. `open`: what is wrong, or what is written again, is seen at once."""

    kind: MessageKind
    title: str
    help: str
    links: str
    text: str
    most: int
    files: int
    accept: str
    types: str
    dates: bool
    starts: str
    ends: str
    token: str
    instead: int
    errors: Mapping[str, str]
    open: bool


def form_view(
    kind: MessageKind,
    language: str,
    said: Entered | None = None,
    before: Draft | None = None,
    instead: int = 0,
) -> FormView:
    """A form: with what was just sent, with what was written before, or with the beginning in the buyer's language."""
    form = FORMS[kind]
    mine = said is not None and said.kind is kind
    draft = said.draft if said is not None and mine else before or Draft(text=start(kind, language))
    return FormView(
        kind, kind_title(kind), kind_help(kind), link_note(kind), draft.text, form.text, form.files,
        ",".join(_ENDINGS[each] for each in form.types), ", ".join(_CALLED[each] for each in form.types),
        form.dates, draft.starts, draft.ends, said.token if said is not None and mine else secrets.token_hex(16),
        said.instead if said is not None and mine else instead,
        said.errors if said is not None and mine else {}, mine or before is not None,
    )  # fmt: skip
