"""A shop's HTML as plain text: paragraphs, lines of lists, sentences, and cutting to a limit."""

import re
from html.parser import HTMLParser

_BLOCKS = frozenset(("p", "div", "br", "ul", "ol", "li", "table", "tr", "h1", "h2", "h3", "h4", "h5", "h6"))
_UNSEEN = frozenset(("script", "style", "template", "title"))
_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[^\W\d_])")


class _Reader(HTMLParser):
    """Collects text; `points` are the lines of lists."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.points: list[str] = []
        self._open: list[int] = []  # where in the text the open list lines began
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.text.append("\n")
        if tag == "li":
            self._end_point()
            self._open.append(len(self.text))
        self._unseen += tag in _UNSEEN

    def handle_endtag(self, tag: str) -> None:
        if tag in ("li", "ul", "ol"):
            self._end_point()
        if tag in _BLOCKS:
            self.text.append("\n")
        if tag in _UNSEEN and self._unseen:
            self._unseen -= 1

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.text.append(re.sub(r"\s+", " ", data))

    def _end_point(self) -> None:
        if self._open and (said := _line("".join(self.text[self._open.pop() :]))):
            self.points.append(said)


def plain(html: str) -> str:
    """The text of a piece of HTML, one line for each paragraph."""
    return "\n".join(filter(None, map(_line, "".join(_read(html).text).split("\n"))))


def points(html: str, most: int) -> list[str]:
    """What can stand as highlights: the lines of its lists, else its sentences, each once."""
    read = _read(html)
    said = read.points or [one for line in plain(html).split("\n") for one in _SENTENCE.split(line)]
    return [one for one in dict.fromkeys(said) if len(one) > 2][:most]


def cut(text: str, characters: int | None, octets: int | None = None) -> str:
    """A text within a limit of characters and of UTF-8 bytes, ended at a word where it has to end early."""
    kept = text if characters is None else text[:characters]
    if octets is not None:
        kept = kept.encode()[:octets].decode("utf-8", "ignore")
    if kept == text:
        return text
    head, space, _ = kept.rpartition(" ")
    return (head if space and len(head) > len(kept) // 2 else kept).rstrip(" ,;:-–\n")


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def _line(text: str) -> str:
    return " ".join(text.split())
