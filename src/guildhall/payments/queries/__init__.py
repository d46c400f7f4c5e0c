"""What can be asked about money."""

from guildhall.payments.queries.payments import is_recorded, totals_of

__all__ = ["is_recorded", "totals_of"]
