"""A platform for e-invoices, and what calls it."""

from tests.twins.einvoice.caller import EInvoicePlatform
from tests.twins.einvoice.twin import EInvoiceTwin

__all__ = ["EInvoicePlatform", "EInvoiceTwin"]
