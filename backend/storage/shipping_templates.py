"""The sellers' shipping templates as they are kept, and when each list is to be read again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.domain.issues import Cause
from backend.domain.policy import ShippingPolicy
from backend.domain.selling import SellingPolicy
from backend.domain.shipping_templates import ShippingTemplate, Templates, read_now
from backend.storage import policies, revising
from backend.storage.database import Database
from backend.storage.statements import among

DAY = 86_400
Place = tuple[int, str]  # a seller and a marketplace


@dataclass(frozen=True, slots=True)
class TemplateList:
    """What is known of a list: `read_at` (epoch seconds UTC, 0: never) and the `trouble` of the last try."""

    seller_id: int
    marketplace_id: str
    templates: Templates
    read_at: int = 0
    next_at: int = 0
    attempts: int = 0
    trouble: str = ""


async def open_places(db: Database, seller_id: int, marketplace_ids: Sequence[str]) -> None:
    """A list for each marketplace; known ones stay as they are."""
    await db.execute_many(
        "insert into template_list (seller_id, marketplace_id) values (:seller, :place)"
        " on conflict (seller_id, marketplace_id) do nothing",
        [{"seller": seller_id, "place": place} for place in marketplace_ids],
    )


async def of_shop(db: Database, shop_id: int) -> dict[Place, TemplateList]:
    """All lists of a shop's sellers."""
    return await _lists(db, "select id from seller where shop_id = :of", shop_id)


async def of_seller(db: Database, seller_id: int) -> dict[Place, TemplateList]:
    return await _lists(db, ":of", seller_id)


async def known(db: Database, shop_id: int) -> Mapping[Place, Templates]:
    """The same for the lanes: what there is, without how it came."""
    return {place: each.templates for place, each in (await of_shop(db, shop_id)).items()}


async def _lists(db: Database, sellers: str, of: int) -> dict[Place, TemplateList]:
    """The lists with their templates in one statement, those that are gone last; a list may be empty."""
    rows = await db.fetch_all(
        "select l.*, t.code, t.name, t.gone_at from template_list l left join shipping_template t"
        " on t.seller_id = l.seller_id and t.marketplace_id = l.marketplace_id"
        f" where l.seller_id in ({sellers}) order by l.seller_id, l.marketplace_id,"
        " case when t.gone_at is null then 0 else 1 end, t.position, t.code",
        {"of": of},
    )
    listed: dict[Place, list[ShippingTemplate]] = {}
    for row in rows:
        found = listed.setdefault((row["seller_id"], row["marketplace_id"]), [])
        if row["code"] is not None:
            found.append(ShippingTemplate(row["code"], row["name"], row["gone_at"] is not None))
    heads = {(row["seller_id"], row["marketplace_id"]): row for row in rows}
    return {
        place: TemplateList(
            *place, Templates(tuple(listed[place]), bool(row["read_at"]), bool(row["companies"])),
            row["read_at"], row["next_at"], row["attempts"], row["trouble"],
        )
        for place, row in heads.items()
    }  # fmt: skip


async def keep(db: Database, before: TemplateList, listed: Templates, now: int) -> bool:
    """What Amazon lists now; returns whether that is something else than before."""
    after = read_now(before.templates, listed.listed, companies=listed.companies)
    place = {"seller": before.seller_id, "place": before.marketplace_id}
    await db.execute(
        "update template_list set read_at = :now, next_at = :next, attempts = 0, trouble = '',"
        " companies = :companies where seller_id = :seller and marketplace_id = :place",
        {**place, "now": now, "next": now + DAY, "companies": int(listed.companies)},
    )
    if after == before.templates:
        return False
    await db.execute_many(
        "insert into shipping_template (seller_id, marketplace_id, code, name, position, found_at, gone_at)"
        " values (:seller, :place, :code, :name, :position, :now, :gone)"
        " on conflict (seller_id, marketplace_id, code) do update set name = excluded.name,"
        " position = excluded.position, gone_at = case when excluded.gone_at is null then null"
        " else coalesce(shipping_template.gone_at, excluded.gone_at) end",
        [
            {
                **place, "code": each.id, "name": each.name, "position": n, "now": now,
                "gone": now if each.gone else None,
            }
            for n, each in enumerate(after.listed)
        ],
    )  # fmt: skip
    return True


async def put_off(db: Database, each: TemplateList, trouble: str, now: int) -> None:
    """Amazon could not be asked: later, and later each time. What is known stays."""
    wait = min(DAY, 600 * 2 ** min(each.attempts, 8))
    await db.execute(
        "update template_list set next_at = :at, attempts = attempts + 1, trouble = :trouble"
        " where seller_id = :seller and marketplace_id = :place",
        {"at": now + wait, "trouble": trouble[:200], "seller": each.seller_id, "place": each.marketplace_id},
    )


async def look_now(db: Database, shop_id: int, now: int) -> list[int]:
    """A person wants to know now. Returns the sellers whose lane owes that."""
    rows = await db.fetch_all(
        "select id from seller where shop_id = :shop and status = 'connected' order by id", {"shop": shop_id}
    )
    await db.execute(
        "update template_list set next_at = :now, attempts = 0 where seller_id in"
        " (select id from seller where shop_id = :shop)",
        {"shop": shop_id, "now": now},
    )
    return [row["id"] for row in rows]


async def next_due(db: Database, seller_id: int) -> int | None:
    """When the next list is to be read."""
    value = await db.fetch_val(
        "select min(next_at) from template_list where seller_id = :seller", {"seller": seller_id}
    )
    return int(value) if value is not None else None


async def tell(db: Database, shop_id: int, place: Place, now: int) -> int:
    """What Amazon says of a place is something else: listings there whose policies name templates, or a price for
    companies, are decided and looked at again. Returns how many owe a revision."""
    naming, of_companies = [], []
    for each in (await policies.by_id(db, shop_id)).values():
        if isinstance(each.policy, ShippingPolicy) and (each.policy.template_id or each.policy.attribute):
            naming.append(each.id)
        if isinstance(each.policy, SellingPolicy) and each.policy.business:
            of_companies.append(each.id)
    if not naming and not of_companies:
        return 0
    (marks, ids), (others, other_ids) = among("p", naming or [0]), among("c", of_companies or [0])
    where = (
        "seller_id = :seller and marketplace_id = :place"
        f" and (shipping_policy_id in ({marks}) or selling_policy_id in ({others}))"
    )
    values = {**ids, **other_ids, "seller": place[0], "place": place[1]}
    await db.execute(
        f"update listing set next_at = :now, attempts = 0 where {where} and stage = 'watch'",
        {**values, "now": now},
    )
    await db.execute(
        f"update listing set stage = 'match', next_at = :now, attempts = 0 where {where} and stage = 'rest'"
        f" and cause = '{Cause.TEMPLATE_GONE}'",
        {**values, "now": now},
    )
    rows = await db.fetch_all(f"select id from listing where {where} and sent <> ''", values)
    for row in rows:
        await revising.mark_listing(db, row["id"], now)
    return len(rows)
