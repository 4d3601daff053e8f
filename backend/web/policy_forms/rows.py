"""Rows of a form that come and go: `changes.0.kind`, `changes.1.kind`. A button adds, removes or moves one; the form
then comes back with all that was entered.

Buttons are called `act` and say `add:changes`, `remove:changes.1`, `up:changes.1`, `down:changes.0`. Lists may stand
in rows: `add:parts.0.parts`. A row without fields of its own yet is posted as its bare name, `changes.2`.
"""

from collections.abc import Iterable

from starlette.datastructures import FormData, UploadFile

MOST_ROWS = 30  # of one list
Pairs = list[tuple[str, str]]


def rows(form: FormData, name: str) -> list[str]:
    """The names of a list's rows that were posted, in their order: `changes.0`, `changes.1`."""
    return [f"{name}.{number}" for number in sorted(_numbers(_texts(form), name))[:MOST_ROWS]]


def text(form: FormData, name: str) -> str:
    """What stands in a field, without the blanks around it; "" where nothing does."""
    found = form.get(name)
    return found.strip() if isinstance(found, str) else ""


def ticked(form: FormData, name: str) -> bool:
    return bool(text(form, name))


def pairs_of(form: FormData) -> Pairs:
    """All texts that were posted, as they are kept."""
    return list(_texts(form))


def form_of(pairs: Pairs) -> FormData:
    """A form as if these had been posted."""
    given: list[tuple[str, str | UploadFile]] = [*pairs]
    return FormData(given)


def acted(pairs: Pairs, act: str) -> Pairs:
    """What would have been posted after a button of a list; a button that makes no sense changes nothing."""
    verb, _, what = act.partition(":")
    if verb == "add":
        return _added(pairs, what)
    name, _, number = what.rpartition(".")
    if not number.isascii() or not number.isdecimal() or len(number) > 4:
        return pairs
    found, at = sorted(_numbers(pairs, name)), int(number)
    if at not in found:
        return pairs
    place = found.index(at)
    if verb == "remove":
        found.remove(at)
    elif verb in ("up", "down"):
        other = place - 1 if verb == "up" else place + 1
        if not 0 <= other < len(found):
            return pairs
        found[place], found[other] = found[other], found[place]
    else:
        return pairs
    return _renumbered(pairs, name, found)


def place_of(pairs: Pairs, act: str) -> str:
    """The row that a button was about, as it is called afterwards: where the focus goes. "" for none."""
    verb, _, what = act.partition(":")
    if verb == "add":
        return f"{what}.{max(_numbers(pairs, what), default=0)}"
    name, _, number = what.rpartition(".")
    if not number.isascii() or not number.isdecimal() or len(number) > 4:
        return ""
    at = int(number) + {"up": -1, "down": 1}.get(verb, 0)
    found = _numbers(pairs, name)
    return f"{name}.{min(max(at, 0), max(found))}" if found else ""


def _added(pairs: Pairs, name: str) -> Pairs:
    found = _numbers(pairs, name)
    if not name or len(found) >= MOST_ROWS:
        return pairs
    return [*pairs, (f"{name}.{max(found, default=-1) + 1}", "")]


def _renumbered(pairs: Pairs, name: str, order: list[int]) -> Pairs:
    """The rows of a list in a new order, numbered from 0; those not named are gone."""
    new = {old: place for place, old in enumerate(order)}
    kept: Pairs = []
    for key, value in pairs:
        number = _number(key, name)
        if number is None:
            kept.append((key, value))
        elif number in new:
            rest = key[len(name) + 1 + len(str(number)) :]
            kept.append((f"{name}.{new[number]}{rest}", value))
    return kept


def _numbers(pairs: Iterable[tuple[str, str]], name: str) -> set[int]:
    return {number for key, _ in pairs if (number := _number(key, name)) is not None}


def _number(key: str, name: str) -> int | None:
    """The row of a list that a field stands in; None: it is not of that list."""
    if not key.startswith(f"{name}."):
        return None
    word = key[len(name) + 1 :].split(".")[0]
    good = word.isascii() and word.isdecimal() and len(word) <= 4 and word == str(int(word))
    return int(word) if good else None


def _texts(form: FormData) -> Iterable[tuple[str, str]]:
    return ((key, value) for key, value in form.multi_items() if isinstance(value, str))
