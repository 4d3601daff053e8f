"""Key rotation: every stored secret sealed anew with the newest key, so that an old key can be taken away."""

from backend.storage.database import Database
from backend.storage.secrets import Vault

_SECRETS = (
    ("shop", "id", "access_token"), ("seller", "id", "refresh_token"), ("letter", "id", "body"),
    ("order_person", "order_id", "sealed"),
    ("message", "id", "sealed"), ("message_file", "id", "sealed"),
    ("label", "id", "document"), ("label", "id", "token"), ("label_quote", "id", "token"),
    ("outbound_order", "id", "sealed"),
    ("privacy_request", "id", "email"), ("privacy_request", "id", "answer"),
)  # fmt: skip


async def reseal(db: Database, vault: Vault) -> int:
    """Returns how many secrets were sealed anew. One that changes meanwhile is left as it was changed."""
    count = 0
    for table, key, column in _SECRETS:
        for row in await db.fetch_all(
            f"select {key} as id, {column} as sealed from {table} where {column} <> ''"
        ):
            count += await db.execute(
                f"update {table} set {column} = :fresh where {key} = :id and {column} = :sealed",
                {"fresh": vault.renew(row["sealed"]), "id": row["id"], "sealed": row["sealed"]},
            )
    return count
