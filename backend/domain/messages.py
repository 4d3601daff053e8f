"""Messages to buyers: which kinds there are, what each may hold, what is wrong with one, and why one is not allowed."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from backend.domain.orders import Kind, OrderStatus, Sender

DAY = 86_400
REVIEW_FROM, REVIEW_UNTIL = 5, 30  # days after delivery between which a review may be asked for
AFTER_SALE = 30  # days after delivery after which a marketplace lets nothing more be written
MOST_FILES = 5
LARGEST_FILES = (
    5 * 1024 * 1024
)  # bytes of all files of a message together: our own limit, well below the marketplace's
LONGEST_NAME = 100


class MessageKind(StrEnum):
    """What a message is for. There is no free one."""

    ORDER = "order"  # a question about the order before it is sent
    DELIVERY = "delivery"  # to arrange the delivery
    CUSTOMIZATION = "customization"  # to ask for, or confirm, the buyer's wishes
    PROBLEM = "problem"  # something unexpected keeps the order from being fulfilled
    SERVICE = "service"  # to arrange a visit at home
    ACCESS_KEY = "access_key"  # the key to something digital
    INVOICE = "invoice"
    WARRANTY = "warranty"
    LEGAL = "legal"  # a document that the law demands
    REVIEW = "review"  # the marketplace's own words, asking for a review


class FileType(StrEnum):
    """The files that a message may carry, by their media type."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"


@dataclass(frozen=True, slots=True)
class Form:
    """What a kind holds. `text`: its longest text, 0: none. `files`: how many it may carry, `needs_files`: one at
    least. `dates`: from when to when it covers."""

    text: int = 0
    files: int = 0
    needs_files: bool = False
    types: tuple[FileType, ...] = tuple(FileType)
    dates: bool = False


FORMS: dict[MessageKind, Form] = {
    MessageKind.ORDER: Form(text=2000),
    MessageKind.DELIVERY: Form(text=2000),
    MessageKind.CUSTOMIZATION: Form(text=800, files=MOST_FILES),
    MessageKind.PROBLEM: Form(text=2000),
    MessageKind.SERVICE: Form(text=2000),
    MessageKind.ACCESS_KEY: Form(text=400, files=MOST_FILES),
    MessageKind.INVOICE: Form(files=MOST_FILES, needs_files=True, types=(FileType.PDF,)),
    MessageKind.WARRANTY: Form(files=MOST_FILES, needs_files=True, dates=True),
    MessageKind.LEGAL: Form(files=MOST_FILES, needs_files=True),
    MessageKind.REVIEW: Form(),
}


@dataclass(frozen=True, slots=True)
class File:
    """A file that goes with a message. Its name may name the buyer, and so may its content."""

    name: str
    type: FileType
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """What the merchant entered; all of it is personal. Dates as typed (2026-12-24), "" for none."""

    text: str = ""
    starts: str = ""
    ends: str = ""
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a marketplace lets be sent about an order now. `language`: the tag of the buyer's, "" when it was not told;
    `others`: kinds that only the marketplace's own pages know; `no_role`: whether messages, or requests for reviews,
    are closed to us altogether ("messages", "reviews")."""

    kinds: tuple[MessageKind, ...] = ()
    language: str = ""
    others: tuple[str, ...] = ()
    no_role: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a draft, where (text, files, starts, ends), and the number or word that it is about."""

    field: str
    cause: str
    about: str = ""


