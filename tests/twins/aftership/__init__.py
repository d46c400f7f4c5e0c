"""A double of AfterShip's tracking API."""

from tests.twins.aftership.server import AfterShipTwin

__all__ = ["AfterShipTwin"]
