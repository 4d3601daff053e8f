"""Webhooks: the documented signature, both spellings, and no belief in anything else."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.ecwid.webhooks import BadWebhook, Event, Topic, is_recent, read_event, sign, spelled

SECRET = "test_client_secret"
EVENT_ID = "80aece08-40e8-4145-8764-6c2f0d38678"
SIGNATURE = "ekmGPQc/IpCwO6woAiM+L8uvY6chew4n6JVQCiDrEVw="


def body(**fields: object) -> bytes:
    event = {
        "eventId": EVENT_ID,
        "eventCreated": 1234567,
        "storeId": 1003,
        "entityId": 7,
        "eventType": "product.updated",
    }
    return json.dumps({**event, **fields}).encode()


def test_the_documented_signature_is_right() -> None:
    assert sign(SECRET, "1234567", EVENT_ID) == SIGNATURE


def test_an_event_is_read() -> None:
    assert read_event(body(), SIGNATURE, SECRET) == Event(
        EVENT_ID, "product.updated", 1003, "7", 1234567, Topic.PRODUCT
    )


@pytest.mark.parametrize(
    ("type_", "entity", "topic"),
    [
        ("product.created", 7, Topic.PRODUCT),
        ("product.deleted", 7, Topic.PRODUCT_DELETED),
        ("category.updated", 3, Topic.CATEGORIES),
        ("profile.updated", 1003, Topic.PROFILE),
        ("profile.subscriptionStatusChanged", 1003, Topic.PROFILE),
        ("profile.subscription_status_changed", 1003, Topic.PROFILE),
        ("application.installed", "1003", Topic.INSTALLED),
        ("application.uninstalled", "1003", Topic.UNINSTALLED),
        ("application.subscription_status_changed", "1003", Topic.PROFILE),
        ("customer.personal_data_removal_request", 9, Topic.PRIVACY),
        ("customer.personalDataExportRequest", 9, Topic.PRIVACY),
        ("order.updated", 9, Topic.ORDERS),
        ("discount_coupon.created", 9, None),
        ("something.new", 9, None),
    ],
)
def test_every_type_has_its_topic(type_: str, entity: object, topic: Topic | None) -> None:
    event = read_event(body(eventType=type_, entityId=entity), SIGNATURE, SECRET)
    assert event.topic is topic and event.entity_id == str(entity)


def test_the_head_of_a_type_keeps_its_underscores() -> None:
    assert spelled("discount_coupon.created") == "discount_coupon.created"
    assert spelled("application.storage_changed") == "application.storageChanged"


@pytest.mark.parametrize("signature", ["", "x", SIGNATURE.lower(), "é", SIGNATURE[:-1]])
def test_a_wrong_signature_is_a_forgery(signature: str) -> None:
    with pytest.raises(BadWebhook) as caught:
        read_event(body(), signature, SECRET)
    assert caught.value.forged


def test_another_event_under_the_same_signature_is_a_forgery() -> None:
    with pytest.raises(BadWebhook) as caught:
        read_event(body(eventId="another"), SIGNATURE, SECRET)
    assert caught.value.forged


@pytest.mark.parametrize(
    "fields", [{"storeId": None}, {"storeId": "x"}, {"eventType": ""}, {"eventType": "product"}]
)
def test_an_event_that_says_nothing_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(BadWebhook) as caught:
        read_event(body(**fields), SIGNATURE, SECRET)
    assert not caught.value.forged


@given(st.binary(), st.text())
def test_no_body_makes_it_fall(raw: bytes, signature: str) -> None:
    with pytest.raises(BadWebhook):
        read_event(raw, signature, SECRET)


def test_old_events_are_replays() -> None:
    event = read_event(body(), SIGNATURE, SECRET)
    assert is_recent(event, 1234567 + 86_400) and not is_recent(event, 1234567 + 3 * 86_400)
    assert is_recent(event, 1234567 - 60) and not is_recent(event, 1234567 - 86_400)
