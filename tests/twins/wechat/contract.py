"""WeChat Pay in the contract suite: a code on a screen, a scan, and a scan with a password."""

from dataclasses import replace
from decimal import Decimal

from guildhall.kernel.money import Money
from guildhall.payments.types import NewPayment
from integrations.wechat.provider import WeChatPay
from tests.twins.contract import Case, nothing
from tests.twins.wechat.twin import WeChatTwin

NATIVE = NewPayment(
    amount=Money(Decimal(10), "CNY"), account="wechat", way="native", title="麦片, 500 g"
)
SCAN = replace(NATIVE, way="scan", token="134567890123456789")


class TypingTwin(WeChatTwin):
    """Every customer types a password."""

    usual_scan = "USERPAYING"


def _case(name: str, twin: type[WeChatTwin], ask: NewPayment, *, acts: bool) -> Case:
    return Case(
        name=name,
        twin=twin,
        provider=WeChatPay,
        ask=ask,
        settings=lambda running: running.settings,
        secrets=lambda running: running.secrets,
        pays=(lambda running, key: running.do_pay(key)) if acts else nothing,
        refused=replace(SCAN, token="no code at all"),
    )


CASES = (
    _case("wechat-native", WeChatTwin, NATIVE, acts=True),
    _case("wechat-scan", WeChatTwin, SCAN, acts=False),
    _case("wechat-scan-typing", TypingTwin, SCAN, acts=True),
)
