"""What a selection of listings can be told to do, and by what a list of them can be narrowed: the choices of a page."""

from backend.domain.bulk import Kind
from backend.domain.policy import Condition, PolicyKind
from backend.storage import catalogue, policies
from backend.storage.listing_filter import Filter
from backend.web.act_words import kind_name
from backend.web.languages import spoken
from backend.web.listing_query import as_query
from backend.web.policy_words.saying import policy_name
from backend.web.publish import CONDITIONS, condition_name
from backend.web.rendering import country_name
from backend.web.resources import Resources
from backend.web.shell import Shell

# What needs nothing besides its name.
PLAIN = (
    Kind.REVISE,
    Kind.RETRY,
    Kind.PAUSE,
    Kind.RESUME,
    Kind.BY_HAND,
    Kind.MUTE,
    Kind.UNMUTE,
    Kind.WITHDRAW,
)


async def choices(home: Resources, frame: Shell) -> dict[str, object]:
    """What can be done with what is ticked: (value, words), in groups; and the names of policies by our ids."""
    kept = await policies.by_id(home.db, frame.shop.id)
    of_kind = {
        kind: [(f"policy:{each.id}", policy_name(each)) for each in kept.values() if each.kind is kind]
        for kind in PolicyKind
    }
    places = [
        (f"copy:{seller.id} {place.marketplace_id}", _place(frame, seller.title, place.country))
        for seller in frame.connected
        for place in seller.marketplaces
        if place.participating
    ]
    return {
        "acts": [(kind.value, kind_name(kind)) for kind in PLAIN],
        "act_policies": of_kind, "act_places": places,
        "act_conditions": [(f"condition:{each}", condition_name(each)) for each in CONDITIONS],
        "policy_names": {id: policy_name(each) for id, each in kept.items()},
        "condition_names": {each.value: condition_name(each) for each in Condition},
    }  # fmt: skip


async def filter_choices(home: Resources, frame: Shell, wanted: Filter) -> dict[str, object]:
    """By what the list can be narrowed besides its country and reason."""
    kept = await policies.by_id(home.db, frame.shop.id)
    return {
        "by_policy": [
            (kind.value, [(each.id, policy_name(each)) for each in kept.values() if each.kind is kind])
            for kind in PolicyKind
        ],
        "categories": await catalogue.categories(home.db, frame.shop.id, spoken()),
        "conditions": [(each.value, condition_name(each)) for each in Condition],
        "narrowed": len(set(as_query(wanted)) - {"status", "words", "run"}),
    }  # fmt: skip


def _place(frame: Shell, title: str, country: str) -> str:
    name = country_name(country)
    return f"{title} · {name}" if len(frame.connected) > 1 else name
