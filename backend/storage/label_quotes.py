"""Offers of carriers for one package of an order, kept for the minutes that they hold and a day of looking back."""

from dataclasses import dataclass, field

from backend.domain.labels import NoRate, Quote, Rate, RateWish
from backend.storage.database import Database
from backend.storage.label_encoding import (
    read_rates,
    read_refused,
    read_wish,
    write_rates,
    write_refused,
    write_wish,
)
from backend.storage.secrets import SecretLost, Vault

KEPT = 86_400  # seconds


@dataclass(frozen=True, slots=True)
class KeptQuote:
    """Offers with what they are for. Times epoch seconds UTC; `bought`: our id of the label that came of it."""

    id: int
    order_id: int
    wish: RateWish
    rates: tuple[Rate, ...]
    refused: tuple[NoRate, ...]
    asked_at: int
    until: int
    token: str = field(repr=False)
    bought: int | None = None


async def keep(
    db: Database, vault: Vault, shop_id: int, order_id: int, wish: RateWish, quote: Quote, now: int, until: int
) -> int:  # fmt: skip
    """Keep what was offered; old ones of the shop are swept."""
    await db.execute(
        "delete from label_quote where shop_id = :shop and asked_at < :old",
        {"shop": shop_id, "old": now - KEPT},
    )
    return int(
        await db.fetch_val(
            "insert into label_quote (shop_id, order_id, wish, token, rates, refused, asked_at, until) values"
            " (:shop, :order, :wish, :token, :rates, :refused, :now, :until) returning id",
            {
                "shop": shop_id, "order": order_id, "wish": write_wish(wish), "rates": write_rates(quote.rates),
                "token": vault.seal(quote.token, f"quote of order {order_id}"), "now": now, "until": until,
                "refused": write_refused(quote.refused),
            },
        )
    )  # fmt: skip


async def find(db: Database, vault: Vault, order_id: int, quote_id: int) -> KeptQuote | None:
    """One quote of an order."""
    row = await db.fetch_one(
        "select q.*, (select id from label where quote_id = q.id) as bought from label_quote q"
        " where q.id = :id and q.order_id = :order",
        {"id": quote_id, "order": order_id},
    )
    if row is None:
        return None
    try:
        token = vault.open(row["token"], f"quote of order {order_id}")
    except SecretLost:
        return None
    return KeptQuote(
        row["id"], row["order_id"], read_wish(row["wish"]), read_rates(row["rates"]), read_refused(row["refused"]),
        row["asked_at"], row["until"], token, row["bought"],
    )  # fmt: skip
