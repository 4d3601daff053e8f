"""What can go wrong with a call to the other side, in five words.

RemoteError
├── NotAuthorized      the other side does not let us in: `reason` says who must act
├── Throttled          ask again after `retry_after` seconds
├── Unavailable        no answer, or an answer that makes no sense: `may_have_happened` when the deed may be done
├── NotFound           the thing is not there
└── Rejected           the other side understood and said no: asking again changes nothing
"""

from typing import Literal

Reason = Literal["consent", "client", "role", "plan", "suspended", "scope", "unknown"]


class RemoteError(Exception):
    """A call failed. `permanent` when asking again cannot help; the message holds no secret and no personal data."""

    permanent = False

    def __init__(self, message: str, *, status: int = 0, code: str = "", request_id: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.code = code
        self.request_id = request_id


class NotAuthorized(RemoteError):
    """Refused. `reason` says who must act.

    consent (the merchant must connect again), client (our own credentials: the operator's alarm), role (a missing
    role, or a wrong region), plan (the shop's plan), suspended (the shop), scope (the app lacks a permission).
    """

    permanent = True

    def __init__(self, message: str, *, reason: Reason = "unknown", status: int = 0, code: str = "") -> None:
        super().__init__(message, status=status, code=code)
        self.reason: Reason = reason


class Throttled(RemoteError):
    """Too many calls: wait `retry_after` seconds. Nothing was done."""

    def __init__(self, message: str, *, retry_after: float, status: int = 429) -> None:
        super().__init__(message, status=status)
        self.retry_after = retry_after


class Unavailable(RemoteError):
    """An outage, a time-out, a broken answer. `may_have_happened`: look before the deed is repeated."""

    def __init__(self, message: str, *, may_have_happened: bool = False, status: int = 0) -> None:
        super().__init__(message, status=status)
        self.may_have_happened = may_have_happened


class NotFound(RemoteError):
    permanent = True


class Rejected(RemoteError):
    permanent = True
