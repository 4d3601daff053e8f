"""What Amazon is told of packages: whatever happens, each piece once, and nothing that it shows already."""

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.domain.carrier_choice import CarrierBook
from backend.domain.orders import OrderStatus, Package, PackageState, Sender
from backend.domain.shipments import (
    Ask,
    Chosen,
    Confirm,
    Line,
    Named,
    Nothing,
    Scene,
    Shipment,
    ShipmentState,
    Source,
)
from backend.domain.shipping import (
    arrived,
    free_reference,
    named,
    next_step,
    on_its_day,
    open_pieces,
    shares,
    wrong_with,
)
from backend.domain.shop_side import Parcel, ShopPayment, ShopSending, ShopSide

A, B, C = "6A00000000001", "6A00000000002", "6A00000000003"
NOW, MADE = 2_000, 1_000
book = CarrierBook()


def side(tracking: str = "", sending: ShopSending = ShopSending.TO_SEND, **more: object) -> ShopSide:
    return ShopSide(ShopPayment.PAID, sending, tracking, changed_at=1_500, **more)  # type: ignore[arg-type]


def scene(tracking: str = "", units: tuple[int, ...] = (2,), **more: object) -> Scene:
    lines = tuple(Line(f"L{n}", number) for n, number in enumerate(units))
    made = Scene(OrderStatus.UNSHIPPED, Sender.MERCHANT, True, MADE, NOW, lines, side(tracking))
    return replace(made, **more)  # type: ignore[arg-type]


def told(reference: str = "1001", tracking: str = A, pieces: int = 2, **more: object) -> Shipment:
    made = Shipment(
        reference, tracking, "colissimo", "", 1_500, (("L0", pieces),), Source.SHOP, ShipmentState.SEEN, origin=tracking
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def at_amazon(one: Shipment) -> Package:
    return Package(one.reference, "Colissimo", "", one.tracking, one.sent_at, PackageState.SENT, one.pieces)


def confirmed(step: object) -> Shipment:
    assert isinstance(step, Confirm), step
    return step.shipment


def test_a_number_is_told_with_all_that_is_left_and_known_afterwards() -> None:
    one = confirmed(next_step(scene(A), book.choose))
    assert (one.reference, one.tracking, one.carrier, one.pieces) == ("1001", A, "colissimo", (("L0", 2),))
    assert one.sent_at == 1_500
    for state in ShipmentState:
        if state not in (ShipmentState.WANTED, ShipmentState.REFUSED):
            after = scene(A, told=(replace(one, state=state),))
            assert next_step(after, book.choose) == Nothing("told")
    assert next_step(scene(A, packages=(at_amazon(told()),)), book.choose) == Nothing("nothing_said")
    assert next_step(scene(A, written=A), book.choose) == Nothing("nothing_said")


def test_another_number_corrects_the_package_and_one_more_takes_what_is_left() -> None:
    one = told()
    correction = confirmed(next_step(scene(B, told=(one,), packages=(at_amazon(one),)), book.choose))
    assert (correction.reference, correction.tracking, correction.pieces) == ("1001", B, one.pieces)
    more = scene(f"{A} {B}", told=(one,), packages=(at_amazon(one),))
    assert next_step(more, book.choose) == Nothing("all_sent")
    part = told(pieces=1)
    rest = confirmed(next_step(scene(f"{A}, {B}", told=(part,), packages=(at_amazon(part),)), book.choose))
    assert (rest.reference, rest.tracking, rest.pieces) == ("1002", B, (("L0", 1),))
    ours = Package("1", "UPS", "", A, 1_500, PackageState.SENT, (("L0", 1),))
    assert next_step(scene(B, packages=(ours,), written=A), book.choose) == Ask("replaced")


def test_who_is_asked_what() -> None:
    sent = side(sending=ShopSending.SENT)
    asked = {
        "not_released": scene(A, status=OrderStatus.PENDING), "cancelled": scene(A, status=OrderStatus.CANCELLED),
        "untracked": scene(side=sent), "codes": scene(A, lines=(Line("L0", 2, coded=True),)),
        "refused": scene(A, told=(told(state=ShipmentState.REFUSED),)),
        "too_many": scene(told=(told(pieces=3, state=ShipmentState.WANTED),)),
    }  # fmt: skip
    for cause, one in asked.items():
        step = next_step(one, book.choose)
        assert isinstance(step, Ask) and step.cause == cause, (cause, step)
    assert isinstance(next_step(scene("?"), book.choose), Nothing)
    step = next_step(scene("SAYS-NOTHING-123"), book.choose)
    assert isinstance(step, Ask) and step.cause == "which_carrier"
    letter = confirmed(next_step(scene(side=sent, untracked_allowed=True), book.choose))
    assert (letter.tracking, letter.name) == ("", "Letter")
    assert (
        confirmed(
            next_step(scene(A, told=(replace(letter, state=ShipmentState.SEEN),)), book.choose)
        ).reference
        == "1001"
    )
    for no in (
        scene(A, sender=Sender.MARKETPLACE), scene(A, ours=False), scene(side=side(A, ShopSending.RETURNED)),
        scene(side=replace(side(A), payment=ShopPayment.CANCELLED)), scene(), scene(side=None),
    ):  # fmt: skip
        assert isinstance(next_step(no, book.choose), Nothing)


def test_labels_and_addresses_tell_of_their_own_number() -> None:
    both = side(f"{A}, {B}", parcels=(Parcel("DPD", B),), tracking_url=f"https://laposte.fr/?c={A}")
    assert named(both) == (
        Named(B, "", "DPD", Source.LABEL), Named(A, f"https://laposte.fr/?c={A}"),
    )  # fmt: skip
    left_over = side(C, tracking_url=f"https://laposte.fr/?c={A}")
    assert named(left_over) == (Named(C, ""),)


def test_what_amazon_would_refuse_is_known_before() -> None:
    fine = told(state=ShipmentState.WANTED)
    assert wrong_with(scene(), fine) == ""
    for wrong, one in {
        "no_pieces": replace(fine, pieces=()), "no_carrier": replace(fine, carrier="other", name=""),
        "before_order": replace(fine, sent_at=MADE - 1), "in_future": replace(fine, sent_at=NOW + 1),
        "too_many": replace(fine, pieces=(("L0", 3),)),
    }.items():  # fmt: skip
        assert wrong_with(scene(), one) == wrong
    coded = scene(lines=(Line("L0", 2, coded=True),))
    assert wrong_with(coded, fine) == "codes"
    assert wrong_with(coded, replace(fine, codes=(("L0", ("a", "b")),))) == ""
    assert (
        wrong_with(scene(told=(fine,), packages=(at_amazon(fine),)), fine) == ""
    )  # its own pieces are its own
    assert (on_its_day(scene(), 5), on_its_day(scene(), 9_999), on_its_day(scene(), 0)) == (MADE, NOW, NOW)
    assert free_reference(scene(told=(told(),), packages=(at_amazon(told("1002")),))) == "1003"


@given(st.dictionaries(st.sampled_from("abc"), st.integers(1, 5)), st.integers(1, 9))
def test_pieces_are_dealt_out_each_once_and_no_package_is_empty(left: dict[str, int], packages: int) -> None:
    found = shares(left, packages)
    dealt: Counter[str] = Counter()
    for one in found:
        dealt.update(dict(one))
    assert dealt == Counter(left)
    sizes = [sum(n for _, n in one) for one in found]
    assert len(found) == min(packages, sum(left.values())) and all(sizes)
    assert not sizes or max(sizes) - min(sizes) <= 1


ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("shop"), st.lists(st.sampled_from((A, B, C, "SAYS-NOTHING-123")), max_size=3)),
        st.tuples(st.just("amazon"), st.sampled_from((A, B, C))),
        st.tuples(st.just("sent"), st.booleans()),
    ),
    max_size=8,
)  # fmt: skip


