"""Charges that may be shared, at a twin of WeChat Pay, and receivers that it knows."""

from decimal import Decimal
from uuid import UUID

from guildhall.kernel import clock
from guildhall.kernel.ids import new_id
from guildhall.kernel.money import Money
from guildhall.payments import operations
from guildhall.payments.models import Payment
from guildhall.payments.operations import splits
from guildhall.payments.types import NewAccount, NewPayment
from guildhall.payments.types.shares import NewLeg, NewReceiver
from tests.factories.payments import now_stamp
from tests.twins.wechat import WeChatTwin

MAKER = NewReceiver("maker", "merchant", "1900000777", name="麦片厂有限公司", relation="SUPPLIER")
HAULER = NewReceiver("hauler", "merchant", "1900000888", name="快运有限公司")
GUIDE = NewReceiver("guide", "person", "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o", relation="STAFF")


def yuan(amount: str | int | Decimal) -> Money:
    return Money(Decimal(amount), "CNY")


def open_wechat(twin: WeChatTwin, *, code: str = "wechat", **settings: str) -> str:
    """Open an account that a twin knows; WeChat's own limit of shares is lifted."""
    new = NewAccount(
        code=code,
        provider="wechat",
        live=False,
        settings={**twin.settings, **settings},
        secrets=twin.secrets,
    )
    operations.open_account(new, stamp=now_stamp())
    twin.do_share_most(100)
    return code


def make_receivers(account: str = "wechat") -> None:
    for each in (MAKER, HAULER, GUIDE):
        made = splits.add_receiver(account, each, stamp=now_stamp())
        assert splits.run_receiver(made, now=clock.now)


def paid_by_scan(amount: str = "100.00", *, will_split: bool = True, way: str = "scan") -> Payment:
    """Return a charge, taken by a scan."""
    ask = NewPayment(
        amount=yuan(amount),
        account="wechat",
        way=way,
        title="麦片",
        token="134567890123456789",
        will_split=will_split,
    )
    card = operations.begin_payment(f"R-{new_id().hex[:12]}", ask=ask, key="p", stamp=now_stamp())
    operations.run_call(card.id, now=clock.now)
    return Payment.objects.get(pk=card.id)


def legs(*shares: tuple[str, str]) -> list[NewLeg]:
    return [NewLeg(receiver, yuan(amount)) for receiver, amount in shares]


def share(payment: Payment, *shares: tuple[str, str], key: str = "", final: bool = False) -> UUID:
    """Plan shares and see them through."""
    split = splits.plan_split(
        payment.id, legs(*shares), key=key or new_id().hex, final=final, stamp=now_stamp()
    )
    splits.run_split(split, now=clock.now)
    splits.run_split(split, now=clock.now)
    return split
