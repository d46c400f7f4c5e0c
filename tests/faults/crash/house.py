"""A shop with its processes and its vendors, in which anybody may die at any named place."""

import os
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
from django.db.models import F, QuerySet
from pytest_django import Settings

from guildhall.checkout.jobs import sweep_checkouts
from guildhall.checkout.models import Checkout
from guildhall.config.jobs import broker
from guildhall.config.local.ports import free_port
from guildhall.inventory.jobs import expire_overdue_holds
from guildhall.kernel.models import Fact
from guildhall.kernel.redis import redis
from guildhall.orders.jobs import expire_unpaid_orders
from guildhall.payments.jobs import tend_bills, tend_payments, tend_shares
from guildhall.payments.models import (
    Bill,
    Notification,
    PaymentCall,
    Split,
    SplitReceiver,
    SplitReturn,
)
from guildhall.payments.operations import open_account
from guildhall.payments.types import NewAccount
from tests.factories.company import Company, make_company
from tests.factories.payments import now_stamp
from tests.factories.splits import make_receivers, open_wechat
from tests.harness.newborns import Newborn, newborn
from tests.harness.processes import NO_CERTIFICATES, Process, background, wait_until
from tests.twins.base import Twin
from tests.twins.bills import BillTwin
from tests.twins.notices import Notification as Told
from tests.twins.stripe import StripeTwin
from tests.twins.wechat import WeChatTwin

WAIT = timedelta(minutes=20)
SECRET = "whsec_twin"
STILL_RUNNING = "idempotency.in_progress"
SWEEPS = (
    sweep_checkouts,
    tend_payments,
    tend_shares,
    tend_bills,
    expire_overdue_holds,
    expire_unpaid_orders,
)
OVER = ("done", "refused")


class NamedStripe(StripeTwin):
    """Stripe's twin, telling at an address that no name service knows."""

    host = ""

    def notify(self, notification: Told) -> None:
        def write(forged: bool) -> tuple[Mapping[str, str], bytes]:  # noqa: FBT001 - as its own
            headers, body = notification.write(forged)
            return {**headers, "host": self.host}, body

        super().notify(replace(notification, write=write))


@dataclass(slots=True)
class House:
    """What a deed needs to be done, and a blow to be dealt."""

    company: Company
    money: NamedStripe
    shares: WeChatTwin
    bills: BillTwin
    web: Newborn
    worker: Newborn
    relay: Process
    port: int

    @property
    def twins(self) -> tuple[Twin, ...]:
        return self.money, self.shares, self.bills

    # --- asking ------------------------------------------------------------------------------

    def ask(self, path: str, body: object, *, key: str, secret: str = "") -> httpx.Response:
        """Ask until somebody answers, as a good client does: with the same key."""
        headers = {
            "Host": self.company.host,
            "Authorization": f"Bearer {secret or self.company.office_key}",
            "Idempotency-Key": key,
        }
        for _ in range(40):
            try:
                answer = httpx.post(
                    f"http://127.0.0.1:{self.port}{path}",
                    json=body,
                    headers=headers,
                    timeout=30,
                    verify=NO_CERTIFICATES,
                )
            except httpx.TransportError:
                self.raise_web()
                continue
            if answer.status_code != 409 or answer.json().get("code") != STILL_RUNNING:
                return answer
        raise AssertionError(f"{path} never answered")

    # --- dying -------------------------------------------------------------------------------

    def victim(self, role: str) -> Newborn:
        return self.web if role == "web" else self.worker

    def fell(self, role: str) -> bool:
        """Wait for a death and let another take the dead one's place; say whether it came."""
        victim = self.victim(role)
        for _ in range(5):
            if self.has_fallen(role):
                break
            self.sweep()
        fell = victim.fell
        victim.spare()
        if fell:
            self.raise_web() if role == "web" else self.raise_worker()
        return fell

    def has_fallen(self, role: str) -> bool:
        """Say whether the victim is dead, or dies within a few seconds."""
        victim = self.victim(role)
        return victim.fell or _comes(lambda: victim.fell)

    def raise_web(self) -> None:
        self.web.kill()
        self.web.start()
        wait_until(self._answers, what=f"the web server again: {self.web.told()}")

    def raise_worker(self) -> None:
        """Let a worker begin anew; what its queues held is forgotten, as Valkey may."""
        self.worker.kill()
        redis().flushdb()
        self.worker.start()

    def _answers(self) -> bool:
        url = f"http://127.0.0.1:{self.port}/healthz"
        try:
            return httpx.get(url, timeout=2, verify=NO_CERTIFICATES).status_code == 200
        except httpx.TransportError:
            return False

    @contextmanager
    def no_relay(self) -> Iterator[None]:
        """Let facts lie for a while, so that somebody else is first."""
        assert self.relay.popen is not None
        os.killpg(self.relay.popen.pid, signal.SIGSTOP)
        yield
        os.killpg(self.relay.popen.pid, signal.SIGCONT)

    # --- time --------------------------------------------------------------------------------

    def sweep(self) -> None:
        """Let time pass for all that waits for it, and ask for what the clock asks for."""
        pass_time(Notification.objects.all(), "next_at")
        for each in (Checkout, PaymentCall, Split, SplitReturn, SplitReceiver, Bill):
            pass_time(each.objects.all(), "next_at", "lease_until")
        Fact.objects.filter(delivered_at=None).update(lease_until=None)
        for job in SWEEPS:
            job.send()

    def rest(self, *, seconds: float = 120) -> None:
        """Wait until nobody has anything to do, or nobody lives who would."""
        wait_until(
            lambda: self.worker.fell or self._is_still(),
            what=f"rest; {undelivered()}",
            seconds=seconds,
        )

    def _is_still(self) -> bool:
        # Queues first: a job tells its facts before it is over.
        queues = broker.get_declared_queues()
        if any(redis().hlen(f"guildhall:jobs:{queue}.msgs") for queue in queues):
            return False
        return not Fact.objects.filter(delivered_at=None).exists()

    def _are_told(self) -> bool:
        return all(twin.outbox.is_idle() for twin in self.twins)

    def settle(self) -> None:
        """Let sweeps go by until all that was begun is at an end, and vendors have told of it.

        A call beside a job is in no queue, and a sweep takes its lease from it: where sweeps
        alone come to no end, such calls are given the time that their vendor needs, and the
        report says so.
        """
        for _ in range(3):
            if self._sweeps_end_it():
                return
            print(f"crash_matrix: open after fourteen sweeps: {open_work()}")  # noqa: T201 - the report
            _comes(lambda: not open_work(), within=10)

    def _sweeps_end_it(self) -> bool:
        for _ in range(14):
            self.sweep()
            wait_until(self._are_told, what="vendors to have told all")
            self.rest()
            # A call beside a job may have ended between the two looks, and told of it.
            if not open_work() and self._is_still():
                return True
        return False


