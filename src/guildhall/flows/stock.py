"""What follows for prices from what stock is worth, and for its worth from exchange rates."""

from guildhall.catalog.events import ExchangeRatesNoted
from guildhall.catalog.operations import note_costs
from guildhall.catalog.states import CostBasis
from guildhall.catalog.types import NotedCost
from guildhall.inventory import operations as inventory
from guildhall.inventory.events import CostChanged
from guildhall.kernel.delivery.reactions import Delivered
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import system_stamp


def note_cost(event: CostChanged, told: Delivered) -> None:  # noqa: ARG001 - a reaction's signature
    """Keep what a variant costs for those who make prices from it, to four decimals."""
    known = {CostBasis.AVERAGE: event.average, CostBasis.LAST: event.last}
    costs = [
        NotedCost(event.variant_id, basis, Money(round(cost.amount, 4), cost.currency))
        for basis, cost in known.items()
        if cost is not None
    ]
    note_costs(costs, stamp=system_stamp("flows", event.stamp.at, event.stamp.request_id))


def correct_costs(event: ExchangeRatesNoted, told: Delivered) -> None:
    """Put right what was guessed while nobody had a rate."""
    inventory.correct_costs(stamp=system_stamp("flows", told.at, event.stamp.request_id))
