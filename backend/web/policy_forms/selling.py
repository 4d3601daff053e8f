"""The form part of a selling policy: what it shows, and what was entered in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.requests import Request

from backend.domain.days import day_of
from backend.domain.money import digits
from backend.domain.policy import Policy
from backend.domain.selling import SellingPolicy
from backend.storage import rates
from backend.web.policy_forms.about import About, about, entered
from backend.web.policy_forms.rows import form_of, pairs_of, rows
from backend.web.policy_forms.selling_reading import read_selling
from backend.web.policy_forms.selling_writing import written
from backend.web.price_words import rate_told
from backend.web.rendering import decimal_mark
from backend.web.resources import resources


@dataclass(frozen=True, slots=True)
class View:
    """What the template draws: the text of every field, and the rows of its lists."""

    form: FormData
    about: About
    errors: Mapping[str, str]
    focus: str  # the row that the last button was about

    def text(self, name: str) -> str:
        found = self.form.get(name)
        return found if isinstance(found, str) else ""

    def rows(self, name: str) -> list[str]:
        return rows(self.form, name)

    @property
    def mark(self) -> str:
        return decimal_mark()

    @property
    def whole(self) -> bool:
        """Whether the shop's currency has no smaller unit."""
        return digits(self.about.currency) == 0

    def open(self, *names: str) -> bool:
        """Whether a folded part is to be open: something stands in it, is wrong in it, or it was asked for."""
        wrong = any(key.split(".")[0] in names for key in self.errors)
        return wrong or self.focus.split(".")[0] in names or any(self._used(name) for name in names)

    def _used(self, name: str) -> bool:
        if self.rows(name) or self.text(f"{name}.on"):
            return True
        return self.text(name) not in ("", "0", "none")


async def draw(request: Request, policy: Policy, errors: dict[str, str]) -> dict[str, object]:
    """What the template needs: what was entered, or what the policy says."""
    assert isinstance(policy, SellingPolicy)
    known, form = about(request), entered(request)
    if form is None:
        form = form_of(written(policy, known))
    focus: str = getattr(request.state, "focus", "")
    currencies = _currencies(known, form)
    return {
        "view": View(form, known, errors, focus), "currencies": currencies,
        "pairs": [(each, each) for each in currencies], "rates": await _rates(request, known, currencies),
    }  # fmt: skip


def read(form: FormData, before: Policy, about: About) -> tuple[Policy, dict[str, str]]:
    """The policy as entered, and messages beside fields."""
    assert isinstance(before, SellingPolicy)
    return read_selling(form, about)


async def _rates(request: Request, known: About, currencies: Sequence[str]) -> list[str]:
    """The reference rates from the shop's currency to those of its marketplaces: source, rate, from where, how old."""
    home = resources(request)
    today = day_of(home.now())
    return [
        rate_told(f"{rate.source} {rate.target} {rate.rate:.6g} {rate.origin} {rate.day}", today)
        for rate in await rates.of_shop(home.db, known.shop.id)
        if rate.source == known.currency and rate.target in currencies
    ]


def _currencies(known: About, form: FormData) -> Sequence[str]:
    """The currencies to choose from: those known, and those that stand in the form already."""
    there = [value for key, value in pairs_of(form) if key.endswith(("currency", ".source", ".target"))]
    found = [each for each in there if len(each) == 3 and each.isascii() and each.isupper()]
    return list(dict.fromkeys([*known.currencies, *found]))
