"""What every marketplace promises when something goes wrong: answers lost, outages, throttles, refusals."""

import pytest

from backend.transport.errors import NotAuthorized, Throttled, Unavailable
from tests.contract.stages import Stage, look, publish


async def test_a_feed_whose_answer_was_lost_is_found_again(stage: Stage) -> None:
    document = await stage.marketplace.upload_feed(stage.seller, {1: stage.offer}, stage.marketplace_id)
    stage.arm("answer_lost", "start_feed", times=1)
    with pytest.raises(Unavailable) as caught:
        await stage.marketplace.start_feed(stage.seller, stage.marketplace_id, document)
    assert caught.value.may_have_happened
    since = int(stage.clock()) - 60
    assert len(await stage.marketplace.recent_feeds(stage.seller, stage.marketplace_id, since)) == 1


async def test_an_answer_lost_on_publishing_is_told_and_a_look_finds_the_deed(stage: Stage) -> None:
    stage.arm("answer_lost", "publish", times=1)
    with pytest.raises(Unavailable) as caught:
        await publish(stage)
    assert caught.value.may_have_happened
    stage.settle()
    assert (await look(stage, stage.offer.sku))[stage.offer.sku].price == stage.offer.price
    assert await stage.publications(stage.offer.sku) == 1


async def test_an_answer_cut_in_half_on_publishing_is_told_likewise(stage: Stage) -> None:
    stage.arm("broken_json", "publish", times=1)
    with pytest.raises(Unavailable) as caught:
        await publish(stage)
    assert caught.value.may_have_happened


async def test_an_answer_lost_on_withdrawing_is_asked_for_again(stage: Stage) -> None:
    await publish(stage)
    stage.settle()
    stage.arm("answer_lost", "withdraw", times=1)
    outcome = await stage.marketplace.withdraw(
        stage.seller, stage.marketplace_id, stage.offer.sku, stage.language
    )
    assert outcome.accepted


@pytest.mark.parametrize("body", ["json", "html"])
@pytest.mark.parametrize("deed", ["shown", "token"])
async def test_a_short_outage_is_waited_out_and_a_long_one_told(stage: Stage, deed: str, body: str) -> None:
    stage.arm("outage", deed, times=2, body=body)
    assert await look(stage, stage.offer.sku) == {}
    stage.clock.advance(2 * 3600)  # the token has run out too
    stage.arm("outage", deed, body=body)
    with pytest.raises(Unavailable):
        await look(stage, stage.offer.sku)


@pytest.mark.parametrize("deed", ["publish", "token"])
async def test_a_throttle_says_when_to_come_again(stage: Stage, deed: str) -> None:
    stage.arm("throttle", deed)
    with pytest.raises(Throttled) as caught:
        await publish(stage)
    assert 0 < caught.value.retry_after <= 60
    assert await stage.publications(stage.offer.sku) == 0


@pytest.mark.parametrize(
    ("fault", "deed", "reason"),
    [
        ("revoked_consent", "token", "consent"),
        ("wrong_secret", "token", "client"),
        ("role_missing", "participations", "role"),
    ],
)
async def test_a_refusal_says_who_must_act(stage: Stage, fault: str, deed: str, reason: str) -> None:
    stage.arm(fault, deed)
    with pytest.raises(NotAuthorized) as caught:
        await stage.marketplace.participations(stage.seller)
    assert caught.value.reason == reason


async def test_a_token_that_ran_out_is_renewed_unseen(stage: Stage) -> None:
    assert await look(stage, stage.offer.sku) == {}
    stage.clock.advance(2 * 3600)
    assert await look(stage, stage.offer.sku) == {}
