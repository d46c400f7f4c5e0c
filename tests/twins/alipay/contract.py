"""Alipay in the contract suite: a scan, a scan with a password, a code, and a page."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from guildhall.kernel.money import Money
from guildhall.payments.queries import get_payment
from guildhall.payments.types import NewPayment
from integrations.alipay.provider import Alipay
from tests.twins.alipay.twin import AlipayTwin
from tests.twins.contract import Act, Case, nothing

SCAN = NewPayment(
    amount=Money(Decimal(10), "CNY"),
    account="alipay",
    way="scan",
    title="麦片, 500 g",
    token="280123456789012345",
)


class TypingTwin(AlipayTwin):
    """Every customer types a password."""

    usual_scan = "10003"


def _pay(twin: AlipayTwin, key: str) -> object:
    return twin.do_pay(key)


def _open_and_pay(twin: AlipayTwin, key: str) -> object:
    twin.do_open(get_payment(UUID(hex=key)).action["redirect_url"])
    return twin.do_pay(key)


def _case(name: str, twin: type[AlipayTwin], way: str, pays: Act) -> Case:
    return Case(
        name=name,
        twin=twin,
        provider=Alipay,
        ask=replace(SCAN, way=way),
        settings=lambda running: running.settings,
        secrets=lambda running: running.secrets,
        pays=pays,
        refused=replace(SCAN, token="no code at all"),
    )


CASES = (
    _case("alipay-scan", AlipayTwin, "scan", nothing),
    _case("alipay-scan-typing", TypingTwin, "scan", _pay),
    _case("alipay-native", AlipayTwin, "native", _pay),
    _case("alipay-page", AlipayTwin, "page", _open_and_pay),
)
