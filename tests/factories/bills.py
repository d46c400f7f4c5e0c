"""Accounts with a provider of bills, and money that moved on them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal

from guildhall.kernel.ids import new_id
from guildhall.payments.models import Bill, BillPlan, Payment, PaymentEvent, ProviderAccount
from guildhall.payments.rules.bills import span_of
from guildhall.payments.states import Step
from guildhall.payments.types import Account

DAY = date(2026, 11, 20)


def at(hour: int, minute: int = 0, *, day: int = 20) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def make_account(code: str = "main", *, provider: str = "bills") -> ProviderAccount:
    account = ProviderAccount(code=code, provider=provider, token=new_id().hex)
    account.save(force_insert=True)
    BillPlan.objects.create(account=account, since=DAY, ready_at=time(10))
    return account


def make_bill(account: ProviderAccount, day: date = DAY, *, zone: str = "UTC") -> Bill:
    opens, closes = span_of(day, zone)
    return Bill.objects.create(
        account=account, day=day, opens_at=opens, closes_at=closes, next_at=closes
    )


def opener(url: str) -> Callable[[ProviderAccount], Account]:
    """Return what opens an account whose vendor answers at an address."""
    return lambda row: Account(
        id=row.id, provider="bills", live=False, settings={}, secrets={}, base_url=url
    )


def moved(
    account: ProviderAccount,
    psp: str,
    amount: str = "10.00",
    *,
    when: datetime,
    step: Step = Step.CHARGE_SUCCESS,
    fee: str | None = None,
    change: str = "",
    reference: str = "ORD-1",
) -> PaymentEvent:
    """Write down that money moved, as an answer of the provider would have it."""
    payment, _ = Payment.objects.get_or_create(
        key=f"{account.code}:{psp}",
        defaults={
            "reference": reference,
            "method": account.provider,
            "currency": "CNY",
            "account": account,
        },
    )
    event = PaymentEvent(
        payment=payment,
        key=f"{step}:{psp}:{when.isoformat()}",
        psp_reference=psp,
        step=step,
        amount=Decimal(amount),
        actor="test",
        occurred_at=when,
        change=change,
        fee=None if fee is None else Decimal(fee),
    )
    event.save(force_insert=True)
    return event


def billed(
    psp: str,
    amount: str = "10.00",
    *,
    when: datetime,
    kind: str = "charge",
    fee: str = "0.06",
    key: str = "",
    batch: str = "",
) -> str:
    """Return a line of a bill as the vendor writes it."""
    return f"{kind},{key},{psp},{amount},CNY,{fee},{when.isoformat()},{batch}"
