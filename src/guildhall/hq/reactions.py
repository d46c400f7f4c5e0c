"""Which facts of a tenant count in the group's figures."""

from guildhall.hq.entries import REACTION_OF, Countable, entry_of
from guildhall.hq.operations import count_fact
from guildhall.kernel.delivery.reactions import Delivered, Reaction, Table, Where


def count(event: Countable, told: Delivered) -> None:
    count_fact(told.tenant_id, entry=entry_of(event))


REACTIONS: Table = {
    fact: (Reaction(name, count, Where.PLATFORM),) for fact, name in REACTION_OF.items()
}
