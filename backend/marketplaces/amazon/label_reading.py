"""What getRates says, as offers: one that makes no sense is passed over and stops no other."""

from collections.abc import Iterator
from typing import Any

from backend.domain.labels import Extra, NoRate, Paper, Rate
from backend.domain.money import Money, NotMoney, from_major
from backend.marketplaces.amazon.reading import Entry, entries, entry, moment, text, texts

PROTECTED = "CLAIMS_PROTECTED"


def rates_of(said: Entry) -> tuple[Rate, ...]:
    """The services that can be had."""
    found = (_rate(each) for each in entries(said.get("rates")))
    return tuple(rate for rate in found if rate is not None)


def no_rates(said: Entry) -> tuple[NoRate, ...]:
    """Those that cannot, with their reasons."""
    return tuple(
        NoRate(
            text(each.get("carrierName")), text(each.get("serviceName")),
            tuple((text(why.get("code")), text(why.get("message"))[:300])
                  for why in entries(each.get("ineligibilityReasons"))),
        )
        for each in entries(said.get("ineligibleRates"))
    )  # fmt: skip


def _rate(said: Entry) -> Rate | None:
    charge, code = _money(said.get("totalCharge")), text(said.get("rateId"))
    if charge is None or not code:
        return None
    promise = entry(said.get("promise"))
    window, pickup = entry(promise.get("deliveryWindow")), entry(promise.get("pickupWindow"))
    benefits = entry(said.get("benefits"))
    included = texts(benefits.get("includedBenefits"))
    excluded = {text(each.get("benefit")): each for each in entries(benefits.get("excludedBenefits"))}
    known = PROTECTED in included or PROTECTED in excluded
    return Rate(
        code, text(said.get("carrierName")), text(said.get("carrierId")), text(said.get("serviceName")), charge,
        moment(text(window.get("start"))) or None, moment(text(window.get("end"))) or None,
        moment(text(pickup.get("end"))) or None, PROTECTED in included if known else None,
        texts(excluded.get(PROTECTED, {}).get("reasonCodes")),
        tuple(_extras(said)), tuple(_papers(said)), said.get("requiresAdditionalInputs") is not False,
    )  # fmt: skip


def _extras(said: Entry) -> Iterator[Extra]:
    for group in entries(said.get("availableValueAddedServiceGroups")):
        needed = text(group.get("groupId")) if group.get("isRequired") is True else ""
        for each in entries(group.get("valueAddedServices")):
            cost = _money(each.get("cost"))
            if cost is not None and text(each.get("id")):
                yield Extra(
                    text(each.get("id")), text(each.get("name")) or text(each.get("id")), cost, needed
                )


def _papers(said: Entry) -> Iterator[Paper]:
    for each in entries(said.get("supportedDocumentSpecifications")):
        size = entry(each.get("size"))
        width, length = _number(size.get("width")), _number(size.get("length"))
        if not width or not length:
            continue
        for option in entries(each.get("printOptions")):
            details = entries(option.get("supportedDocumentDetails"))
            # What comes along whether it is wanted or not is joined to the label, so that nothing of it is lost.
            kinds = tuple(text(kind.get("name")) for kind in details if kind.get("isMandatory") is True)
            kinds = ("LABEL", *(kind for kind in kinds if kind != "LABEL"))
            joining = [
                one for one in _list(option.get("supportedFileJoiningOptions")) if isinstance(one, bool)
            ]
            joined = len(kinds) > 1 if (len(kinds) > 1) in joining else (joining or [False])[0]
            dpis = [one for one in _list(option.get("supportedDPIs")) if isinstance(one, int)]
            yield Paper(
                text(each.get("format")), width, length, text(size.get("unit")), max(dpis, default=None),
                next(iter(texts(option.get("supportedPageLayouts"))), ""), joined, kinds,
            )  # fmt: skip


def _list(said: object) -> list[Any]:
    return said if isinstance(said, list) else []


def _number(said: object) -> float:
    return float(said) if isinstance(said, int | float) and not isinstance(said, bool) else 0.0


def _money(said: object) -> Money | None:
    found = entry(said)
    try:
        return from_major(found.get("value"), text(found.get("unit")))
    except NotMoney:
        return None
