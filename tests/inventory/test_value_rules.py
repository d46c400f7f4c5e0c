"""What any history of arrivals and departures is worth, against exact fractions."""

from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest

from guildhall.inventory.operations import note_value_export
from guildhall.inventory.rules import consume, value_line
from guildhall.inventory.states import MovementKind
from guildhall.inventory.types import Layer, Line, Worth
from guildhall.kernel import clock
from guildhall.kernel.ids import new_id
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import Scope
from tests.harness.sizes import size_of


@pytest.mark.parametrize("seed", range(3))
def test_any_history_is_worth_what_exact_fractions_say(seed: int) -> None:
    """A model without rounding; each line may differ by half of the last decimal that is kept."""
    random = Random(seed)
    worth, exact_quantity, exact_value = Worth(), Fraction(0), Fraction(0)
    total = Decimal(0)
    steps = size_of("valuation_history", small=400, soak=100_000)
    for _ in range(steps):
        comes = random.random() < 0.5 or worth.quantity <= 0
        most = int(worth.quantity * 1_000) or 1
        quantity = Decimal(random.randint(1, 9_999 if comes else most)) / 1_000
        cost = Decimal(random.randint(0, 10**7)) / 10**6
        line = _line(quantity if comes else -quantity, cost if comes else None)
        if not comes:
            exact_value -= exact_value * Fraction(quantity) / exact_quantity
        exact_quantity += Fraction(line.quantity)
        exact_value += Fraction(quantity * cost) if comes else 0

        worth, effect = value_line(worth, line)
        total += effect.value

        assert Fraction(worth.quantity) == exact_quantity
        assert worth.value == total >= 0
        assert abs(Fraction(worth.value) - exact_value) <= Fraction(steps, 10**6)
        assert worth.quantity or not worth.value


def test_layers_are_taken_oldest_first() -> None:
    first, second, third = (Layer(new_id(), Decimal(n)) for n in (2, 3, 4))

    assert consume([first, second, third], Decimal(4)) == (
        (Layer(first.id, Decimal(0)), Layer(second.id, Decimal(1))),
        Decimal(0),
    )
    assert consume([first], Decimal(5))[1] == 3


def _line(quantity: Decimal, cost: Decimal | None) -> Line:
    return Line(
        movement_id=new_id(),
        variant_id=new_id(),
        owner="",
        kind=MovementKind.RECEIPT if quantity > 0 else MovementKind.SHIPMENT,
        reference="",
        quantity=quantity,
        unit_cost=cost,
        recorded_at=clock.now(),
    )


def test_to_take_figures_along_somebody_must_be_allowed_to(alpha: Scope, stamp: Stamp) -> None:
    viewer = Stamp(Actor("staff", "staff:x", (Grant("stock:view"),)), stamp.at)

    with pytest.raises(NotPermitted):
        note_value_export(lines=1, day="", stamp=viewer)