def _comes(what: Callable[[], bool], *, within: float = 3) -> bool:
    try:
        wait_until(what, what="what may come", seconds=within)
    except AssertionError:
        return False
    return True


def pass_time(rows: QuerySet[Any], *fields: str, by: timedelta = WAIT) -> None:
    for name in fields:
        rows.filter(**{f"{name}__isnull": False}).update(**{name: F(name) - by})


def undelivered() -> list[tuple[str, str]]:
    rows = Fact.objects.filter(delivered_at=None)
    return list(rows.values_list("type", "last_error"))


def open_work() -> list[str]:
    """Return what has not come to an end yet."""
    rows = {
        "call": PaymentCall.objects.exclude(state__in=OVER).values_list("kind", "state"),
        "notice": Notification.objects.filter(state="waiting").values_list("kind", "attempts"),
        "split": Split.objects.exclude(state__in=OVER).values_list("key", "state"),
        "return": SplitReturn.objects.exclude(state__in=OVER).values_list("key", "state"),
        "receiver": SplitReceiver.objects.exclude(state__in=OVER).values_list("code", "state"),
        "checkout": Checkout.objects.exclude(state__in=("done", "failed")).values_list(
            "state", "waits_for"
        ),
        "bill": Bill.objects.filter(state="waiting").values_list("day", "last_error"),
    }
    return [f"{what} {row}" for what, found in rows.items() for row in found]


@contextmanager
def open_house(folder: Path, settings: Settings) -> Iterator[House]:
    """Open shop in the entered scope, with everything running, until the block ends."""
    port = free_port()
    with NamedStripe() as money, WeChatTwin() as shares, BillTwin() as bills:
        urls = {each.name: each.url for each in (money, shares, bills)}
        settings.PROVIDER_URLS = urls
        env = {
            "GUILDHALL_PROVIDER_URLS": ",".join(f"{k}={v}" for k, v in urls.items()),
            "GUILDHALL_FACT_LEASE_SECONDS": "3",
            "GUILDHALL_POOL_SIZE": "8",
        }
        relay = background("relay", folder, **env)
        with (
            newborn("web", folder, str(port), **env) as web,
            newborn("worker", folder, **env) as worker,
        ):
            company = make_company(confirms_itself=True, stock=Decimal(100_000))
            house = House(company, money, shares, bills, web, worker, relay, port)
            _open_accounts(house, urls)
            relay.start()
            worker.start()
            house.raise_web()
            try:
                house.rest()
                yield house
            finally:
                relay.kill()


def _open_accounts(house: House, urls: Mapping[str, str]) -> None:
    new = NewAccount(
        code="stripe",
        provider="stripe",
        live=False,
        secrets={"secret_key": "sk_test_twin", "webhook_secret": SECRET},
    )
    card = open_account(new, stamp=now_stamp())
    house.money.host = house.company.host
    house.money.do_listen(f"http://127.0.0.1:{house.port}/payments/notices/{card.token}", SECRET)
    open_wechat(house.shares)
    make_receivers()
