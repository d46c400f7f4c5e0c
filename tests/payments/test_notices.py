"""Notifications: kept once, believed by signature alone, read to the same end as answers."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from guildhall.kernel import clock
from guildhall.kernel.models import Fact
from guildhall.kernel.tenancy import Scope
from guildhall.kernel.tenancy.units import unit
from guildhall.payments import operations
from guildhall.payments.models import Notification, ProviderAccount
from guildhall.payments.queries import get_account, get_payment, totals_of
from guildhall.payments.states import NoticeState, Stand
from tests.factories.payments import begin, mailbox, now_stamp, open_plain, pay, read_all, send
from tests.twins.plain.server import SECRET, PlainTwin, sign

HOST = "alpha.localhost"


@pytest.fixture
def origin(shop: Scope, twin: PlainTwin) -> Iterator[str]:
    twin.faults.change({"silent": True})
    with mailbox(shop) as address:
        yield address


def post(body: bytes, secret: str, *, token: str = "") -> Any:
    where = token or get_account("plain").token
    return Client().post(
        f"/payments/notices/{where}",
        data=body,
        content_type="application/json",
        headers={"host": HOST, "x-plain-signature": sign(body, secret)},
    )


def event(name: str = "evt-1", payment: str = "") -> bytes:
    return json.dumps({"event": name, "payment": payment, "steps": []}).encode()


def test_a_notification_is_kept_with_its_very_bytes_and_answered(shop: Scope) -> None:
    body = event()

    answer = post(body, SECRET)

    assert (answer.status_code, answer.content) == (200, b'{"heard": true}')
    kept = Notification.objects.get()
    assert (bytes(kept.body), kept.state) == (body, NoticeState.WAITING)
    assert "cookie" not in kept.headers


def test_a_forged_one_leaves_a_count_and_nothing_else(shop: Scope) -> None:
    answer = post(event(), "guessed")

    assert answer.status_code == 401
    assert not Notification.objects.exists()
    assert ProviderAccount.objects.get().forged == 1


def test_an_unknown_address_is_nobodys(shop: Scope) -> None:
    assert post(event(), SECRET, token="x" * 43).status_code == 404


def test_a_notification_that_is_too_large_is_turned_away(shop: Scope) -> None:
    assert post(b"x" * 600_000, SECRET).status_code == 413


def test_the_same_event_is_kept_once(shop: Scope) -> None:
    answers = [post(event(), SECRET).status_code for _ in range(3)]

    assert answers == [200, 200, 200]
    assert Notification.objects.count() == 1


def test_what_a_former_secret_signed_is_believed_until_the_overlap_ends(shop: Scope) -> None:
    operations.rotate_secrets(
        "plain", secrets={"key": "newer"}, overlap=timedelta(hours=1), stamp=now_stamp()
    )

    assert post(event("a"), SECRET).status_code == 200
    assert post(event("b"), "newer").status_code == 200
    ProviderAccount.objects.update(before_until=clock.now() - timedelta(seconds=1))
    assert post(event("c"), SECRET).status_code == 401


def test_a_customer_who_pays_is_told_by_notification_alone(origin: str, twin: PlainTwin) -> None:
    card = pay(token="act", capture=True, origin=origin)
    twin.do_pay(card.id.hex)

    twin.outbox.deliver()
    read_all()

    found = get_payment(card.id)
    assert (found.stand, found.calls[0].state) == (Stand.CHARGED, "done")


def test_a_notification_that_comes_before_the_answer_ends_the_same_call(
    origin: str, twin: PlainTwin
) -> None:
    twin.faults.change({"drop": 1})
    card = pay(capture=True, origin=origin)
    twin.outbox.deliver()
    read_all()

    assert get_payment(card.id).calls[0].state == "done"
    assert send(card.id)
    assert Fact.objects.filter(type="payment.charged").count() == 1


def test_a_notification_of_nothing_of_ours_is_read_and_forgotten(shop: Scope) -> None:
    post(event(payment="0" * 32), SECRET)
    for _ in range(3):
        Notification.objects.update(next_at=clock.now())
        read_all()

    assert Notification.objects.get().state == NoticeState.DONE


def test_whoever_holds_another_account_says_nothing_of_our_money(shop: Scope) -> None:
    """A brand of ours, or an account for trying out, has secrets of its own."""
    other = open_plain("other").token
    card = pay(token="act", capture=True)
    step = {
        "reference": "pay_1",
        "step": "charge_success",
        "amount": "10",
        "currency": "USD",
        "at": clock.now().isoformat(),
        "key": card.id.hex,
    }
    told = {"event": "evt", "payment": card.id.hex, "steps": [step]}

    assert post(json.dumps(told).encode(), SECRET, token=other).status_code == 200
    read_all()

    assert get_payment(card.id).stand == Stand.ACTION_NEEDED
    assert not totals_of(card.reference, currency="USD").charged


def test_bytes_of_long_ago_are_dropped_and_the_event_is_still_known(shop: Scope) -> None:
    post(event(), SECRET)
    read_all()
    old = clock.now() - timedelta(days=100)
    Notification.objects.update(received_at=old, state=NoticeState.DONE)

    assert operations.forget_old_notices(stamp=now_stamp()) == 1

    assert bytes(Notification.objects.get().body) == b""
    assert post(event(), SECRET).status_code == 200
    assert Notification.objects.count() == 1


@pytest.mark.parametrize("size", [12])
def test_webhook_and_browser_race_and_charge_once(origin: str, twin: PlainTwin, size: int) -> None:
    """C-5: the answer, the notification and the customer's return come at the same moment."""
    twin.faults.change({"duplicate": 1})
    cards = [begin(f"R-{i}", capture=True, origin=origin) for i in range(size)]

    def by_browser(payment: Any) -> None:
        operations.run_call(payment, now=clock.now)

    def by_webhook(_payment: Any) -> None:
        twin.outbox.deliver()
        read_all()

    with ThreadPoolExecutor(4) as pool:
        ways = (by_browser, by_webhook, by_browser, by_webhook)
        racing = [
            pool.submit(copy_context().run, _alone, way, card.id) for card in cards for way in ways
        ]
    by_webhook(None)

    assert [each.exception() for each in racing] == [None] * len(racing)
    assert len(twin.payments) == size
    assert Fact.objects.filter(type="payment.charged").count() == size
    for card in cards:
        assert totals_of(card.reference, currency="USD").charged == card.amount


def _alone(way: Any, payment: Any) -> None:
    with unit():
        try:
            way(payment)
        finally:
            connections.close_all()
