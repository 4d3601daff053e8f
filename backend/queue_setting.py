"""The setting of the queue in which Amazon leaves its notifications: read once, checked; none by default."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_REGION = re.compile(r"(?<![\w-])[a-z]{2}(-[a-z]+)+-\d(?![\w-])")
_NAME = re.compile(r"[\w-]{1,80}")
SANDBOX = "sandbox"  # as an address: the sandbox's own queue
SANDBOX_REGION = "eu-west-1"
SANDBOX_PATH = "/queue/000000000001/storelane"


@dataclass(frozen=True, slots=True)
class Queue:
    """An SQS queue and the keys that read it."""

    url: str
    region: str
    key_id: str
    key_secret: str = field(repr=False)

    @property
    def arn(self) -> str:
        """Its name at AWS, by which Amazon knows it."""
        account, name = self.url.split("/")[-2:]
        return f"arn:aws:sqs:{self.region}:{account}:{name}"

    @property
    def endpoint(self) -> str:
        """Where its calls go: the address without account and name."""
        return self.url.rsplit("/", 2)[0] + "/"


def read_queue(text: Callable[[str, str], str], sandbox_url: str) -> Queue | None:
    """The queue, None where none is set. `sandbox_url`: the simulated Amazon, "" outside the sandbox.

    Raises ValueError with one line for an address that leads to no queue, and for one without keys.
    """
    said = text("AMAZON_QUEUE_URL", "").rstrip("/")
    if not said:
        return None
    region = text("AMAZON_QUEUE_REGION", "")
    if said == SANDBOX and sandbox_url:
        said, region = sandbox_url + SANDBOX_PATH, region or SANDBOX_REGION
    queue = Queue(
        said,
        region or _region_of(said),
        text("AMAZON_QUEUE_KEY_ID", "AKIASTORELANESANDBOX" if sandbox_url else ""),
        text("AMAZON_QUEUE_KEY_SECRET", "storelane-sandbox-queue-secret" if sandbox_url else ""),
    )
    _check(queue)
    return queue


def _region_of(url: str) -> str:
    """The region in a host of AWS: sqs.eu-west-1.amazonaws.com; "" where there is none."""
    found = _REGION.search(urlsplit(url).hostname or "")
    return found.group() if found else ""


def _check(queue: Queue) -> None:
    parts = urlsplit(queue.url)
    account, _, name = parts.path.rpartition("/")
    well = parts.scheme in ("http", "https") and parts.hostname and not parts.query
    if not well or not re.fullmatch(r"\d{12}", account.rpartition("/")[2]):
        raise ValueError(
            "STORELANE_AMAZON_QUEUE_URL must be a queue's address such as"
            f" https://sqs.eu-west-1.amazonaws.com/123456789012/storelane, not {queue.url!r}."
        )
    if not _NAME.fullmatch(name):
        raise ValueError(
            f"STORELANE_AMAZON_QUEUE_URL must name a standard queue, not {name!r}: Amazon sends to no FIFO queue."
        )
    if not re.fullmatch(r"[a-z]{2}(-[a-z]+)+-\d", queue.region):
        raise ValueError(
            "STORELANE_AMAZON_QUEUE_REGION is missing: the region of the queue, such as eu-west-1."
        )
    if not queue.key_id or not queue.key_secret:
        raise ValueError(
            "STORELANE_AMAZON_QUEUE_KEY_ID and STORELANE_AMAZON_QUEUE_KEY_SECRET are needed with a queue."
        )
