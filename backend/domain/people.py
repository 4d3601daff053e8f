"""Who buys and where it goes, as far as the marketplace says: all of it personal."""

from dataclasses import dataclass

from backend.domain.orders import Order, Recipient


@dataclass(frozen=True, slots=True)
class Person:
    """The buyer and the recipient of an order. Every field may be missing ("")."""

    buyer_name: str = ""
    buyer_email: str = ""  # the marketplace's alias
    buyer_company: str = ""
    purchase_number: str = ""
    recipient: Recipient | None = None

    @property
    def known(self) -> bool:
        return self != Person()

    @property
    def name(self) -> str:
        """What a list calls them: the buyer, else who receives it, else the company."""
        return self.buyer_name or (self.recipient.name if self.recipient else "") or self.buyer_company


def person_of(order: Order) -> Person:
    """What an order says of people."""
    return Person(
        order.buyer_name, order.buyer_email, order.buyer_company, order.purchase_number, order.recipient
    )
