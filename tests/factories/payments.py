"""Accounts with the plain provider, payments with it, and somebody who hears its notifications."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from threading import Thread
from uuid import UUID

from django.db import connections

from guildhall.kernel import clock
from guildhall.kernel.money import Money
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.units import unit
from guildhall.payments import operations
from guildhall.payments.models import Notification
from guildhall.payments.ports import bind_providers, providers
from guildhall.payments.states import Strategy
from guildhall.payments.types import AccountCard, NewAccount, NewPayment, PaymentCard, Received
from tests.twins.plain.adapter import PlainProvider
from tests.twins.plain.server import SECRET
from tests.twins.wire import Asked, Server, Told

ASK = NewPayment(
    amount=Money(Decimal(10), "USD"),
    account="plain",
    way="card",
    strategy=Strategy.AUTHORIZE,
    token="ok",
)


def now_stamp(name: str = "test") -> Stamp:
    return system_stamp(name, clock.now())


@contextmanager
def plain_offered() -> Iterator[None]:
    """Offer the plain provider beside those that are bound."""
    bound = dict(providers())
    bind_providers({**bound, "plain": PlainProvider()})
    yield
    bind_providers(bound)


def open_plain(code: str = "plain", *, live: bool = False, brand: str = "") -> AccountCard:
    new = NewAccount(code=code, provider="plain", live=live, brand=brand, secrets={"key": SECRET})
    return operations.open_account(new, stamp=now_stamp())


def begin(
    reference: str = "R-1",
    *,
    token: str = "ok",  # noqa: S107 - a word, not one of them
    amount: str = "10",
    capture: bool = False,
    key: str = "pay",
    origin: str = "",
    scopes: tuple[str, ...] = (),
    account: str = ASK.account,
) -> PaymentCard:
    """Begin a payment with the plain provider; nothing is sent yet."""
    ask = replace(
        ASK,
        account=account,
        amount=Money(Decimal(amount), "USD"),
        token=token,
        origin=origin,
        scopes=scopes,
        strategy=Strategy.CHARGE if capture else Strategy.AUTHORIZE,
    )
    return operations.begin_payment(reference, ask=ask, key=key, stamp=now_stamp())


def pay(reference: str = "R-1", **terms: object) -> PaymentCard:
    """Begin a payment and send it."""
    card = begin(reference, **terms)  # type: ignore[arg-type] # handed on by name
    send(card.id)
    return card


def send(call: UUID) -> bool:
    return operations.run_call(call, now=clock.now)


@contextmanager
def mailbox(scope: Scope) -> Iterator[str]:
    """Run a server that hears notifications for a company; its address is a payment's origin."""

    def answer(asked: Asked) -> Told:
        token = asked.path.rpartition("/")[2]
        received = Received(asked.body, asked.headers, clock.now(), asked.query)
        with enter(scope), unit():
            try:
                reply = operations.receive_notice(token, received, stamp=now_stamp())
            except Refusal as refusal:
                return Told(refusal.status)
            finally:
                connections.close_all()
        return Told(reply.status, reply.body)

    server = Server(0, answer)
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    server.server_close()
    thread.join()


def read_all() -> int:
    """Read all notifications that wait; return how many."""
    waiting = list(Notification.objects.filter(state="waiting").values_list("id", flat=True))
    for notice in waiting:
        operations.read_notice(notice, now=clock.now)
    return len(waiting)
