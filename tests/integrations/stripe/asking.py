"""Orders that are paid by card."""

from typing import Any

from guildhall.kernel.money import Money
from guildhall.payments.types import PaymentOrder
from tests.integrations import asking
from tests.integrations.asking import a_change, usd

__all__ = ["a_change", "an_order", "usd"]


def an_order(
    amount: Money | None = None, *, token: str | None = None, **more: Any
) -> PaymentOrder:
    card = "pm_card_visa" if token is None else token
    return asking.an_order(amount, token=card, **more)
