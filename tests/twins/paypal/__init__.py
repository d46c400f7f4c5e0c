from tests.twins.paypal.server import PayPalTwin

__all__ = ["PayPalTwin"]
