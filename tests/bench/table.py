"""The bench's table: one line for each thing that was measured, how, against which limit, and whether it holds."""

import statistics
from collections.abc import Sequence

WIDTHS = (44, 12, 12, 12, 6)


class Table:
    """Prints lines as they come. `short` counts those that do not hold their limit."""

    def __init__(self) -> None:
        self.short = 0

    def head(self, title: str) -> None:
        """A part of the table."""
        names = ("", "median", "p95", "limit", "")
        print(f"\n{title}\n" + _row(names), flush=True)

    def times(self, name: str, milliseconds: Sequence[float], limit: float | None, how: str) -> None:
        """A line of times; the limit is on the 95th of a hundred."""
        middle, late = statistics.median(milliseconds), p95(milliseconds)
        holds = limit is None or late <= limit
        self._print(name, f"{middle:,.2f} ms", f"{late:,.2f} ms", _limit(limit, "ms"), limit, holds, how)

    def figure(
        self, name: str, value: float, unit: str, limit: float | None, how: str, *, at_least: bool = False
    ) -> None:
        """A line of one number; the limit is the most, or with `at_least` the least, it may be."""
        holds = limit is None or (value >= limit if at_least else value <= limit)
        sign = "≥ " if at_least else ""
        told = f"{value:,.3f}".rstrip("0").rstrip(".")
        self._print(name, f"{told} {unit}", "", sign + _limit(limit, unit), limit, holds, how)

    def _print(
        self, name: str, middle: str, late: str, said: str, limit: float | None, holds: bool, how: str
    ) -> None:
        self.short += not holds
        end = "" if limit is None else "ok" if holds else "short"
        print(f"{_row((name, middle, late, said if limit is not None else '', end))}  {how}", flush=True)


def p95(values: Sequence[float]) -> float:
    """The value that 95 of a hundred do not pass."""
    return sorted(values)[max(0, -(-len(values) * 95 // 100) - 1)]


def _limit(limit: float | None, unit: str) -> str:
    return "" if limit is None else f"{limit:,g} {unit}"


def _row(cells: Sequence[str]) -> str:
    first, *others = cells
    return first.ljust(WIDTHS[0]) + "".join(
        cell.rjust(width) for cell, width in zip(others, WIDTHS[1:], strict=True)
    )
