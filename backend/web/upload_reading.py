"""An uploaded file of an export, read as it comes and kept line by line: it is never held whole."""

import codecs
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from backend.domain.json_pieces import NotAnObject, Pieces
from backend.domain.transfer import FORMAT, LISTS, LONGEST, VERSION
from backend.storage import importing
from backend.storage.database import Database
from backend.storage.encoding import to_json

AT_ONCE = 1000  # lines that are written together
MOST_LINES = 5_000_000


class WrongFile(ValueError):
    """Why a file is none of ours; its text is a key: empty, text, other, newer, lines."""


@dataclass(slots=True)
class Reading:
    """How far the reading of a file came, and what its head says."""

    db: Database
    import_id: int
    total: int = 0
    head: dict[str, object] = field(default_factory=dict)
    waiting: list[tuple[str, str]] = field(default_factory=list)
    checked: bool = False

    async def take(self, key: str, value: object) -> None:
        """One piece: a word of the head, or a line of a list. Lists that nobody knows are passed over."""
        if key not in LISTS:
            if isinstance(value, str | int):
                self.head.setdefault(key, value)
            return
        self._check()
        self.waiting.append((key, _line(value)))
        if len(self.waiting) >= AT_ONCE:
            await self.write()
        if self.total > MOST_LINES:
            raise WrongFile("lines")

    async def write(self) -> None:
        """The lines that wait, in a transaction of their own."""
        if self.waiting:
            await importing.add_lines(self.db, self.import_id, self.total + 1, self.waiting)
            self.total += len(self.waiting)
            self.waiting.clear()

    def _check(self) -> None:
        """The head stands before the lists."""
        if self.checked:
            return
        version = self.head.get("version", 1)
        if self.head.get("format") != FORMAT:
            raise WrongFile("other")
        if not isinstance(version, int) or version > VERSION:
            raise WrongFile("newer")
        self.checked = True

    async def end(self, *, whole: bool) -> None:
        self._check()
        await self.write()
        said = {name: str(self.head.get(name, "")) for name in ("made_at", "store")}
        await importing.end_reading(
            self.db, self.import_id, self.total, cut=not whole, made_at=said["made_at"], made_by=said["store"]
        )


async def read_upload(db: Database, import_id: int, content: AsyncIterator[bytes]) -> None:
    """Raises WrongFile; what was kept until then is the caller's to forget."""
    decode = codecs.getincrementaldecoder("utf-8-sig")()
    pieces, reading = Pieces(), Reading(db, import_id)
    try:
        async for chunk in content:
            for key, value in pieces.feed(decode.decode(chunk)):
                await reading.take(key, value)
            if pieces.whole or pieces.broken:
                break
        await reading.end(whole=pieces.close())
    except NotAnObject as error:
        raise WrongFile(str(error)) from error
    except UnicodeDecodeError as error:
        if not reading.checked:
            raise WrongFile("text") from error
        await reading.end(whole=False)


def _line(value: object) -> str:
    """A line as it is kept; "" for one that is too long, or that no database takes."""
    text = to_json(value)
    try:
        text.encode()
    except UnicodeEncodeError:
        return ""
    return text if len(text) <= LONGEST else ""
