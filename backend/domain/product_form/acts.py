"""What the form's own buttons do to what was posted: one more entry of a list, one entry less."""

from collections.abc import Iterable

from backend.domain.product_form.names import MOST_ENTRIES, Node, pairs_of, tree_of

ADD, REMOVE = "add ", "remove "


def pressed(posted: Iterable[tuple[str, str]], button: str) -> list[tuple[str, str]]:
    """What would have been posted after a button of the form: `add f.color` or `remove f.color.1`.

    Buttons that name no list of the form do nothing. Names that are no field's are left out.
    """
    tree = tree_of(posted)
    if button.startswith(ADD):
        _add(tree, button.removeprefix(ADD))
    elif button.startswith(REMOVE):
        _remove(tree, button.removeprefix(REMOVE))
    return list(pairs_of(tree))


def _add(tree: Node, name: str) -> None:
    found = _node(tree, name.split(".")[1:])
    if found is not None:
        numbers = _numbers(found)
        if len(numbers) < MOST_ENTRIES:
            found[str(max(numbers, default=-1) + 1)] = {"": ""}


def _remove(tree: Node, name: str) -> None:
    *words, last = name.split(".")[1:] or [""]
    found = _node(tree, words)
    if found is None or last not in found or not last.isdecimal():
        return
    entries = [found.pop(str(number)) for number in _numbers(found) if str(number) != last]
    found.pop(last, None)
    found.update({str(place): entry for place, entry in enumerate(entries)})


def _node(tree: Node, words: list[str]) -> Node | None:
    """The node of a name; None where nothing below it was posted."""
    for word in words:
        below = tree.get(word)
        if not isinstance(below, dict):
            return None
        tree = below
    return tree


def _numbers(node: Node) -> list[int]:
    return sorted(int(word) for word in node if word.isascii() and word.isdecimal() and len(word) <= 4)
