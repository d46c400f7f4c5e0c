"""What can be taken, and by what name it is taken once. Pure."""

from guildhall.kernel.money import Money

SECRETS = "payments.secrets"
MEANS = "payments.means"
NAMES = "payments.names"
"""What the vault seals here: an account's keys, a customer's means until a call is over, and a
receiver's name until the provider knows them."""


def is_takeable(amount: Money) -> bool:
    """Return whether money can be taken in this amount: positive, in whole minor units."""
    return amount.amount.is_finite() and amount.amount > 0 and amount == amount.rounded()


def key_of(reference: str, key: str) -> str:
    """Return what makes recording a payment of a reference twice impossible."""
    return f"{reference}:{key}"[:120]
