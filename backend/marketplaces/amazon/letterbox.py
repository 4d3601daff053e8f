"""Amazon's notices as the port wants them: subscribed to, taken from the queue, translated."""

from collections.abc import Sequence

from backend.domain.marketplace import SellerAccess
from backend.domain.notices import Arrival
from backend.marketplaces.amazon import notifications
from backend.marketplaces.amazon.client import AmazonClient
from backend.marketplaces.amazon.notice_reading import NoNotice, read_notice
from backend.marketplaces.amazon.queue import Message, SqsQueue
from backend.queue_setting import Queue
from backend.transport.client import HttpClient


class AmazonLetterbox:
    """One queue for all sellers; raises the errors of transport/errors.py."""

    def __init__(self, client: AmazonClient, http: HttpClient, setting: Queue) -> None:
        self._client, self._arn, self._queue = client, setting.arn, SqsQueue(http, setting)

    async def subscribe(self, seller: SellerAccess) -> Sequence[str]:
        return await notifications.subscribe(self._client, seller, self._arn)

    async def receive(self) -> Sequence[Arrival]:
        return [_arrival(message) for message in await self._queue.receive()]

    async def discard(self, arrivals: Sequence[Arrival]) -> None:
        await self._queue.delete([arrival.receipt for arrival in arrivals])

    async def knock(self) -> None:
        await self._queue.knock()


def _arrival(message: Message) -> Arrival:
    try:
        return Arrival(message.receipt, read_notice(message.body))
    except NoNotice as error:
        return Arrival(message.receipt, None, str(error))
