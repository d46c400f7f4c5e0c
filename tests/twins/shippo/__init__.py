"""Shippo, as its documentation says that it answers."""

from tests.twins.shippo.server import ShippoTwin

__all__ = ["ShippoTwin"]
