"""What is kept of one person, wherever it lies, as one read model."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from guildhall.audit.queries import list_trail
from guildhall.customers.queries import find_by_contact
from guildhall.customers.types import CustomerFile
from guildhall.identity.queries import find_person
from guildhall.identity.types import PersonData
from guildhall.kernel.facts import FactFilter, FactRow
from guildhall.kernel.masks import mask_email, mask_name, mask_phone
from guildhall.kernel.stamp import Actor
from guildhall.orders.queries import count_orders_of_customer
from guildhall.orders.types import OrderCard

MOST_FACTS = 10_000
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Found:
    """What a search for somebody found: their orders, and whether they work here or did."""

    contact: str
    shown: str
    orders: int
    is_customer: bool
    person: PersonData | None
    can_export: bool
    can_erase: bool

    @property
    def name(self) -> str:
        return mask_name(self.person.name) if self.person else ""


def find_kept(contact: str, *, actor: Actor) -> Found:
    """Return what is kept of somebody. Refuses with NotPermitted."""
    actor.must("personal:view")
    return Found(
        contact=contact,
        shown=mask_email(contact) if "@" in contact else mask_phone(contact),
        orders=count_orders_of_customer(contact),
        is_customer=find_by_contact(contact) is not None,
        person=find_person(contact),
        can_export=actor.may("personal:export"),
        can_erase=actor.may("personal:edit"),
    )


def told_of_customer(
    orders: tuple[OrderCard, ...], known: CustomerFile | None = None, *, at: datetime
) -> dict[str, Any]:
    """Return what is kept of a customer in the form of the file that they get."""
    return {
        "about": "customer",
        "made_at": at,
        "customer": asdict(known) if known else None,
        "orders": [asdict(order) for order in orders],
    }


def told_of_person(person: PersonData, *, at: datetime) -> dict[str, Any]:
    """Return a person's data in the form of the file that they get, what they did included."""
    did = [_told(row) for row in _facts_by(f"staff:{person.id}")]
    return {"about": "person", "made_at": at, "person": asdict(person), "activity": did}


def _facts_by(actor: str) -> Iterator[FactRow]:
    cursor: str | None = None
    for _ in range(MOST_FACTS // AT_ONCE):
        page = list_trail(FactFilter(actor=actor), cursor=cursor, limit=AT_ONCE)
        yield from page.items
        cursor = page.next_cursor
        if cursor is None:
            return


def _told(row: FactRow) -> dict[str, Any]:
    told = ("sequence", "type", "subject", "occurred_at", "via", "session", "address", "reason")
    return {name: getattr(row, name) for name in told}
