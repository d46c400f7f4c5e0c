"""Keys of an issuer come, wait, sign, stay known for a while and go."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import connections

from guildhall.identity.oauth.jobs import tend_apps
from guildhall.identity.oauth.models import SigningKey
from guildhall.identity.oauth.operations import key_that_signs, rotate_signing_keys
from guildhall.identity.oauth.queries import claims_signed_here, public_jwks
from guildhall.identity.oauth.rules import keys as rules
from guildhall.identity.oauth.rules import signatures
from guildhall.identity.oauth.states import KEY_SIGNS, KEY_STAYS, KEY_WAITS
from guildhall.identity.oauth.types import KeyPlan
from guildhall.kernel.cache import forget_everything
from guildhall.kernel.models import Fact
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from tests.harness.crowds import crowd

DAY = timedelta(days=1)


def _later(stamp: Stamp, by: timedelta) -> Stamp:
    forget_everything()
    return replace(stamp, at=stamp.at + by)


def _kids(at: datetime) -> list[str]:
    return [str(each["kid"]) for each in public_jwks(at=at)]


def _signer(plans: Iterable[KeyPlan], at: datetime) -> str:
    found = rules.signing(plans, at=at)
    return found.kid if found else ""


def test_one_key_signs_at_any_time_and_the_next_is_known_a_day_before(stamp: Stamp) -> None:
    at = stamp.at
    change = at + KEY_SIGNS
    old = rules.stopped(KeyPlan("old", at, None, None), when=change)
    new = KeyPlan("new", change, None, None)

    assert not rules.needs_successor([KeyPlan("old", at, None, None)], at=change - 2 * DAY)
    assert rules.needs_successor([KeyPlan("old", at, None, None)], at=change - KEY_WAITS)
    assert _signer([old, new], change - DAY) == "old"
    assert _signer([old, new], change) == "new"
    assert rules.published([old, new], at=change) == (old, new)
    assert rules.published([old, new], at=change + KEY_STAYS) == (new,)


def test_a_clock_that_is_behind_signs_with_the_first_key_all_the_same(stamp: Stamp) -> None:
    first = KeyPlan("first", stamp.at + timedelta(seconds=2), None, None)

    assert _signer([first], stamp.at) == "first"
    assert _signer([], stamp.at) == ""


def test_a_token_outlives_the_change_of_keys_and_not_the_end_of_its_key(
    alpha: Scope, stamp: Stamp
) -> None:
    first = key_that_signs(stamp=stamp)
    token = signatures.sign({"sub": "x"}, first, typ=signatures.ACCESS)
    soon = _later(stamp, KEY_SIGNS - KEY_WAITS)
    second = rotate_signing_keys(stamp=soon)
    again = rotate_signing_keys(stamp=soon)

    assert again is None
    assert key_that_signs(stamp=soon).kid == first.kid
    assert _kids(soon.at) == [first.kid, second]
    changed = _later(stamp, KEY_SIGNS)
    assert key_that_signs(stamp=changed).kid == second
    assert claims_signed_here(token, typ=signatures.ACCESS) == {"sub": "x"}
    over = _later(changed, KEY_STAYS)
    rotate_signing_keys(stamp=over)
    assert _kids(over.at) == [second]
    assert claims_signed_here(token, typ=signatures.ACCESS) is None
    assert Fact.objects.filter(type="oauth.signing_key_made").count() == 2


def test_after_a_leak_the_next_key_comes_at_once_and_still_waits(
    alpha: Scope, stamp: Stamp
) -> None:
    first = key_that_signs(stamp=stamp)

    next_one = rotate_signing_keys(stamp=_later(stamp, DAY), at_once=True)

    assert _kids(stamp.at) == [first.kid, next_one]
    assert key_that_signs(stamp=_later(stamp, DAY)).kid == first.kid
    assert key_that_signs(stamp=_later(stamp, 2 * DAY)).kid == next_one


def test_nobody_reads_a_private_key_in_the_tables_or_in_what_is_published(
    alpha: Scope, stamp: Stamp
) -> None:
    key = key_that_signs(stamp=stamp)
    row = SigningKey.objects.get()

    secret = str(key.as_dict(private=True)["d"])
    assert secret not in row.sealed_key
    assert "PRIVATE" not in row.sealed_key
    assert set(row.public_jwk) == {"kty", "crv", "x", "y", "kid", "use", "alg"}


def test_the_job_makes_no_key_where_no_app_ever_came_and_the_next_where_one_did(
    alpha: Scope, stamp: Stamp
) -> None:
    tend_apps.fn()
    assert not SigningKey.objects.exists()

    key_that_signs(stamp=_later(stamp, -KEY_SIGNS))
    tend_apps.fn()

    assert SigningKey.objects.count() == 2


@pytest.mark.parametrize("size", [4])
def test_who_comes_first_at_once_gets_the_same_key(
    committed: dict[str, Scope], stamp: Stamp, size: int
) -> None:
    def sign(_number: int, _random: object) -> str:
        try:
            with enter(committed["alpha"]):
                return str(key_that_signs(stamp=stamp).kid)
        finally:
            connections["default"].close()

    assert len(set(crowd(size, sign))) == 1
