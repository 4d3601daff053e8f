"""Messages to buyers: what is wrong with one, why one is not allowed, and how one begins in the buyer's language."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.message_starts import start, written_in
from backend.domain.messages import (
    DAY,
    FORMS,
    LARGEST_FILES,
    Draft,
    File,
    FileType,
    MessageKind,
    Standing,
    faults,
    type_of,
    why_not,
)
from backend.domain.orders import Kind, OrderStatus, Sender
from backend.marketplaces.amazon.regions import COUNTRIES
from backend.web.message_words import reason

WITH_TEXT = [kind for kind, form in FORMS.items() if form.text]
PDF = File("a.pdf", FileType.PDF, 10)
NOW = 1_800_000_000


def causes(kind: MessageKind, draft: Draft) -> set[str]:
    return {fault.cause for fault in faults(kind, draft)}


@given(st.sampled_from(WITH_TEXT), st.text(st.characters(categories=["L", "Nd", "Zs"]), max_size=2100))
def test_a_plain_text_is_wrong_only_by_its_length(kind: MessageKind, text: str) -> None:
    wanted = {"empty"} if not text.strip() else {"long"} if len(text) > FORMS[kind].text else set()
    assert causes(kind, Draft(text=text)) == wanted


@given(
    st.sampled_from(WITH_TEXT), st.text("abc é1", max_size=60), st.text("abc é1", max_size=60),
    st.sampled_from([
        ("<br>", "html"), ("</p>", "html"), ("&nbsp;", "html"), ("<a href='x'>", "html"), ("x@example.com", "mail"),
        ("mailto:x", "mail"), ("http://example.com", "link"), (" www.example.com", "link"), ("[day]", "unfilled"),
    ]),
)  # fmt: skip
def test_what_amazon_refuses_is_found_wherever_it_stands(
    kind: MessageKind, before: str, after: str, odd: tuple[str, str]
) -> None:
    text, cause = odd
    assert cause in causes(kind, Draft(text=f"{before} {text} {after}"))


@pytest.mark.parametrize(
    "text", ["Ab 3 < 5 und 7 > 2", "R&D", "https://www.example.com/a?b=1&c", "um 12 @ home", "€ & £"]
)
def test_what_only_looks_like_it_is_taken(text: str) -> None:
    assert faults(MessageKind.ORDER, Draft(text=text)) == []


@pytest.mark.parametrize(
    ("kind", "draft", "cause"),
    [
        (MessageKind.INVOICE, Draft(), "no_file"),
        (MessageKind.INVOICE, Draft(files=(replace(PDF, type=FileType.PNG),)), "type"),
        (MessageKind.LEGAL, Draft(files=(PDF,) * 6), "many"),
        (MessageKind.LEGAL, Draft(files=(replace(PDF, size=LARGEST_FILES), PDF)), "large"),
        (MessageKind.LEGAL, Draft(files=(replace(PDF, size=0),)), "empty_file"),
        (MessageKind.LEGAL, Draft(files=(replace(PDF, name="a" * 101),)), "name"),
        (MessageKind.WARRANTY, Draft(files=(PDF,)), "no_date"),
        (MessageKind.WARRANTY, Draft(starts="2026-13-01", ends="2026-01-01", files=(PDF,)), "date"),
        (MessageKind.WARRANTY, Draft(starts="2026-01-02", ends="2026-01-01", files=(PDF,)), "before"),
    ],
)
def test_files_and_days_are_held_against_the_form(kind: MessageKind, draft: Draft, cause: str) -> None:
    assert cause in causes(kind, draft)


def test_what_is_right_has_no_fault() -> None:
    days = Draft(starts="2026-01-01", ends="2026-01-01", files=(PDF,) * 5)
    assert faults(MessageKind.WARRANTY, days) == faults(MessageKind.INVOICE, Draft(files=(PDF,))) == []
    assert faults(MessageKind.CUSTOMIZATION, Draft(text="Anna?")) == faults(MessageKind.REVIEW, Draft()) == []


def test_a_file_is_what_its_bytes_and_its_name_say() -> None:
    assert type_of(b"%PDF-1.4", "A.PDF") is FileType.PDF
    assert type_of(b"\xff\xd8\xff\xe0", "a.jpeg") is FileType.JPEG
    assert type_of(b"%PDF-1.4", "a.png") is type_of(b"MZ", "a.pdf") is type_of(b"", "a.pdf") is None


@given(
    st.sampled_from(MessageKind), st.sampled_from(OrderStatus), st.sampled_from(Sender),
    st.sets(st.sampled_from(Kind)), st.none() | st.integers(0, 60), st.sets(st.sampled_from(MessageKind)),
)  # fmt: skip
def test_a_reason_is_always_one_that_pages_can_say(
    kind: MessageKind, status: OrderStatus, sender: Sender, kinds: set[Kind], days: int | None,
    written: set[MessageKind],
) -> None:  # fmt: skip
    delivered = None if days is None else NOW - days * DAY
    why = why_not(kind, Standing(status, sender, kinds, delivered, written, NOW))
    assert reason(why)
    if status is OrderStatus.PENDING:
        assert why == "not_paid"


@pytest.mark.parametrize(
    ("kind", "status", "days", "why"),
    [
        (MessageKind.ORDER, OrderStatus.SHIPPED, 1, "sent"),
        (MessageKind.INVOICE, OrderStatus.UNSHIPPED, None, "not_sent"),
        (MessageKind.PROBLEM, OrderStatus.SHIPPED, 31, "too_late"),
        (MessageKind.REVIEW, OrderStatus.SHIPPED, 4, "too_early"),
        (MessageKind.REVIEW, OrderStatus.SHIPPED, 31, "too_late"),
        (MessageKind.REVIEW, OrderStatus.SHIPPED, 10, ""),
        (MessageKind.CUSTOMIZATION, OrderStatus.UNSHIPPED, None, "not_customized"),
    ],
)
def test_the_likely_reason_follows_from_the_order(
    kind: MessageKind, status: OrderStatus, days: int | None, why: str
) -> None:
    delivered = None if days is None else NOW - days * DAY
    assert why_not(kind, Standing(status, Sender.MERCHANT, (), delivered, (), NOW)) == why


def test_every_marketplaces_language_has_beginnings_that_must_be_filled_in() -> None:
    for country in COUNTRIES:
        assert written_in(country.language), country.code
        for kind in MessageKind:
            text = start(kind, country.language)
            assert bool(text) == (kind in WITH_TEXT)
            if text:
                assert causes(kind, Draft(text=text)) == {"unfilled"}
                assert faults(kind, Draft(text=re.sub(r"\[[^\]]+\]", "x", text))) == []
    assert (
        start(MessageKind.ORDER, "xx-XX")
        == start(MessageKind.ORDER, "en_GB")
        != start(MessageKind.ORDER, "de")
    )
