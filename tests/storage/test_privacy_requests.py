"""Requests about personal data: sealed, kept for their time, and readable after a key was replaced."""

from backend.storage import privacy_requests
from backend.storage.database import Database
from backend.storage.privacy_requests import FILE_KEPT
from backend.storage.resealing import reseal
from backend.storage.secrets import Vault
from tests.storage.samples import a_shop

OLD, NEW = "o" * 40, "n" * 40


async def test_a_request_and_its_answer_survive_a_new_key_and_end_in_time(database: Database) -> None:
    db, vault, both, newer = database, Vault([OLD]), Vault([NEW, OLD]), Vault([NEW])
    shop_id, other = await a_shop(db), await a_shop(db, 1004)
    await db.execute("update shop set access_token = ''")
    first = await privacy_requests.ask(
        db, vault, shop_id, "export", "customer", "7", 100, email="ana@example.com"
    )
    second = await privacy_requests.ask(
        db, vault, shop_id, "export", "customer", "8", 100, email="bo@example.com"
    )
    (one, _) = await privacy_requests.due(db, vault, shop_id, 100)
    assert (one.id, one.email, one.deadline) == (first, "ana@example.com", 100 + 30 * 86_400)
    await privacy_requests.answered(db, vault, one, 2, 200, file='{"name": "Ana"}')
    rows = await db.fetch_all("select email, answer from privacy_request order by id")
    assert rows[0]["email"] == "" and "Ana" not in rows[0]["answer"] and "bo@" not in rows[1]["email"]
    assert await reseal(db, both) == 2
    assert await privacy_requests.take(db, newer, other, first, 201) == ""  # another shop's
    assert await privacy_requests.take(db, newer, shop_id, second, 201) == ""  # not answered yet
    assert await privacy_requests.counts(db, shop_id) == (2, 2)
    assert await privacy_requests.take(db, newer, shop_id, first, 201) == '{"name": "Ana"}'
    assert await privacy_requests.counts(db, shop_id) == (2, 1)
    assert await privacy_requests.take(db, vault, shop_id, first, 201) == ""  # its key is gone
    lost = await privacy_requests.page(db, vault, shop_id, 0, 9)
    assert [(each.id, each.email) for each in lost] == [(second, ""), (first, "")]
    assert await privacy_requests.expire(db, shop_id, 199 + FILE_KEPT) == 0
    assert await privacy_requests.expire(db, shop_id, 200 + FILE_KEPT) == 1
    assert await privacy_requests.take(db, newer, shop_id, first, 201) == ""
    assert await db.fetch_val("select answer from privacy_request where id = :id", {"id": first}) == ""
