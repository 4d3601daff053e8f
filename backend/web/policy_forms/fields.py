"""Reading a form field by field: what makes no sense leaves a sentence beside its field, and its place empty."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from starlette.datastructures import FormData

from backend.domain.money import Money
from backend.web.languages import _
from backend.web.policy_forms.about import About
from backend.web.policy_forms.entering import NotANumber, read_money, read_percent, read_whole
from backend.web.policy_forms.rows import rows, text, ticked

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Fields:
    """What was posted, with the messages that reading it leaves."""

    form: FormData
    about: About
    errors: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return text(self.form, name)[:200]

    def ticked(self, name: str) -> bool:
        return ticked(self.form, name)

    def rows(self, name: str) -> list[str]:
        return rows(self.form, name)

    def wrong(self, name: str, words: str) -> None:
        """The first thing that is wrong with a field is said."""
        self.errors.setdefault(name, words)

    def choice(self, name: str, default: E) -> E:
        """One of the values that there are; what is none of them is the default."""
        found = self.text(name)
        return type(default)(found) if found in {each.value for each in type(default)} else default

    def whole(self, name: str, *, least: int = 0, most: int = 1_000_000) -> int | None:
        """None: nothing was entered, or nothing that makes sense."""
        return self._read(name, lambda said: read_whole(said, least=least, most=most))

    def percent(self, name: str, *, least: int = 0, most: int = 1_000_000) -> int | None:
        return self._read(name, lambda said: read_percent(said, least=least, most=most))

    def money(self, name: str, *, least: int = 1) -> Money | None:
        """An amount in the currency that stands beside it, else in the shop's."""
        said = self.text(f"{name.removesuffix('.value')}.currency")
        good = len(said) == 3 and said.isascii() and said.isupper()
        return self._read(
            name, lambda typed: read_money(typed, said if good else self.about.currency, least=least)
        )

    def needed(self, name: str, found: T | None, otherwise: T) -> T:
        """What must be there: a sentence beside its field where it is not."""
        if found is None:
            self.wrong(name, _("This is needed here."))
            return otherwise
        return found

    def name_of_attribute(self, name: str) -> str:
        said = self.text(name)
        if not said:
            self.wrong(name, _("Write the name of the attribute."))
        return said

    def _read(self, name: str, reading: Callable[[str], T]) -> T | None:
        said = self.text(name)
        if not said:
            return None
        try:
            return reading(said)
        except NotANumber as error:
            self.wrong(name, str(error))
            return None
