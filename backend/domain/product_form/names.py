"""Names of form fields: a path into the attributes as one short word for HTML, and posted names as a tree.

A name is `f.item_weight.0.value`: entries of lists are numbers. A last part with a tilde says how its text is read:
`~number`, `~pick` (one of a list), `~moment`, `~json`; `~shape` holds which of several shapes was chosen.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator

Step = str | int
Path = tuple[Step, ...]
Posted = Iterable[tuple[str, str]]
Node = dict[str, "Node | str"]

ROOT = "f"
NUMBER, PICK, MOMENT, JSON, SHAPE = "~number", "~pick", "~moment", "~json", "~shape"
ENDINGS = frozenset((NUMBER, PICK, MOMENT, JSON, SHAPE))
# What one person can have entered; a post beyond it is nobody's form.
MOST_POSTED, LONGEST_NAME, DEEPEST, LONGEST_TEXT = 6_000, 600, 28, 200_000
MOST_ENTRIES = 200
_LONGEST_PART = 64
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


def part(step: Step) -> str:
    """One step of a path inside a name. Unusual property names are written in hexadecimal, very long ones as a hash."""
    if isinstance(step, int):
        return str(step)
    if len(step) <= _LONGEST_PART and _PLAIN.fullmatch(step):
        return step
    written = step.encode("utf-8", "surrogatepass")
    if len(written) * 2 < _LONGEST_PART:
        return f"!{written.hex()}"
    return f"!{hashlib.sha256(written).hexdigest()[:40]}!"


def name_of(path: Path, ending: str = "") -> str:
    """The HTML name, and id, of what stands at a path."""
    words = [ROOT, *map(part, path)]
    return ".".join([*words, ending] if ending else words)


def tree_of(posted: Posted) -> Node:
    """Posted names and texts as a tree of parts. The text of a name itself stands under "".

    Names that are no field's, too long or too deep, and whatever comes after MOST_POSTED, are left out.
    """
    tree: Node = {}
    for name, text in _bounded(posted):
        node = tree
        for word in name.split(".")[1:]:
            below = node.setdefault(word, {})
            if isinstance(below, str):
                break
            node = below
        else:
            node[""] = text
    return tree


def pairs_of(tree: Node, name: str = ROOT) -> Iterator[tuple[str, str]]:
    """The names and texts of a tree, as they would be posted."""
    for word, below in tree.items():
        if isinstance(below, str):
            yield name, below
        else:
            yield from pairs_of(below, f"{name}.{word}")


def _bounded(posted: Posted) -> Iterator[tuple[str, str]]:
    for count, (name, text) in enumerate(posted):
        if count >= MOST_POSTED:
            return
        if not isinstance(text, str) or len(text) > LONGEST_TEXT or len(name) > LONGEST_NAME:
            continue
        words = name.split(".")
        if 1 < len(words) <= DEEPEST and words[0] == ROOT and all(words):
            yield name, text
