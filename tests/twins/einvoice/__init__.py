"""A bridge to a platform for e-invoices."""

from tests.twins.einvoice.twin import KEY, EInvoiceTwin

__all__ = ["KEY", "EInvoiceTwin"]
