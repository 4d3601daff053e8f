"""Deadlines of deeds: what has to leave before a moment does not leave after it, however long a process was frozen."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_deadline: ContextVar[tuple[Callable[[], float], float] | None] = ContextVar("deadline", default=None)


@contextmanager
def until(clock: Callable[[], float], end: float) -> Iterator[None]:
    """Calls that change something leave before `end` (in the clock's seconds) or not at all."""
    token = _deadline.set((clock, end))
    try:
        yield
    finally:
        _deadline.reset(token)


def late() -> bool:
    """Whether the time for the deed at hand is over."""
    deadline = _deadline.get()
    return deadline is not None and deadline[0]() > deadline[1]
