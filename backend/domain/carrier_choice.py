"""Who carries a number: what the shop's label or address says, what the merchant answered before, what the number's
form says, his usual carrier; else he is asked, once."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from backend.domain.carrier_numbers import guess, shape
from backend.domain.carriers import OTHER, by_host, by_name, folded, host_of
from backend.domain.shipments import Ask, Chosen, Named

LETTER = Chosen(OTHER, "Letter")  # what has no number and no usual carrier
# Pages that follow everybody's numbers: their address says nothing about the carrier.
_FOR_ALL = (
    "17track.net", "aftership.com", "boxtal.com", "easypost.com", "goshippo.com", "packlink.com", "parcelsapp.com",
    "sendcloud.com", "sendcloud.sc", "ship24.com", "shipstation.com", "trackingmore.com", "google.com", "amazon.com",
)  # fmt: skip
Sample = tuple[str, str]  # what an answer is remembered for: name, host or shape, and which


@dataclass(frozen=True, slots=True)
class CarrierBook:
    """What a shop said of carriers: its answers, by what they are remembered for, and its usual carrier at a
    marketplace."""

    answers: Mapping[Sample, Chosen] = field(default_factory=dict)
    usual: Chosen | None = None

    def choose(self, one: Named) -> Chosen | Ask:
        """The carrier of a number, or the question that only the merchant can answer."""
        if not one.number:
            return self.usual or LETTER
        for sample in samples(one):
            if sample in self.answers:
                return self.answers[sample]
        key = by_name(one.carrier_name) or by_host(one.url)
        if key:
            return Chosen(key)
        if one.carrier_name:
            return self._ask(one, ())
        found = guess(one.number)
        if found.sure:
            return Chosen(found.carriers[0])
        if self.usual and (not found.carriers or self.usual.carrier in found.carriers):
            return self.usual
        return self._ask(one, found.carriers)

    def _ask(self, one: Named, carriers: tuple[str, ...]) -> Ask:
        kind, sample = samples(one)[0]
        return Ask("which_carrier", (("kind", kind), ("sample", sample), ("carriers", list(carriers))))


def samples(one: Named) -> tuple[Sample, ...]:
    """What an answer about a number is remembered for, the most telling first."""
    found: list[Sample] = []
    if one.carrier_name:
        found.append(("name", folded(one.carrier_name)))
    host = host_of(one.url)
    if host and not any(host == each or host.endswith(f".{each}") for each in _FOR_ALL):
        found.append(("host", host))
    return (*found, ("shape", shape(one.number)))
