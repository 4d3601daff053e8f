"""Secrets sealed at rest, and the one-use requests of every consent round."""

import pytest

from backend.storage import consents, sellers
from backend.storage.database import Database
from backend.storage.resealing import reseal
from backend.storage.secrets import SecretLost, Vault
from tests.storage.samples import a_seller, a_shop

OLD, NEW = "o" * 40, "n" * 40


def test_a_secret_opens_only_for_its_owner_and_with_its_key() -> None:
    sealed = Vault([OLD]).seal("Atzr|é\nx", "seller 3")
    assert "Atzr" not in sealed
    assert Vault([NEW, OLD]).open(sealed, "seller 3") == "Atzr|é\nx"
    with pytest.raises(SecretLost):
        Vault([OLD]).open(sealed, "seller 4")
    with pytest.raises(SecretLost):
        Vault([NEW]).open(sealed, "seller 3")
    renewed = Vault([NEW, OLD]).renew(sealed)
    assert Vault([NEW]).open(renewed, "seller 3") == "Atzr|é\nx"
    assert (Vault([OLD]).seal("", "x"), Vault([OLD]).open("", "x"), Vault([OLD]).renew("")) == ("", "", "")


def test_a_vault_without_a_key_does_not_open() -> None:
    with pytest.raises(ValueError, match="key"):
        Vault([])


async def test_after_resealing_the_old_key_is_not_needed(database: Database) -> None:
    shop_id = await a_shop(database)
    seller_id = await a_seller(database, shop_id)
    key = "k" * 40
    assert await reseal(database, Vault([NEW, key])) >= 2
    seller = await sellers.find(database, Vault([NEW]), seller_id)
    assert seller is not None
    assert seller.refresh_token == "Atzr|x"


async def test_a_consent_round_is_used_once_in_time_and_for_its_purpose(database: Database) -> None:
    shop_id, other = await a_shop(database), await a_shop(database, 1004)
    for nonce in ("once", "late", "else"):
        await consents.begin(
            database, nonce, "connect", 1000, shop_id=shop_id, country="FR", details={"page": "é"}, lasts=600
        )
    assert await consents.look(database, "once", other) is None
    used = await consents.use(database, "once", ("connect",), 1600)
    assert used is not None
    assert (used.shop_id, used.country, used.details) == (shop_id, "FR", {"page": "é"})
    assert await consents.use(database, "once", ("connect",), 1600) is None
    assert await consents.use(database, "late", ("connect",), 1601) is None
    assert await consents.use(database, "else", ("install",), 1100) is None
    assert await consents.use(database, "unknown", ("connect",), 1100) is None
    await consents.end(database, "once", "connected", None)
    kept = await consents.look(database, "once", shop_id)
    assert kept is not None
    assert kept.outcome == "connected"
    await consents.begin(database, "new", "connect", 1600 + 8 * 86400, shop_id=shop_id)
    assert await consents.look(database, "once") is None
