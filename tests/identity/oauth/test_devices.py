"""Devices that wait for a person (RFC 8628): paced, used once, guessed by nobody."""

from datetime import timedelta
from random import Random

import pytest
from django.db import connections

from guildhall.identity.oauth.errors import DeviceCodeUnknown, DeviceTries
from guildhall.identity.oauth.models import DeviceCode, Token, TokenFamily
from guildhall.identity.oauth.operations import (
    deny_device,
    find_device,
)
from guildhall.identity.oauth.operations.tries import BY_PERSON
from guildhall.kernel.events import read
from guildhall.kernel.models import Fact
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy.units import unit
from tests.harness.crowds import crowd
from tests.identity.oauth.apps_lab import (
    ISSUER,
    approve,
    caller,
    device_app,
    poll,
    start,
    told,
)
from tests.identity.oauth.proving import Prover


def _age(seconds: int) -> None:
    """Let time pass for every device that waits."""
    for row in DeviceCode.objects.all():
        row.expires_at -= timedelta(seconds=seconds)
        row.polled_at = row.polled_at and row.polled_at - timedelta(seconds=seconds)
        row.save()


def test_a_device_is_told_where_to_send_its_person(device: str) -> None:
    started = start(device)

    assert started["verification_uri"] == f"{ISSUER}/oauth/device"
    assert started["verification_uri_complete"].endswith(f"?user_code={started['user_code']}")
    assert started["expires_in"] == 600
    assert started["interval"] == 5
    assert len(started["user_code"]) == 9


def test_a_device_gets_tokens_once_a_person_lets_it_in(device: str, signed_in: Stamp) -> None:
    started = start(device)
    assert poll(device, started["device_code"])[1]["error"] == "authorization_pending"

    asked = find_device(started["user_code"].lower().replace("-", " "), stamp=signed_in)
    approve(asked.user_code, signed_in)
    status, answer = poll(device, started["device_code"])

    assert asked.asked.name == "Till printer"
    assert asked.asked.capabilities == ("catalog:view", "stock:view")
    assert status == 200, answer
    assert answer["scope"].split() == ["catalog:view", "stock:view"]
    assert answer["refresh_token"]


def test_a_device_code_that_was_used_is_used_up(device: str, signed_in: Stamp) -> None:
    started = start(device)
    approve(started["user_code"], signed_in)

    answers = [poll(device, started["device_code"]) for _ in range(3)]

    assert [status for status, _ in answers] == [200, 400, 400]
    assert {answer["error"] for _, answer in answers[1:]} == {"invalid_grant"}
    assert TokenFamily.objects.count() == 1


def test_of_many_polls_at_the_same_moment_one_gets_the_tokens(
    device: str, signed_in: Stamp
) -> None:
    started = start(device)
    approve(started["user_code"], signed_in)

    def ask(_number: int, _random: Random) -> int:
        with unit():
            status = poll(device, started["device_code"])[0]
        connections.close_all()
        return status

    assert sorted(crowd(8, ask)) == [200] + [400] * 7
    assert TokenFamily.objects.count() == 1
    assert Token.objects.filter(kind="refresh").count() == 1


def test_a_device_that_asks_too_early_waits_longer_each_time(device: str) -> None:
    code = start(device)["device_code"]

    said = [poll(device, code)[1]["error"] for _ in range(3)]

    assert said == ["authorization_pending", "slow_down", "slow_down"]
    assert DeviceCode.objects.get().interval == 15
    _age(14)
    assert poll(device, code)[1]["error"] == "slow_down"
    _age(20)
    assert poll(device, code)[1]["error"] == "authorization_pending"


def test_a_code_is_over_after_ten_minutes(device: str, signed_in: Stamp) -> None:
    started = start(device)
    approve(started["user_code"], signed_in)

    _age(601)

    assert poll(device, started["device_code"])[1]["error"] == "expired_token"
    with pytest.raises(DeviceCodeUnknown):
        find_device(started["user_code"], stamp=signed_in)


def test_a_device_that_is_sent_away_hears_so_and_stays_away(device: str, signed_in: Stamp) -> None:
    started = start(device)

    deny_device(started["user_code"], stamp=signed_in)

    assert poll(device, started["device_code"])[1]["error"] == "access_denied"
    with pytest.raises(DeviceCodeUnknown):
        approve(started["user_code"], signed_in)


def test_a_code_can_be_approved_once(device: str, signed_in: Stamp) -> None:
    started = start(device)
    approve(started["user_code"], signed_in)

    with pytest.raises(DeviceCodeUnknown):
        approve(started["user_code"], signed_in)
    assert Fact.objects.filter(type="oauth.device_approved").count() == 1


def test_who_guesses_codes_is_stopped_even_before_the_right_one(
    device: str, signed_in: Stamp
) -> None:
    started = start(device)
    for _ in range(BY_PERSON):
        with pytest.raises(DeviceCodeUnknown):
            find_device("BBBB-BBBB", stamp=signed_in)

    with pytest.raises(DeviceTries):
        find_device(started["user_code"], stamp=signed_in)
    with pytest.raises(DeviceTries):
        approve(started["user_code"], signed_in)


def test_the_code_of_another_app_is_none(device: str, signed_in: Stamp, stamp: Stamp) -> None:
    started = start(device)
    approve(started["user_code"], signed_in)

    assert poll(device_app(stamp), started["device_code"])[1]["error"] == "invalid_grant"
    assert poll(device, started["device_code"])[0] == 200


def test_a_device_that_showed_a_key_at_the_start_shows_it_at_the_end(
    device: str, signed_in: Stamp
) -> None:
    prover, thief = Prover.make(), Prover.make()
    start = f"{ISSUER}/oauth/device_authorization"
    form = {"client_id": device, "scope": "catalog:view"}
    bare = {"DPoP": prover.prove("POST", start)}
    nonce = caller().post("/oauth/device_authorization", form, headers=bare)["DPoP-Nonce"]
    proof = {"DPoP": prover.prove("POST", start, nonce=nonce)}
    started = told(caller().post("/oauth/device_authorization", form, headers=proof))
    approve(started["user_code"], signed_in)
    there = f"{ISSUER}/oauth/token"

    stolen = poll(device, started["device_code"], DPoP=thief.prove("POST", there, nonce=nonce))
    bearer = poll(device, started["device_code"])
    right = poll(device, started["device_code"], DPoP=prover.prove("POST", there, nonce=nonce))

    assert stolen[1]["error"] == bearer[1]["error"] == "invalid_grant"
    assert right[1]["token_type"] == "DPoP"


@pytest.mark.parametrize(
    "wrong",
    [{"client_id": "app_unknown"}, {"client_id": ""}, {"scope": ""}, {"scope": "staff:edit"}],
)
def test_a_device_that_asks_wrongly_gets_no_code(device: str, wrong: dict[str, str]) -> None:
    asked = {"client_id": device, "scope": "catalog:view", **wrong}

    answer = caller().post("/oauth/device_authorization", asked)

    assert answer.status_code in {400, 401}
    assert not DeviceCode.objects.exists()


def test_the_facts_of_a_device_hold_ids_alone(device: str, signed_in: Stamp) -> None:
    started = start(device)
    approve(started["user_code"], signed_in)
    poll(device, started["device_code"])

    rows = list(Fact.objects.all())
    texts = [str((row.payload, read(row))) for row in rows]

    assert texts
    assert not any(started["device_code"] in text for text in texts)
    assert not any(started["user_code"].replace("-", "") in text for text in texts)
