"""Children that Amazon's family has already are linked to what is there, before anything new is made of them."""

from collections.abc import Mapping

from backend.domain.kinship import FamilyThere
from backend.lanes.family_ground import Household, spot_of
from backend.lanes.lane import Held
from backend.storage import family_twins, linking
from backend.storage.family_twins import Twin


async def link_twins(held: Held, house: Household, there: FamilyThere) -> tuple[Mapping[int, Twin], bool]:
    """What is offered, by variation, and whether something was linked.

    Members of the family are linked: the merchant asked for their variations to be in it. What was only proposed waits
    for a person, and until they say no nothing new is made.
    """
    db, now = held.resources.db, held.resources.now()
    offered = await family_twins.of_family(db, spot_of(house.family), house.living, there)
    members = {id: twin for id, twin in offered.items() if twin.member}
    linked = False
    if members:
        async with held.recording("matching", "offers"):
            for id, twin in members.items():
                said = await linking.link(db, house.works[id].listing, twin.asin, twin.match, now)
                linked = linked or said == "linked"
    return offered, linked
