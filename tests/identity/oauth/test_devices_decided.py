"""Who lets a device in, when several decide at once, and when it is taken back meanwhile."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from random import Random

import pytest
from django.db import connections, transaction
from django.test import Client

from guildhall.identity.oauth.errors import DeviceCodeUnknown, OnlyPeople
from guildhall.identity.oauth.models import TokenFamily
from guildhall.identity.oauth.operations import deny_device, find_device, uninstall_app
from guildhall.identity.oauth.operations.apps import lock_app
from guildhall.kernel.models import Fact
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.units import unit
from tests.harness.crowds import crowd
from tests.identity.oauth.apps_lab import approve, poll, start


def test_of_many_who_decide_at_the_same_moment_one_does(
    device: str, signed_in: Stamp, inside: Scope
) -> None:
    code = start(device)["user_code"]

    def decide(number: int, _random: Random) -> str:
        said = "done"
        try:
            with enter(inside), unit():
                deny_device(code, stamp=signed_in) if number % 2 else approve(code, signed_in)
        except DeviceCodeUnknown:
            said = "too late"
        connections.close_all()
        return said

    assert sorted(crowd(8, decide)) == ["done"] + ["too late"] * 7
    decided = {"oauth.device_approved", "oauth.device_denied"}
    assert Fact.objects.filter(type__in=decided).count() == 1


def test_a_device_that_was_let_in_gets_nothing_once_its_app_is_taken_back(
    device: str, signed_in: Stamp
) -> None:
    started = start(device)
    approve(started["user_code"], signed_in)

    uninstall_app(device, user=signed_in.by.id, stamp=signed_in)

    assert poll(device, started["device_code"])[1]["error"] == "invalid_grant"
    assert not TokenFamily.objects.exists()


def test_a_sign_in_that_starts_while_its_app_is_taken_back_ends_with_it(
    device: str, signed_in: Stamp, inside: Scope
) -> None:
    started = start(device)
    approve(started["user_code"], signed_in)

    def act(number: int, _random: Random) -> None:
        with enter(inside), unit():
            if number:
                uninstall_app(device, user=signed_in.by.id, stamp=signed_in)
        if not number:
            with unit():
                poll(device, started["device_code"])
        connections.close_all()

    crowd(2, act)

    assert not TokenFamily.objects.filter(ended_at=None).exists()


def test_a_sign_in_does_not_wait_for_whoever_is_changing_its_app(
    device: str, signed_in: Stamp, inside: Scope
) -> None:
    """They may be waiting for its device's row: each would wait for the other one."""
    started = start(device)
    approve(started["user_code"], signed_in)

    def begin() -> int:
        with unit():
            status = poll(device, started["device_code"])[0]
        connections.close_all()
        return status

    with ThreadPoolExecutor(1) as threads, enter(inside), transaction.atomic():
        lock_app(device)
        assert threads.submit(begin).result(10) == 200


@pytest.mark.parametrize("kind", ["visit", "app", "api_key"])
def test_only_people_of_the_company_let_a_device_in(
    device: str, signed_in: Stamp, kind: str
) -> None:
    code = start(device)["user_code"]
    other = replace(signed_in, by=replace(signed_in.by, kind=kind))

    with pytest.raises(OnlyPeople):
        find_device(code, stamp=other)
    with pytest.raises(OnlyPeople):
        approve(code, other)
    with pytest.raises(OnlyPeople):
        deny_device(code, stamp=other)


def test_a_foreign_form_lets_no_device_in(
    device: str, signed_in: Stamp, hire: Callable[..., Client]
) -> None:
    code = start(device)["user_code"]
    browser = hire()
    form = {"user_code": code, "decision": "allow"}

    browser.handler.enforce_csrf_checks = True
    foreign = browser.post("/oauth/device", form, headers={"origin": "https://evil.example"})
    waits = find_device(code, stamp=signed_in).user_code
    browser.handler.enforce_csrf_checks = False
    own = browser.post("/oauth/device", form)

    assert foreign.status_code == 403
    assert waits == code
    assert own.status_code == 200
    with pytest.raises(DeviceCodeUnknown):
        find_device(code, stamp=signed_in)
