from tests.twins.aftership.server import AfterShipTwin
from tests.twins.base import main

main(AfterShipTwin)
