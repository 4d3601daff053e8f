"""Settings of the queue: off by default, whole or not at all."""

from pathlib import Path

import pytest

from backend.queue_setting import Queue
from backend.settings import BadSetting, read_settings, with_port

LIVE = {
    "STORELANE_SHOP_CLIENT_SECRET": "shop-secret-0123456789",
    "STORELANE_AMAZON_CLIENT_SECRET": "amazon-secret",
    "STORELANE_AMAZON_APPLICATION_ID": "amzn1.sp.solution.1",
    "STORELANE_AMAZON_CLIENT_ID": "client",
    "STORELANE_SECRET_KEYS": "k" * 32,
}
KEYS = {
    "STORELANE_AMAZON_QUEUE_KEY_ID": "AKIAEXAMPLE",
    "STORELANE_AMAZON_QUEUE_KEY_SECRET": "very-secret-key",
}
ADDRESS = "https://sqs.eu-west-1.amazonaws.com/123456789012/storelane"


def queue(tmp_path: Path, url: str, *, live: bool = True, **more: str) -> Queue | None:
    told = {
        "STORELANE_DATA": str(tmp_path),
        "STORELANE_AMAZON_QUEUE_URL": url,
        **(LIVE if live else {}),
        **more,
    }
    return read_settings(told).amazon.queue


def test_without_an_address_there_is_no_queue(tmp_path: Path) -> None:
    assert queue(tmp_path, "", **KEYS) is None
    assert queue(tmp_path, "", live=False) is None


@pytest.mark.parametrize(
    ("url", "region"),
    [
        (ADDRESS, "eu-west-1"),
        (f"{ADDRESS}/", "eu-west-1"),
        ("https://us-east-2.queue.amazonaws.com/123456789012/storelane", "us-east-2"),
        ("https://vpce-1-2.sqs.ap-southeast-2.vpce.amazonaws.com/123456789012/storelane", "ap-southeast-2"),
    ],
)
def test_an_address_leads_to_region_endpoint_and_arn(tmp_path: Path, url: str, region: str) -> None:
    found = queue(tmp_path, url, **KEYS)
    assert found is not None
    assert found.arn == f"arn:aws:sqs:{region}:123456789012:storelane"
    assert found.endpoint == url[: url.index(".com/") + 5]
    assert "very-secret-key" not in repr(found)


def test_a_region_that_no_host_tells_is_set(tmp_path: Path) -> None:
    url = "https://queues.example.com/123456789012/storelane"
    with pytest.raises(BadSetting, match="STORELANE_AMAZON_QUEUE_REGION is missing"):
        queue(tmp_path, url, **KEYS)
    found = queue(tmp_path, url, STORELANE_AMAZON_QUEUE_REGION="eu-north-1", **KEYS)
    assert found is not None and found.region == "eu-north-1"


@pytest.mark.parametrize(
    "url",
    [
        "storelane",
        "sandbox",
        "sqs.eu-west-1.amazonaws.com/123456789012/storelane",
        "https://sqs.eu-west-1.amazonaws.com/storelane",
        "https://sqs.eu-west-1.amazonaws.com/12345/storelane",
        "https://sqs.eu-west-1.amazonaws.com/123456789012/storelane?x=1",
        "https://sqs.eu-west-1.amazonaws.com/123456789012/storelane.fifo",
        "arn:aws:sqs:eu-west-1:123456789012:storelane",
    ],
)
def test_an_address_that_is_no_queue_stops_the_start_with_one_line(tmp_path: Path, url: str) -> None:
    with pytest.raises(BadSetting, match=r"^STORELANE_AMAZON_QUEUE_URL must .*\.$") as caught:
        queue(tmp_path, url, **KEYS)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("missing", sorted(KEYS))
def test_a_queue_without_keys_stops_the_start(tmp_path: Path, missing: str) -> None:
    with pytest.raises(BadSetting, match="are needed with a queue"):
        queue(tmp_path, ADDRESS, **{name: value for name, value in KEYS.items() if name != missing})


def test_the_sandboxs_own_queue_needs_nothing_and_moves_with_its_ports(tmp_path: Path) -> None:
    told = {"STORELANE_DATA": str(tmp_path), "STORELANE_AMAZON_QUEUE_URL": "sandbox"}
    settings = read_settings(told)
    assert settings.amazon.queue is not None
    assert settings.amazon.queue.url == "http://127.0.0.1:8802/queue/000000000001/storelane"
    assert settings.amazon.queue.endpoint == "http://127.0.0.1:8802/queue/"
    moved = with_port(settings, 8900).amazon.queue
    assert moved is not None and moved.url == "http://127.0.0.1:8902/queue/000000000001/storelane"
    told["STORELANE_AMAZON_QUEUE_URL"] = ADDRESS
    kept = with_port(read_settings(told), 8900).amazon.queue
    assert kept is not None and kept.url == ADDRESS
