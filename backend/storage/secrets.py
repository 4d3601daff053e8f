"""Tokens encrypted at rest: Fernet with a list of keys, newest first, so that a key can be replaced at leisure."""

import base64
import hashlib
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class SecretLost(RuntimeError):
    """A stored secret cannot be read: its key is no longer among STORELANE_SECRET_KEYS, or it was moved."""


class Vault:
    """Seals short secrets. `owner` (such as "shop 3") is bound inside, so a row cannot borrow another row's secret."""

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise ValueError("a vault needs at least one key")
        self._fernet = MultiFernet([Fernet(_fernet_key(key)) for key in keys])

    def seal(self, secret: str, owner: str) -> str:
        """The secret as text that may stand in the database; "" stays ""."""
        return self._fernet.encrypt(f"{owner}\n{secret}".encode()).decode() if secret else ""

    def open(self, sealed: str, owner: str) -> str:
        """The secret again. Raises SecretLost when no key fits or it belongs to another owner."""
        if not sealed:
            return ""
        try:
            kept_for, _, secret = self._fernet.decrypt(sealed.encode()).decode().partition("\n")
        except InvalidToken as error:
            raise SecretLost(f"the secret of {owner} was sealed with a key that is not set") from error
        if kept_for != owner:
            raise SecretLost(f"a secret of {kept_for} stands where one of {owner} belongs")
        return secret

    def renew(self, sealed: str) -> str:
        """The same secret sealed with the newest key."""
        return self._fernet.rotate(sealed.encode()).decode() if sealed else ""


def _fernet_key(key: str) -> bytes:
    # Any long random text may be a key; Fernet wants exactly 32 bytes.
    return base64.urlsafe_b64encode(hashlib.sha256(b"storelane secrets\0" + key.encode()).digest())
