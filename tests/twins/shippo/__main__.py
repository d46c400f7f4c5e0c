from tests.twins.base import main
from tests.twins.shippo.server import ShippoTwin

main(ShippoTwin)
