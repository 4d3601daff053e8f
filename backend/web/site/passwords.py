"""Passwords: hashed by Argon2id off the event loop, a few at a time, each in as long as the others."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 10, 200
# OWASP's smallest profile: 19 MiB and some hundredths of a second, so that many at once fit a small machine.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_AT_ONCE = 4
# What is compared with when there is no account: it takes as long, and nothing fits it.
_NOBODY = _hasher.hash("nobody has this password, and nobody can sign in with it")
_turns: dict[asyncio.AbstractEventLoop, asyncio.Semaphore] = {}


def _turn() -> asyncio.Semaphore:
    """A turn at the work, of the running loop; those of loops that are closed go."""
    loop = asyncio.get_running_loop()
    for other in [each for each in _turns if each.is_closed()]:
        del _turns[other]
    return _turns.setdefault(loop, asyncio.Semaphore(_AT_ONCE))


async def hashed(password: str) -> str:
    """The text that is kept instead of a password."""
    async with _turn():
        return await asyncio.to_thread(_hasher.hash, password)


async def fits(password: str, kept: str | None) -> bool:
    """Whether a password is the one; without an account (None) never, after the same time."""
    async with _turn():
        return await asyncio.to_thread(_verify, password, kept or _NOBODY) and kept is not None


def _verify(password: str, kept: str) -> bool:
    try:
        return _hasher.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False
