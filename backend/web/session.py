"""The session inside the admin's frame: one signed, expiring token with two carriers.

A cookie of its own partition comes with every request, history restores, plain links and downloads included; browsers
that refuse cookies in frames get the same token as a header of every htmx request.
"""

from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import Response

from backend.web import languages

COOKIE = "storelane"
HEADER = "x-storelane-session"
LASTS = 12 * 3600  # seconds; every full page renews it
_KEY = "storelane.session"


@dataclass(frozen=True, slots=True)
class Session:
    """Who looks: which shop, in which language."""

    shop_id: int
    language: str


class NoSession(Exception):
    """No valid token: the page has to be opened again from the shop's admin."""


def signer(keys: tuple[str, ...], salt: str) -> URLSafeTimedSerializer:
    """What signs with the newest key and reads with all; `keys` newest first, itsdangerous wants it last."""
    return URLSafeTimedSerializer(list(reversed(keys)), salt=salt)


class Sessions:
    """Signs and reads session tokens; `keys` newest first."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        self._signer = signer(keys, "session")

    def sign(self, session: Session) -> str:
        return str(self._signer.dumps([session.shop_id, session.language]))

    def read(self, token: str) -> Session | None:
        """The session of a token; None when it is forged, broken or too old."""
        try:
            shop_id, language = self._signer.loads(token, max_age=LASTS)
            return Session(int(shop_id), str(language))
        except (BadSignature, ValueError, TypeError):
            return None

    def keep(self, response: Response, session: Session) -> None:
        """Set the cookie. Written by hand: Starlette's `partitioned` needs Python 3.14."""
        cookie = f"{COOKIE}={self.sign(session)}; Path=/; Max-Age={LASTS}; HttpOnly; Secure; SameSite=None; Partitioned"
        response.headers.append("set-cookie", cookie)


def sessions(request: Request) -> Sessions:
    found: Sessions = request.app.state.sessions
    return found


def begin(request: Request, session: Session) -> None:
    """This request opens a session: the page that answers it carries the token and speaks its language."""
    request.scope[_KEY] = session
    languages.speak(session.language)


def current(request: Request) -> Session | None:
    """The session of a request, from its header or its cookie.

    From here on the request speaks the session's language; without a session, the browser's.
    """
    if _KEY not in request.scope:
        reader = sessions(request)
        found = reader.read(request.headers.get(HEADER, "")) or reader.read(request.cookies.get(COOKIE, ""))
        languages.speak(found.language if found else request.headers.get("accept-language", ""))
        request.scope[_KEY] = found
    kept: Session | None = request.scope[_KEY]
    return kept


def leave(request: Request, language: str = "") -> None:
    """This request has no session, whatever it carries: it is about another shop, or about none.

    It speaks `language`, or without one what it spoke before.
    """
    current(request)
    request.scope[_KEY] = None
    if language:
        languages.speak(language)


def require(request: Request) -> Session:
    """The session of a request. Raises NoSession, which becomes the page that says to open the app again."""
    found = current(request)
    if found is None:
        raise NoSession
    return found