_HTML = re.compile(r"</?[a-zA-Z][^<>]*>|<!--|&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
_MAIL = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[^\W\d_]{2,}|\bmailto:", re.IGNORECASE)
_UNSAFE_LINK = re.compile(r"\b(?:http|ftp)://\S+|(?<![\w./])www\.\S+", re.IGNORECASE)
_UNFILLED = re.compile(r"\[[^\[\]\n]{1,80}\]")
_MAGIC = ((b"%PDF-", FileType.PDF), (b"\xff\xd8\xff", FileType.JPEG), (b"\x89PNG\r\n\x1a\n", FileType.PNG))
_ENDS = {FileType.PDF: (".pdf",), FileType.JPEG: (".jpg", ".jpeg"), FileType.PNG: (".png",)}


def type_of(content: bytes, name: str) -> FileType | None:
    """What a file really is, by its first bytes, when its name says the same; None for anything else."""
    found = next((kind for magic, kind in _MAGIC if content.startswith(magic)), None)
    return found if found is not None and name.lower().endswith(_ENDS[found]) else None


def faults(kind: MessageKind, draft: Draft) -> list[Fault]:
    """All that keeps a message from being sent, in the order of its form."""
    form = FORMS[kind]
    found = list(_of_text(draft.text, form.text)) if form.text else []
    if form.dates:
        found += _of_dates(draft)
    return [*found, *_of_files(draft.files, form)] if form.files else found


def _of_text(text: str, most: int) -> Sequence[Fault]:
    if not text.strip():
        return [Fault("text", "empty")]
    found = [Fault("text", "long", str(len(text)))] if len(text) > most else []
    marks = (("html", _HTML), ("mail", _MAIL), ("link", _UNSAFE_LINK), ("unfilled", _UNFILLED))
    for cause, mark in marks:
        if hit := mark.search(text):
            found.append(Fault("text", cause, hit.group(0)[:80]))
    return found


def _of_dates(draft: Draft) -> list[Fault]:
    found, read = [], []
    for field, typed in (("starts", draft.starts), ("ends", draft.ends)):
        day = _day(typed)
        read.append(day)
        if day is None:
            found.append(Fault(field, "date" if typed.strip() else "no_date"))
    first, last = read
    if first is not None and last is not None and last < first:
        found.append(Fault("ends", "before"))
    return found


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return None


def _of_files(files: Sequence[File], form: Form) -> list[Fault]:
    if form.needs_files and not files:
        return [Fault("files", "no_file")]
    if len(files) > form.files:
        return [Fault("files", "many", str(form.files))]
    for file in files:
        if file.type not in form.types:
            return [Fault("files", "type", file.name)]
        if not file.size:
            return [Fault("files", "empty_file", file.name)]
        if len(file.name) > LONGEST_NAME:
            return [Fault("files", "name", file.name[:40])]
    if sum(file.size for file in files) > LARGEST_FILES:
        return [Fault("files", "large")]
    return []


@dataclass(frozen=True, slots=True)
class Standing:
    """What can be known of an order when a kind is not allowed: times epoch seconds UTC; `delivered_at` as far as it
    can be told; `written`: the kinds that went already."""

    status: OrderStatus
    sender: Sender
    kinds: Collection[Kind]
    delivered_at: int | None
    written: Collection[MessageKind]
    now: int


_AFTER_SENDING = (MessageKind.INVOICE, MessageKind.WARRANTY, MessageKind.LEGAL, MessageKind.REVIEW)
_BEFORE_SENDING = (MessageKind.ORDER, MessageKind.CUSTOMIZATION)


def why_not(kind: MessageKind, order: Standing) -> str:
    """The likely reason for which a marketplace does not allow a kind: it gives none itself. "" for none to be seen."""
    if order.status is OrderStatus.PENDING:
        return "not_paid"
    if order.status is OrderStatus.CANCELLED:
        return "cancelled"
    if kind is MessageKind.REVIEW and kind in order.written:
        return "asked"
    if kind is MessageKind.SERVICE:
        return "no_service"
    if kind is MessageKind.ACCESS_KEY:
        return "not_digital"
    if kind is MessageKind.CUSTOMIZATION and Kind.CUSTOMIZED not in order.kinds:
        return "not_customized"
    if order.sender is Sender.MARKETPLACE and kind not in _AFTER_SENDING:
        return "sent_by_marketplace"
    sent = order.status is OrderStatus.SHIPPED
    if kind in _AFTER_SENDING and not sent:
        return "not_sent"
    if kind in _BEFORE_SENDING and sent:
        return "sent"
    if kind is MessageKind.REVIEW:
        return _why_no_review(order)
    return "too_late" if _days_since(order) > AFTER_SALE else ""


def _why_no_review(order: Standing) -> str:
    if order.delivered_at is None:
        return ""
    days = _days_since(order)
    return "too_early" if days < REVIEW_FROM else "too_late" if days > REVIEW_UNTIL else ""


def _days_since(order: Standing) -> float:
    """Days since delivery; 0 when that is not known."""
    return (order.now - order.delivered_at) / DAY if order.delivered_at is not None else 0
