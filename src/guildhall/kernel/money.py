"""Exact money that knows its currency."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import total_ordering
from typing import Self

from babel.core import get_global
from babel.numbers import get_currency_precision

from guildhall.kernel.refusals import N_, Refusal


class CurrencyMismatch(Refusal):
    code = "money.currency_mismatch"
    message = N_("{left} and {right} are different currencies. Convert one of them first.")
    status = 422


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency (ISO 4217 code). Never a float."""

    amount: Decimal
    currency: str

    @classmethod
    def zero(cls, currency: str) -> Self:
        return cls(Decimal(0), currency)

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.amount - other.amount, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __mul__(self, factor: int | Decimal) -> "Money":
        return Money(self.amount * factor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        self._same(other)
        return self.amount < other.amount

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    def rounded(self) -> "Money":
        """Return the amount in whole minor units, halves away from zero."""
        return Money(self.amount.quantize(minor_unit(self.currency), ROUND_HALF_UP), self.currency)

    def rounded_for_cash(self) -> "Money":
        """Return the amount in what there are coins for (CHF 0.05), halves away from zero."""
        unit = cash_unit(self.currency)
        return Money(
            (self.amount / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit, self.currency
        )

    def split(self, weights: Sequence[int | Decimal]) -> tuple["Money", ...]:
        """Share this amount by weight so that the shares add up to it exactly.

        Largest remainder first; equal remainders go to the earlier share. What is given back
        is shared as what was taken.
        """
        total = sum(map(Fraction, weights), Fraction(0))
        if not weights or total <= 0 or any(weight < 0 for weight in weights):
            raise ValueError("weights must be non-negative and add up to more than zero")
        if self.amount < 0:
            return tuple(-share for share in (-self).split(weights))
        unit = minor_unit(self.currency)
        units = int((self.amount / unit).to_integral_value(ROUND_HALF_UP))
        exact = [units * Fraction(weight) / total for weight in weights]
        shares = [int(share) for share in exact]
        by_remainder = sorted(range(len(exact)), key=lambda i: shares[i] - exact[i])
        for i in by_remainder[: units - sum(shares)]:
            shares[i] += 1
        return tuple(Money(share * unit, self.currency) for share in shares)

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(left=self.currency, right=other.currency)


def minor_unit(currency: str) -> Decimal:
    """Return the smallest unit of a currency: 0.01 for USD, 1 for JPY (CLDR)."""
    return Decimal(1).scaleb(-get_currency_precision(currency))


def cash_unit(currency: str) -> Decimal:
    """Return the smallest amount that can be handed over: 0.05 for CHF, 1 for JPY (CLDR)."""
    fractions = get_global("currency_fractions")
    _, _, digits, step = fractions.get(currency, fractions["DEFAULT"])
    return Decimal(step or 1).scaleb(-digits)
