"""The plan command: what a shop may list, and giving it another plan once it is paid for outside."""

from backend.settings import Settings
from backend.storage import lanes, plans, sellers, shops
from backend.storage.database import open_database
from backend.storage.plans import allowance
from backend.storage.secrets import Vault

NONE = "none"


async def change(settings: Settings, store_id: int, wanted: str | None, now: int) -> int:
    """Show a shop's plan, or give it one; `none` takes it away. 0 when it is done, 1 with a line that says why not."""
    terms = settings.owners.terms
    if not terms.billed:
        print(
            "Billing is off: set STORELANE_ACCOUNTS, STORELANE_BILLING and STORELANE_PLANS (docs/operating.md)."
        )
        return 1
    plan = terms.named(wanted) if wanted and wanted != NONE else None
    if wanted and wanted != NONE and plan is None:
        print(
            f"There is no plan {wanted!r}; there are {', '.join(each.name for each in terms.plans)} and {NONE}."
        )
        return 1
    async with open_database(settings.database_url) as db:
        shop_id = await shops.id_of_store(db, store_id)
        if shop_id is None:
            print(
                f"There is no shop {store_id}: the number is the shop platform's, as the account page shows it."
            )
            return 1
        if wanted:
            await plans.set_plan(db, store_id, plan.name if plan else "", now, terms)
            # What waited for the plan goes on now instead of at its lane's next look.
            for seller in await sellers.of_shop(db, Vault(settings.secret_keys), shop_id):
                await lanes.wake(db, "matching", seller.id, now)
        found = await allowance(db, shop_id, now, terms)
    limit = "any number of" if found.limit is None else f"{found.limit}"
    named = found.plan.name if found.plan else NONE
    trial = f", free trial for {found.days_left(now)} more days" if found.trial else ""
    print(f"Shop {store_id}: plan {named}{trial}; {found.listings} of {limit} listings, {found.held} wait.")
    return 0
