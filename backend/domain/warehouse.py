"""What lies in a marketplace's own warehouse: pieces of a SKU, by what can be done with them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lying:
    """A SKU's pieces there. `reserved` are promised to buyers or on their way between warehouses, `researching` are
    looked for; only `fulfillable` ones are for sale. `changed_at`: epoch seconds UTC, None where nobody says."""

    sku: str
    asin: str = ""
    title: str = ""
    fulfillable: int = 0
    reserved: int = 0
    inbound: int = 0
    unfulfillable: int = 0
    researching: int = 0
    changed_at: int | None = None

    @property
    def anything(self) -> bool:
        """Whether a piece is there or under way."""
        return bool(
            self.fulfillable or self.reserved or self.inbound or self.unfulfillable or self.researching
        )


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a warehouse is looked at, in seconds: `whole` everything, `changes` what moved since."""

    whole: int
    changes: int | None


USED = Pace(whole=7200, changes=900)
UNUSED = Pace(whole=86_400, changes=None)


def due_at(pace: Pace, whole_at: int, looked_at: int) -> int:
    """When it is looked at again (epoch seconds UTC), be it whole or for changes."""
    whole = whole_at + pace.whole
    return whole if pace.changes is None else min(whole, max(whole_at, looked_at) + pace.changes)


def wholly(pace: Pace, whole_at: int, now: int) -> bool:
    """Whether it is time for everything: what is on its way to the warehouse is in no list of changes."""
    return now >= whole_at + pace.whole
