"""A provider of which nothing but its bills is known."""

from tests.twins.bills.biller import BillTwinProvider
from tests.twins.bills.twin import BillTwin

__all__ = ["BillTwin", "BillTwinProvider"]
