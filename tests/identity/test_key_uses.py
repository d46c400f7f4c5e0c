"""What keys use of their rights, what is taken from them in a week, and where they come from."""

from dataclasses import replace
from datetime import timedelta

import pytest

from guildhall.identity.errors import NothingLeft, NotNarrowed
from guildhall.identity.models import ApiKey, CapabilityUse, KeyNetwork
from guildhall.identity.operations import (
    issue_api_key,
    narrow_api_key,
    note_key_use,
    note_use,
    revoke_api_key,
    widen_api_key,
)
from guildhall.identity.queries import find_key, get_key_report, list_keys
from guildhall.identity.states import SHADOW, UNUSED_AFTER
from guildhall.kernel import clock
from guildhall.kernel.cache import forget_everything
from guildhall.kernel.stamp import Grant, Stamp
from guildhall.kernel.tenancy import Scope

STOCK = ("stock:view",)
HOUR = timedelta(hours=1)


def test_what_is_narrowed_works_for_a_week_is_counted_and_then_refused(
    alpha: Scope, stamp: Stamp
) -> None:
    key = issue_api_key("shop", capabilities=("stock:view", "orders:view"), stamp=stamp)

    narrow_api_key(key.prefix, without=["orders:view"], stamp=stamp)
    forget_everything()

    card = find_key(key.token, at=stamp.at)
    assert card is not None
    assert card.loses("orders:view")
    assert not card.loses("stock:view")
    both, one = (Grant("stock:view"), Grant("orders:view")), (Grant("stock:view"),)
    assert card.grants_at(stamp.at + SHADOW - HOUR) == both
    assert card.grants_at(stamp.at + SHADOW) == one


def test_a_use_that_its_narrowing_would_refuse_is_shown(alpha: Scope, stamp: Stamp) -> None:
    key = issue_api_key("shop", capabilities=("stock:view", "orders:view"), stamp=stamp)
    narrow_api_key(key.prefix, without=["orders:view"], stamp=stamp)

    note_use(f"key:{key.prefix}", "orders:view", at=stamp.at, loses=True)
    note_use(f"key:{key.prefix}", "stock:view", at=stamp.at)

    told = {line.capability: line for line in get_key_report(key.prefix, at=stamp.at).rights}
    assert (told["orders:view"].shadow_refusals, told["orders:view"].is_leaving) == (1, True)
    assert (told["stock:view"].shadow_refusals, told["stock:view"].is_leaving) == (0, False)


def test_a_narrowing_is_undone(alpha: Scope, stamp: Stamp) -> None:
    key = issue_api_key("shop", capabilities=("stock:view", "orders:view"), stamp=stamp)
    narrow_api_key(key.prefix, without=["orders:view"], stamp=stamp)

    widen_api_key(key.prefix, stamp=stamp)
    forget_everything()

    card = find_key(key.token, at=stamp.at)
    assert card is not None
    assert len(card.grants_at(stamp.at + 2 * SHADOW)) == 2
    with pytest.raises(NotNarrowed):
        widen_api_key(key.prefix, stamp=stamp)


def test_a_second_narrowing_gives_nothing_back_that_the_first_has_taken(
    alpha: Scope, stamp: Stamp
) -> None:
    key = issue_api_key("a", capabilities=("orders:view", *STOCK, "catalog:view"), stamp=stamp)
    narrow_api_key(key.prefix, without=STOCK, stamp=stamp)
    later = replace(stamp, at=stamp.at + SHADOW + HOUR)

    narrow_api_key(key.prefix, without=("catalog:view",), stamp=later)

    card = find_key(key.token, at=later.at)
    assert card is not None
    assert [grant.capability for grant in card.grants_at(later.at)] == [
        "orders:view",
        "catalog:view",
    ]
    assert [grant.capability for grant in card.grants_at(later.at + SHADOW)] == ["orders:view"]


def test_a_narrowing_within_the_week_of_another_takes_both(alpha: Scope, stamp: Stamp) -> None:
    key = issue_api_key("a", capabilities=("orders:view", *STOCK, "catalog:view"), stamp=stamp)
    narrow_api_key(key.prefix, without=STOCK, stamp=stamp)

    narrow_api_key(key.prefix, without=("catalog:view",), stamp=stamp)

    assert ApiKey.objects.get(prefix=key.prefix).shadow_capabilities == ["orders:view"]
    with pytest.raises(NothingLeft):
        narrow_api_key(key.prefix, without=("orders:view",), stamp=stamp)


def test_a_key_is_not_narrowed_to_nothing(alpha: Scope, stamp: Stamp) -> None:
    key = issue_api_key("shop", capabilities=STOCK, stamp=stamp)

    with pytest.raises(NothingLeft):
        narrow_api_key(key.prefix, without=STOCK, stamp=stamp)


def test_a_right_is_unused_when_it_was_not_used_for_a_month(alpha: Scope, stamp: Stamp) -> None:
    key = issue_api_key("shop", capabilities=("stock:view", "orders:view"), stamp=stamp)
    created = ApiKey.objects.get(prefix=key.prefix).created_at
    late = created + UNUSED_AFTER + HOUR
    note_use(f"key:{key.prefix}", "stock:view", at=late)

    assert get_key_report(key.prefix, at=created + HOUR).row.unused == ()
    assert get_key_report(key.prefix, at=late).row.unused == ("orders:view",)


def test_uses_are_written_once_a_minute_and_none_twice(alpha: Scope, stamp: Stamp) -> None:
    for _ in range(50):
        note_use("key:often", "stock:view", at=stamp.at)

    assert CapabilityUse.objects.get(holder="key:often").uses == 1


def test_a_key_that_comes_from_a_new_network_is_shown(alpha: Scope, stamp: Stamp) -> None:
    key = issue_api_key("shop", capabilities=STOCK, stamp=stamp)
    card = find_key(key.token, at=stamp.at)
    assert card is not None
    month = timedelta(days=30)

    note_key_use(card, key.token, address="203.0.113.7", at=stamp.at)
    note_key_use(card, key.token, address="203.0.113.99", at=stamp.at + HOUR)
    note_key_use(card, key.token, address="2001:db8::7", at=stamp.at + month)

    assert KeyNetwork.objects.count() == 2
    told = get_key_report(key.prefix, at=stamp.at + month).networks
    assert [(line.network, line.is_new) for line in told] == [
        ("2001:db8::/48", True),
        ("203.0.113.0/24", False),
    ]


def test_keys_that_work_are_listed_first(alpha: Scope, stamp: Stamp) -> None:
    good = issue_api_key("good", capabilities=STOCK, stamp=stamp)
    gone = issue_api_key("gone", capabilities=STOCK, stamp=stamp)
    revoke_api_key(gone.prefix, stamp=stamp)

    rows = list_keys(at=clock.now())

    assert [row.prefix for row in rows] == [good.prefix, gone.prefix]
    assert rows[0].last_four == good.token[-4:]
    assert rows[0].created_by == "test"
