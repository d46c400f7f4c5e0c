"""Devices that wait for a person (RFC 8628): paced, used once, guessed by nobody."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import connections

from guildhall.identity.oauth.errors import DeviceCodeUnknown, DeviceTries
from guildhall.identity.oauth.models import DeviceCode, Token, TokenFamily
from guildhall.identity.oauth.operations import approve_device, deny_device, find_device
from guildhall.identity.oauth.operations.tries import BY_PERSON
from guildhall.identity.queries import actor_of_staff, find_user
from guildhall.kernel.events import read
from guildhall.kernel.models import Fact
from guildhall.kernel.stamp import Origin, Stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.units import unit
from tests.harness.crowds import crowd
from tests.identity.oauth.apps_lab import (
    DEVICE_GRANT,
    ISSUER,
    caller,
    device_app,
    person,
    told,
)
from tests.identity.oauth.proving import Prover

Answer = tuple[int, dict[str, Any]]


@pytest.fixture
def alpha_open(committed: dict[str, Scope]) -> Iterator[Scope]:
    """Tenant alpha, entered; what is done is committed."""
    with enter(committed["alpha"]):
        yield committed["alpha"]


@pytest.fixture
def app(alpha_open: Scope, stamp: Stamp) -> str:
    return device_app(stamp)


@pytest.fixture
def clerk(alpha_open: Scope, stamp: Stamp) -> Stamp:
    """Return the stamp of a person who has signed in."""
    user = find_user(person(stamp))
    assert user is not None
    return replace(stamp, by=actor_of_staff(user), origin=Origin(address="192.0.2.1"))


def _start(app: str, scope: str = "catalog:view stock:view") -> dict[str, Any]:
    form = {"client_id": app, "scope": scope}
    answer = caller().post("/oauth/device_authorization", form)
    assert answer.status_code == 200, answer.content
    return told(answer)


def _poll(app: str, code: str, **headers: str) -> Answer:
    form = {"grant_type": DEVICE_GRANT, "client_id": app, "device_code": code}
    answer = caller().post("/oauth/token", form, headers=headers)
    return answer.status_code, told(answer)


def _age(seconds: int) -> None:
    """Let time pass for every device that waits."""
    for row in DeviceCode.objects.all():
        row.expires_at -= timedelta(seconds=seconds)
        row.polled_at = row.polled_at and row.polled_at - timedelta(seconds=seconds)
        row.save()


def _approve(user_code: str, clerk: Stamp) -> None:
    approve_device(user_code, signed_in_at=clerk.at, stamp=clerk)


def test_a_device_is_told_where_to_send_its_person(app: str) -> None:
    started = _start(app)

    assert started["verification_uri"] == f"{ISSUER}/oauth/device"
    assert started["verification_uri_complete"].endswith(f"?user_code={started['user_code']}")
    assert started["expires_in"] == 600
    assert started["interval"] == 5
    assert len(started["user_code"]) == 9


def test_a_device_gets_tokens_once_a_person_lets_it_in(app: str, clerk: Stamp) -> None:
    started = _start(app)
    assert _poll(app, started["device_code"])[1]["error"] == "authorization_pending"

    asked = find_device(started["user_code"].lower().replace("-", " "), stamp=clerk)
    _approve(asked.user_code, clerk)
    status, answer = _poll(app, started["device_code"])

    assert asked.asked.name == "Till printer"
    assert asked.asked.capabilities == ("catalog:view", "stock:view")
    assert status == 200, answer
    assert answer["scope"].split() == ["catalog:view", "stock:view"]
    assert answer["refresh_token"]


def test_a_device_code_that_was_used_is_used_up(app: str, clerk: Stamp) -> None:
    started = _start(app)
    _approve(started["user_code"], clerk)

    answers = [_poll(app, started["device_code"]) for _ in range(3)]

    assert [status for status, _ in answers] == [200, 400, 400]
    assert {answer["error"] for _, answer in answers[1:]} == {"invalid_grant"}
    assert TokenFamily.objects.count() == 1


def test_of_many_polls_at_the_same_moment_one_gets_the_tokens(app: str, clerk: Stamp) -> None:
    started = _start(app)
    _approve(started["user_code"], clerk)

    def poll(_number: int, _random: Random) -> int:
        with unit():
            status = _poll(app, started["device_code"])[0]
        connections.close_all()
        return status

    assert sorted(crowd(8, poll)) == [200] + [400] * 7
    assert TokenFamily.objects.count() == 1
    assert Token.objects.filter(kind="refresh").count() == 1


def test_a_device_that_asks_too_early_waits_longer_each_time(app: str) -> None:
    code = _start(app)["device_code"]

    said = [_poll(app, code)[1]["error"] for _ in range(3)]

    assert said == ["authorization_pending", "slow_down", "slow_down"]
    assert DeviceCode.objects.get().interval == 15
    _age(14)
    assert _poll(app, code)[1]["error"] == "slow_down"
    _age(20)
    assert _poll(app, code)[1]["error"] == "authorization_pending"


def test_a_code_is_over_after_ten_minutes(app: str, clerk: Stamp) -> None:
    started = _start(app)
    _approve(started["user_code"], clerk)

    _age(601)

    assert _poll(app, started["device_code"])[1]["error"] == "expired_token"
    with pytest.raises(DeviceCodeUnknown):
        find_device(started["user_code"], stamp=clerk)


def test_a_device_that_is_sent_away_hears_so_and_stays_away(app: str, clerk: Stamp) -> None:
    started = _start(app)

    deny_device(started["user_code"], stamp=clerk)

    assert _poll(app, started["device_code"])[1]["error"] == "access_denied"
    with pytest.raises(DeviceCodeUnknown):
        _approve(started["user_code"], clerk)


def test_a_code_can_be_approved_once(app: str, clerk: Stamp) -> None:
    started = _start(app)
    _approve(started["user_code"], clerk)

    with pytest.raises(DeviceCodeUnknown):
        _approve(started["user_code"], clerk)
    assert Fact.objects.filter(type="oauth.device_approved").count() == 1


def test_who_guesses_codes_is_stopped_even_before_the_right_one(app: str, clerk: Stamp) -> None:
    started = _start(app)
    for _ in range(BY_PERSON):
        with pytest.raises(DeviceCodeUnknown):
            find_device("BBBB-BBBB", stamp=clerk)

    with pytest.raises(DeviceTries):
        find_device(started["user_code"], stamp=clerk)
    with pytest.raises(DeviceTries):
        _approve(started["user_code"], clerk)


def test_the_code_of_another_app_is_none(app: str, clerk: Stamp, stamp: Stamp) -> None:
    started = _start(app)
    _approve(started["user_code"], clerk)

    assert _poll(device_app(stamp), started["device_code"])[1]["error"] == "invalid_grant"
    assert _poll(app, started["device_code"])[0] == 200


def test_a_device_that_showed_a_key_at_the_start_shows_it_at_the_end(
    app: str, clerk: Stamp
) -> None:
    prover, thief = Prover.make(), Prover.make()
    start = f"{ISSUER}/oauth/device_authorization"
    form = {"client_id": app, "scope": "catalog:view"}
    bare = {"DPoP": prover.prove("POST", start)}
    nonce = caller().post("/oauth/device_authorization", form, headers=bare)["DPoP-Nonce"]
    proof = {"DPoP": prover.prove("POST", start, nonce=nonce)}
    started = told(caller().post("/oauth/device_authorization", form, headers=proof))
    _approve(started["user_code"], clerk)
    there = f"{ISSUER}/oauth/token"

    stolen = _poll(app, started["device_code"], DPoP=thief.prove("POST", there, nonce=nonce))
    bearer = _poll(app, started["device_code"])
    right = _poll(app, started["device_code"], DPoP=prover.prove("POST", there, nonce=nonce))

    assert stolen[1]["error"] == bearer[1]["error"] == "invalid_grant"
    assert right[1]["token_type"] == "DPoP"


@pytest.mark.parametrize(
    "wrong",
    [{"client_id": "app_unknown"}, {"client_id": ""}, {"scope": ""}, {"scope": "staff:edit"}],
)
def test_a_device_that_asks_wrongly_gets_no_code(app: str, wrong: dict[str, str]) -> None:
    asked = {"client_id": app, "scope": "catalog:view", **wrong}

    answer = caller().post("/oauth/device_authorization", asked)

    assert answer.status_code in {400, 401}
    assert not DeviceCode.objects.exists()


def test_the_facts_of_a_device_hold_ids_alone(app: str, clerk: Stamp) -> None:
    started = _start(app)
    _approve(started["user_code"], clerk)
    _poll(app, started["device_code"])

    texts = [str(row.payload) for row in Fact.objects.all() if read(row)]

    assert texts
    assert not any(started["device_code"] in text for text in texts)
    assert not any(started["user_code"].replace("-", "") in text for text in texts)
