"""The plain provider in the contract suite: paid at once, and by a customer who has to act."""

from dataclasses import replace
from decimal import Decimal

from guildhall.kernel.money import Money
from guildhall.payments.states import Strategy
from guildhall.payments.types import NewPayment
from tests.twins.contract import Case, nothing
from tests.twins.plain.adapter import PlainProvider
from tests.twins.plain.server import SECRET, PlainTwin

AT_ONCE = NewPayment(
    amount=Money(Decimal(10), "USD"),
    account="plain",
    way="card",
    strategy=Strategy.AUTHORIZE,
    token="ok",
)
BY_ACTING = replace(AT_ONCE, strategy=Strategy.CHARGE, token="act")


def _case(name: str, ask: NewPayment, *, acts: bool) -> Case:
    return Case(
        name=name,
        twin=PlainTwin,
        provider=PlainProvider,
        ask=ask,
        secrets=lambda _twin: {"key": SECRET},
        pays=(lambda twin, key: twin.do_pay(key)) if acts else nothing,
        refused=replace(ask, token="declined"),
    )


CASES = (
    _case("plain-at-once", AT_ONCE, acts=False),
    _case("plain-by-acting", BY_ACTING, acts=True),
)