@settings(max_examples=150)
@given(ACTS, st.lists(st.integers(1, 3), min_size=1, max_size=3), st.booleans())
def test_whatever_happens_each_piece_is_told_once_and_it_comes_to_rest(
    acts: list[tuple[str, object]], units: list[int], allowed: bool
) -> None:
    now = scene("", tuple(units), untracked_allowed=allowed)
    for act, what in acts:
        if act == "shop":
            now = replace(now, side=replace(now.side or side(), tracking=", ".join(what)))  # type: ignore[arg-type]
        elif act == "sent":
            sending = ShopSending.SENT if what else ShopSending.TO_SEND
            now = replace(now, side=replace(now.side or side(), sending=sending))
        elif (left := open_pieces(now)) and what not in {p.tracking for p in now.packages}:
            code = next(iter(left))
            number = str(len(now.packages) + 1)
            theirs = Package(number, "UPS", "", str(what), 1_500, PackageState.SENT, ((code, 1),))
            now = replace(now, packages=(*now.packages, theirs))
        now = _worked(now)


def _worked(now: Scene) -> Scene:
    """Told until nothing is left, as Amazon takes it; never more pieces than there are, never a number twice."""
    for _ in range(20):
        step = next_step(now, book.choose)
        if not isinstance(step, Confirm):
            assert next_step(now, book.choose) == step
            return now
        one = replace(step.shipment, state=ShipmentState.SEEN)
        assert wrong_with(now, step.shipment) == ""
        package = replace(at_amazon(one), tracking=one.tracking or "SHOP-1")
        others = tuple(p for p in now.packages if p.reference != one.reference)
        numbers = [p.tracking for p in others]
        assert package.tracking not in numbers
        now = replace(
            now,
            told=(*(t for t in now.told if t.reference != one.reference), one),
            packages=(*others, package),
        )
        assert arrived(now, one, package.tracking)
        packed: Counter[str] = Counter()
        for each in now.packages:
            packed.update(dict(each.pieces))
        assert all(packed[line.code] <= line.units for line in now.lines)
    raise AssertionError("it never comes to rest")


def test_a_carrier_that_is_asked_for_stops_no_other_number() -> None:
    first = confirmed(next_step(scene(f"SAYS-NOTHING-123, {A}"), book.choose))
    assert (first.tracking, first.pieces) == (A, (("L0", 1),))
    waiting = scene(
        f"SAYS-NOTHING-123, {A}",
        told=(replace(first, state=ShipmentState.SEEN),),
        packages=(at_amazon(first),),
    )
    step = next_step(waiting, book.choose)
    assert isinstance(step, Ask) and step.cause == "which_carrier"
    answered = CarrierBook({("shape", "SAYSNOTHING999"): Chosen("dpd")})
    assert confirmed(next_step(waiting, answered.choose)).carrier == "dpd"
