"""Money: an integer number of minor units and a currency; it crosses borders only through named conversions."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

# Digits after the decimal point, for the currencies of Amazon's stores (ISO 4217); every other one has two.
_DIGITS = {"JPY": 0, "KRW": 0, "CLP": 0, "VND": 0, "ISK": 0, "BHD": 3, "KWD": 3, "OMR": 3, "JOD": 3, "TND": 3}


class NotMoney(ValueError):
    """A value from outside is not an amount of money."""


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount: `amount` in minor units (cents, pence, yen), `currency` as three capital letters (ISO 4217)."""

    amount: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.amount - other.amount, self.currency)

    def __lt__(self, other: "Money") -> bool:
        self._same(other)
        return self.amount < other.amount

    def __le__(self, other: "Money") -> bool:
        self._same(other)
        return self.amount <= other.amount

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise NotMoney(f"{self.currency} and {other.currency} cannot be mixed")


def digits(currency: str) -> int:
    """Digits after the decimal point of a currency: 2 for EUR, 0 for JPY."""
    return _DIGITS.get(currency, 2)


def from_major(value: object, currency: str) -> Money:
    """Money from an amount in major units (`22.99`, `"22.99"`, Decimal) as APIs write it, rounded half up.

    A float is read by its shortest text, so 22.99 is 22.99. Raises NotMoney for anything that is not a finite number.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise NotMoney(f"{value!r} is not an amount")
    try:
        number = Decimal(str(value).strip())
        minor = number.scaleb(digits(currency)).to_integral_value(rounding=ROUND_HALF_UP)
        return Money(int(minor), currency)
    except (InvalidOperation, ValueError, OverflowError) as error:
        raise NotMoney(f"{value!r} is not an amount") from error


def to_major(money: Money) -> Decimal:
    """The amount in major units, with exactly the currency's digits: Money(2299, "EUR") is Decimal("22.99")."""
    return Decimal(money.amount).scaleb(-digits(money.currency))
