"""The mail lane: sends the letters that wait, one after the other.

A letter is written down as being sent before it is. One whose end is not known (we were killed, or the connection was
lost after its last line) is sent once more after some minutes, under the same Message-ID, by which mailboxes know a
double; if its end is not known then either, it is left. So a letter comes at least once where that is in our power, and
at most twice.
"""

from backend.lanes.lane import DAILY, Held, Rest
from backend.storage import letters
from backend.storage.letters import SENT_AGAIN_AFTER, Letter
from backend.transport.errors import NotAuthorized, Rejected, RemoteError, Throttled, Unavailable
from backend.transport.smtp import Envelope

LONGEST_WAIT = 3600  # seconds between two tries of a letter
DOUBTED = 2  # so often nobody may know whether it went


class MailLane:
    """One post for all shops: its subject is 0."""

    kind = "mail"

    async def drive(self, held: Held) -> Rest:
        resources, away = held.resources, False
        if resources.post is None:
            return Rest(resources.now() + DAILY, "no_post")
        while not held.stopping() and not away:
            letter = await letters.next_letter(resources.db, resources.vault, resources.now())
            if letter is None:
                break
            away = await self._one(held, letter)
        at = await letters.next_due(resources.db)
        now = resources.now()
        return Rest(max(at, now + 1) if at is not None else now + DAILY, "unavailable" if away else "")

    async def _one(self, held: Held, letter: Letter) -> bool:
        """Send one. True: the server takes none at all now, so the others need not knock either."""
        resources, now = held.resources, held.resources.now()
        assert resources.post is not None
        doubts = letter.doubted + (letter.sending_at is not None)
        if letter.until < now or doubts >= DOUBTED:
            async with held.recording():
                state, why = ("unsure", "its end is not known") if doubts else ("failed", "too late")
                await letters.end(resources.db, letter, state, now, why)
            return False
        async with held.recording():
            if letter.sending_at is not None:  # we were killed in it
                await letters.later(resources.db, letter, now, "its end is not known", doubted=True)
            await letters.sending(resources.db, letter, now)
        try:
            async with held.deed():
                await resources.post.send(
                    Envelope(letter.recipient, letter.subject, letter.message_id, now, letter.body)
                )
        except RemoteError as error:
            return await self._failed(held, letter, error)
        async with held.recording():
            await letters.end(resources.db, letter, "sent", resources.now())
        return False

    async def _failed(self, held: Held, letter: Letter, error: RemoteError) -> bool:
        db, now = held.resources.db, held.resources.now()
        async with held.recording():
            if isinstance(error, Rejected):
                await letters.end(db, letter, "failed", now, error.message)
                return False
            doubted = isinstance(error, Unavailable) and error.may_have_happened
            wait = min(LONGEST_WAIT, 15 * 2 ** min(letter.attempts, 10))
            if doubted:
                wait = max(wait, SENT_AGAIN_AFTER)
            await letters.later(db, letter, now + wait, error.message, doubted=doubted)
        return isinstance(error, Unavailable | NotAuthorized | Throttled) and not doubted
