"""The European Central Bank, asked for its list of the day."""

import httpx

from backend.bank.reading import LARGEST, Unreadable, read_list
from backend.domain.rates import DayRates
from backend.transport.calls import Call, extensions
from backend.transport.errors import Throttled, Unavailable
from backend.transport.retrying import retry_after
from backend.transport.throttling import Plan

# The list is one small file a day: nobody needs it more often.
PLAN = Plan(rate=0.1, burst=5)


class Bank:
    """`http` comes from transport/client.py; `address` is that of the daily list."""

    def __init__(self, http: httpx.AsyncClient, address: str) -> None:
        self._http, self._address = http, address

    @property
    def address(self) -> str:
        return self._address

    async def day_rates(self) -> DayRates:
        """The newest list. Raises Throttled, or Unavailable for everything that is no list."""
        call = Call("rates", safe=True, most=LARGEST)
        response = await self._http.send(
            self._http.build_request(
                "GET", self._address, headers={"accept": "application/xml"}, extensions=extensions(call)
            )
        )
        if response.status_code == 429:
            told = retry_after(response.headers.get("retry-after", ""), response.headers.get("date", ""))
            raise Throttled("the bank asks us to wait", retry_after=told or 3600.0)
        if not response.is_success:
            raise Unavailable(f"the bank answered {response.status_code}", status=response.status_code)
        try:
            return read_list(response.content)
        except Unreadable as error:
            raise Unavailable(f"the bank's answer is no list of rates: {error}") from error
