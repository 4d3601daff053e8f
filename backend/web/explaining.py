"""How a number came about, what moved the stock, and which rule a listing is under: in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.domain.beside import NOT_SENT
from backend.domain.listing import Explained, Step
from backend.domain.money import Money
from backend.domain.rules import Condition, Rule, Trace
from backend.domain.stock import Kind
from backend.storage.ledger import Line
from backend.web.beside_words import beside_told
from backend.web.languages import _, ngettext
from backend.web.price_words import step_told
from backend.web.problems import title_of
from backend.web.rendering import moment, money, number, percent
from backend.web.stock_words import stock_told
from backend.web.synchronization_words import Names, field_name, tried_lines


@dataclass(frozen=True, slots=True)
class Told:
    """A line: what was done or wanted, and the value; `met` False where a condition does not hold. `depth`: how deep it
    stands within conditions; `quiet`: it decides nothing there; `stops`: it is wrong because it does hold; `plain`: it
    is no result even when it is the last."""

    words: str
    value: str
    met: bool = True
    depth: int = 0
    quiet: bool = False
    stops: bool = False
    plain: bool = False


def steps(found: Sequence[Step], currency: str, today: str = "") -> list[Told]:
    """The steps of an explained number; `currency` "" for pieces. A price that is not sent has no value at the end.
    `today` (ISO date) tells how old a rate is."""

    def value(step: Step) -> str:
        if step.word in NOT_SENT:
            return ""
        return money(Money(step.value, step.currency or currency)) if currency else number(step.value)

    return [
        Told(
            _step(step, currency, today),
            value(step),
            step.word not in NOT_SENT,
            plain=step.word.startswith("tier"),
        )
        for step in found
    ]


def beside(explained: Explained, today: str) -> list[tuple[str, list[Told]]]:
    """The prices beside the regular one that the policy asks for: title and steps."""
    currency = explained.offer.price.currency
    titled = (
        (_("Sale price"), explained.sale_steps),
        (_("List price"), explained.list_steps),
        (_("Price for companies"), explained.business_steps),
    )
    return [(title, steps(found, currency, today)) for title, found in titled if found]


def _step(step: Step, currency: str, today: str) -> str:
    told = step_told(step.word, step.by, currency, today) or beside_told(step.word, step.by, currency)
    if told is not None:
        return told
    match step.word:
        case "asked":
            return _("The new price waits for your word")
        case "kept":
            return _("The old price stays, as you decided")
        case "manual":
            return _("Set by hand")
        case "by_amazon":
            return _("Amazon's own warehouse sends it and counts its pieces")
        case "stopped":
            return _("Stopped: %s") % title_of(step.by)
        case _:
            return stock_told(step)


def moved(line: Line) -> str:
    """Why pieces moved."""
    order = line.order_code
    match line.movement.kind:
        case Kind.COUNTED:
            return _("Counted by your shop")
        case Kind.UNLIMITED:
            return _("Your shop counts it no more")
        case Kind.SHOP:
            return _("Changed in your shop: a sale, a return or a correction")
        case Kind.SOLD:
            return _("Sold on Amazon, order %s") % order
        case Kind.CANCELLED:
            return _("Order %s came to nothing") % order
        case Kind.INFERRED:
            count = abs(line.movement.delta)
            return ngettext(
                "Gone on Amazon; its order is still to come",
                "Gone on Amazon; their order is still to come",
                count,
            )
        case Kind.EXPLAINED:
            return _("What was gone on Amazon is explained")
        case Kind.PUT_BACK:
            return _("Back in your shop after order %s was cancelled") % order


def rule_name(found: Trace) -> str:
    """What the rule does, and whether it does it now."""
    match found.rule:
        case Rule.LIST:
            return (
                _("It is put on Amazon.") if found.holds else _("It is put on Amazon as soon as all holds.")
            )
        case Rule.RELIST:
            return _("It was stopped and is put on sale again.")
        case Rule.REVISE:
            return _("It is on sale and follows your shop.")
        case Rule.STOP:
            return _("It is stopped until all holds again.")


def conditions(found: Trace, by_amazon: bool, names: Names) -> list[Told]:
    """Every condition with its actual value. `by_amazon`: pieces in the shop are not what Amazon offers; `names`: of
    the shop's categories."""
    lines: list[Told] = []
    for each in found.conditions:
        if by_amazon and each.key == "in_stock" and each.met:
            lines.append(Told(_("Amazon's own warehouse sends it and counts its pieces"), _("yes")))
        else:
            lines += _with_tests(each, names)
    return lines


