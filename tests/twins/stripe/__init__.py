from tests.twins.stripe.server import StripeTwin

__all__ = ["StripeTwin"]
