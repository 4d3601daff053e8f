"""What a transport needs to know of a request, carried in the request's extensions."""

from dataclasses import dataclass

import httpx


@dataclass(frozen=True, slots=True)
class Call:
    """`account` and `operation` name the allowance the call draws on. `safe`: doing it twice is doing it once, so it
    may be repeated. `patience`: seconds it may wait for its turn. `interactive`: a person waits. `most`: bytes that an
    answer may announce, 0: any. `streamed`: the caller reads the body piece by piece, so nobody reads it before, and
    what goes wrong in it is the caller's."""

    operation: str
    account: str = ""
    safe: bool = False
    interactive: bool = False
    patience: float = 30.0
    most: int = 0
    streamed: bool = False


def extensions(call: Call) -> dict[str, object]:
    """The extensions for httpx's build_request."""
    return {"storelane": call}


def call_of(request: httpx.Request) -> Call:
    """The call a request is; one without a word of itself is careful: known by its path, never repeated."""
    found = request.extensions.get("storelane")
    return found if isinstance(found, Call) else Call(f"{request.method} {request.url.path}")
