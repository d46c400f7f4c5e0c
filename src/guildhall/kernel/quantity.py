"""Exact quantities that know their unit."""

from dataclasses import dataclass
from decimal import Decimal
from functools import total_ordering

from guildhall.kernel.refusals import N_, Refusal


class UnitMismatch(Refusal):
    code = "quantity.unit_mismatch"
    message = N_("{left} and {right} are different units. Convert one of them first.")
    status = 422


@total_ordering
@dataclass(frozen=True, slots=True)
class Quantity:
    """How much of something, in a unit ("each", "kg", ...). At most three decimals."""

    value: Decimal
    unit: str = "each"

    def __add__(self, other: "Quantity") -> "Quantity":
        self._same(other)
        return Quantity(self.value + other.value, self.unit)

    def __sub__(self, other: "Quantity") -> "Quantity":
        self._same(other)
        return Quantity(self.value - other.value, self.unit)

    def __neg__(self) -> "Quantity":
        return Quantity(-self.value, self.unit)

    def __lt__(self, other: "Quantity") -> bool:
        self._same(other)
        return self.value < other.value

    def __bool__(self) -> bool:
        return bool(self.value)

    def __str__(self) -> str:
        return f"{self.value.normalize():f} {self.unit}"

    def _same(self, other: "Quantity") -> None:
        if self.unit != other.unit:
            raise UnitMismatch(left=self.unit, right=other.unit)
