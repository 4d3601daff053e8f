"""Families through the port, before every marketplace's sandbox: a parent, what names it, and the catalogue's kin."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backend.domain.family_attributes import Parent
from tests.contract.stages import STAGES, Stage


@pytest.fixture(params=sorted(STAGES))
async def stage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    async with STAGES[request.param](tmp_path) as opened:
        yield opened
        assert opened.judged.problems == []


def lamps(stage: Stage, theme: str = "SIZE") -> Parent:
    here = {"marketplace_id": stage.marketplace_id}
    text = {"language_tag": stage.language, **here}
    facts = {
        "item_name": [{"value": "Lampe in drei Größen", **text}], "brand": [{"value": "Lichtwerk", **text}],
        "product_description": [{"value": "Eine Lampe.", **text}],
        "country_of_origin": [{"value": "DE", **here}],
        "light_source": [{"type": "none", **here}],
        "parentage_level": [{"value": "parent", **here}], "variation_theme": [{"name": theme}],
    }  # fmt: skip
    return Parent("Lampe/F +é", "LAMP", facts)


async def test_a_parent_is_sent_shown_and_taken_off(stage: Stage) -> None:
    port, place = stage.marketplace, stage.marketplace_id
    outcome = await port.publish_parent(stage.seller, place, lamps(stage), stage.language)
    assert outcome.accepted, outcome.issues
    assert outcome.submission_id
    stage.settle()
    shown = (await port.shown(stage.seller, place, ["Lampe/F +é"], stage.language))["Lampe/F +é"]
    assert (shown.buyable, shown.discoverable, shown.price, shown.quantity) == (False, True, None, None)
    assert await port.relatives(stage.seller, place, "Lampe/F +é", stage.language) == []
    (kin,) = await port.kin(stage.seller, place, [shown.asin])
    assert (kin.asin, kin.parents, kin.children) == (shown.asin, (), ())
    assert (await port.withdraw(stage.seller, place, "Lampe/F +é", stage.language)).accepted
    stage.settle()
    assert await port.shown(stage.seller, place, ["Lampe/F +é"], stage.language) == {}


async def test_sending_a_parent_again_changes_nothing(stage: Stage) -> None:
    for _ in range(2):
        outcome = await stage.marketplace.publish_parent(
            stage.seller, stage.marketplace_id, lamps(stage), stage.language
        )
        assert outcome.accepted
        stage.settle()


async def test_a_theme_that_the_type_does_not_have_is_refused_with_its_attribute(stage: Stage) -> None:
    outcome = await stage.marketplace.publish_parent(
        stage.seller, stage.marketplace_id, lamps(stage, "SMELL"), stage.language
    )
    assert not outcome.accepted
    assert [issue.attribute_names for issue in outcome.issues] == [("variation_theme",)]


async def test_nobody_is_asked_for_nothing_and_too_many_are_refused(stage: Stage) -> None:
    assert await stage.marketplace.kin(stage.seller, stage.marketplace_id, []) == []
    assert await stage.marketplace.kin(stage.seller, stage.marketplace_id, [stage.unknown_asin]) == []
    with pytest.raises(ValueError, match="20"):
        await stage.marketplace.kin(stage.seller, stage.marketplace_id, ["B000000000"] * 21)
