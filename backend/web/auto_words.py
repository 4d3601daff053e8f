"""Auto-add in words: what a rule does, how a product stands with it, and why it came."""

from collections.abc import Mapping, Sequence

from backend.domain.auto_adding import AutoRule, Leaving, Mode, State, Why
from backend.storage.policies import KeptPolicy
from backend.web.languages import _, ngettext
from backend.web.policies import policy_name
from backend.web.publish import condition_name
from backend.web.rendering import country_name, number
from backend.web.shell import Shell
from backend.web.synchronization_words import Names, clause


def state_name(state: State) -> str:
    return {
        State.KNOWN: _("There before the rule"), State.DUE: _("Waiting for its day"),
        State.HELD: _("Held: something stops it"), State.REVIEW: _("To review"), State.REFUSED: _("Refused"),
        State.LISTED: _("Listed by the rule"), State.THERE: _("Listed already"),
        State.LEFT: _("Taken off: it fits no more"),
    }[state]  # fmt: skip


def why_words(why: Why | None) -> str:
    """Why a product came to a rule."""
    match why:
        case Why.CREATED:
            return _("new in your shop")
        case Why.ASKED:
            return _("you asked for what was there already")
        case _:
            return _("it changed and fits since")


def what_fits(rule: AutoRule, names: Names) -> str:
    """Which products a rule is for."""
    within = [names.get(each, f"#{each}") for each in rule.categories]
    said = _("new products in %s") % ", ".join(within) if within else _("every new product")
    if rule.conditions.parts:
        return _("%(which)s where %(conditions)s") % {
            "which": said, "conditions": clause(rule.conditions, names),
        }  # fmt: skip
    return said


def sentences(rule: AutoRule, frame: Shell, kept: Sequence[KeptPolicy], names: Names) -> list[str]:
    """What a rule does, one sentence each."""
    which = what_fits(rule, names)
    said = [f"{which[:1].upper()}{which[1:]}."]
    where = {"place": place_name(frame, rule), "condition": condition_name(rule.condition)}
    if rule.mode is Mode.REVIEW:
        said.append(_("They wait for your word, then go to %(place)s as “%(condition)s”.") % where)
    else:
        said.append(_("They are listed by themselves in %(place)s as “%(condition)s”.") % where)
    named = {policy.id: policy_name(policy) for policy in kept}
    chosen = (rule.selling_policy_id, rule.synchronization_policy_id, rule.shipping_policy_id)
    said.append(_("Policies: %s.") % ", ".join(named.get(each, _("your default")) for each in chosen))
    if rule.daily_cap is not None:
        said.append(
            ngettext(
                "At most %s product a day; the others wait for the next.",
                "At most %s products a day; the others wait for the next.",
                rule.daily_cap,
            )
            % number(rule.daily_cap)
        )
    said.append(
        _("What something stops, a missing barcode for instance, is held until it is cured.")
        if rule.only_ready
        else _("What something stops, a missing barcode for instance, becomes Incomplete and says why.")
    )
    said.append(
        _("What it listed and fits no more is taken off Amazon.")
        if rule.on_leaving is Leaving.STOP
        else _("What it listed stays on Amazon also when it fits no more.")
    )
    return said


def place_name(frame: Shell, rule: AutoRule) -> str:
    """Where a rule lists: the country, and the account where there are several."""
    for seller in frame.sellers:
        for place in seller.marketplaces:
            if (seller.id, place.marketplace_id) == (rule.seller_id, rule.marketplace_id):
                country = country_name(place.country)
                return f"{country} · {seller.title}" if len(frame.connected) > 1 else country
    return rule.marketplace_id


def as_names(categories: Sequence[tuple[int, str]]) -> Mapping[int, str]:
    return dict(categories)