def following(found: Trace, names: Names) -> list[Told]:
    """What lets the listing follow the shop, and what of it does not follow now."""
    lines = [line for each in found.revises for line in _with_tests(each, names)]
    if found.apart:
        apart = ", ".join(field_name(field) for field in found.apart)
        lines.append(Told(_("Does not follow your shop"), apart, quiet=True))
    return lines


def _with_tests(each: Condition, names: Names) -> list[Told]:
    """A condition, and below it those of the merchant's own that it comes from."""
    head = Told(*_condition(each), each.met)
    if each.found is None:
        return [head]
    stops = each.key == "stop_when"
    tests = tried_lines(each.found, names, wanted=not stops)
    return [head, *(Told(t.words, t.value, not t.wrong, t.depth, t.quiet, stops) for t in tests)]


def _condition(each: Condition) -> tuple[str, str]:
    match each.key:
        case "wanted":
            return _("You want it on Amazon"), _yes(each.met)
        case "in_shop":
            return _("It is in your shop"), _yes(each.met)
        case "goods":
            return _("It is something that can be sent"), _yes(each.met)
        case "sku":
            return _("It has a SKU"), str(each.actual) or _("none")
        case "sku_once":
            return _("No other product has this SKU"), _times(int(each.actual))
        case "sku_length":
            actual, most = number(int(each.actual)), number(int(each.wanted))
            return _("The SKU has at most %s characters") % most, actual
        case "readable":
            return _("Your shop's data could be read"), str(each.actual) or _("yes")
        case "price":
            return _("There is a price to sell at"), title_of(str(each.actual)) if each.actual else _("yes")
        case _:
            return _condition_of_sale(each)


def _condition_of_sale(each: Condition) -> tuple[str, str]:
    match each.key:
        case "enabled":
            return _("It is enabled in your shop"), _yes(each.met)
        case "in_stock":
            return _("There is something to offer"), number(int(each.actual))
        case "barcode":
            return _("It has a good barcode, or its ASIN is known"), str(each.actual) or _("none")
        case "barcode_or_exemption":
            return _("It has a good barcode, or needs none"), str(each.actual) or _("none")
        case "same_rules":
            words = _("Its stock follows the same rules in all countries")
            return words, str(each.actual) or _("yes")
        case _:
            return _condition_of_policy(each), _yes(each.met)


def _condition_of_policy(each: Condition) -> str:
    match each.key:
        case "stop_when":
            return _("Your stop rule lets it sell")
        case "lists":
            return _("Its policy lets it be listed")
        case "list_when":
            return _("Your list rule holds")
        case "relists":
            return _("Its policy lets it sell again")
        case "relist_when":
            return _("Your relist rule holds")
        case "revises":
            return _("Its policy lets it follow your shop")
        case "revise_when":
            return _("Your revise rule holds")
        case key:
            return key


def leaving(found: Trace) -> list[Told]:
    """What besides the conditions lets a revision leave now, with the actual values."""
    return [Told(*_leaving(each), each.met) for each in found.leaves]


def _leaving(each: Condition) -> tuple[str, str]:
    match each.key:
        case "going":
            return _("Nothing is paused"), _paused(str(each.actual))
        case "price_move":
            words = _("The price moves by what your policy lets pass, or you approved it")
            if each.wanted != "":
                words = _("The price moves by at most %s, or you approved it") % percent(
                    int(each.wanted)
                ).lstrip("+")
            return words, percent(int(each.actual)) if each.actual else percent(0).lstrip("+")
        case _:
            words = _("More pieces: Amazon's orders are known up to when your stock was read, %s")
            return words % moment(int(each.wanted)), moment(int(each.actual))


def _paused(what: str) -> str:
    match what:
        case "watch":
            return _("only watching")
        case "seller":
            return _("the account is paused")
        case "place":
            return _("the country is paused")
        case "listing":
            return _("the listing is paused")
        case _:
            return _("yes")


def _yes(met: bool) -> str:
    return _("yes") if met else _("no")


def _times(count: int) -> str:
    return ngettext("%s product", "%s products", count) % number(count)
