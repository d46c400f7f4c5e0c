from tests.twins.alipay.twin import AlipayTwin
from tests.twins.base import main

main(AlipayTwin)
