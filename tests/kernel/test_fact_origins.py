"""A fact says who, through what, from where, and what changed; never more than it may."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from guildhall.catalog.operations import change_price
from guildhall.kernel import clock
from guildhall.kernel.callers import origin_of
from guildhall.kernel.changes import edit
from guildhall.kernel.events import record
from guildhall.kernel.masks import HIDDEN
from guildhall.kernel.models import Fact, PersonalKey
from guildhall.kernel.money import Money
from guildhall.kernel.personal import conceal, destroy_keys, reveal
from guildhall.kernel.stamp import Actor, Grant, Origin, Stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.organization.operations import set_channel_policy
from guildhall.organization.queries import get_channel
from tests.factories.company import make_company
from tests.kernel.facts_lab import Noted

ADDRESS = "203.0.113.77"
PERSON = Actor("staff", "staff:0192", (Grant("*"),))
FROM = Origin(via="app:pos", session="ab12cd34", address=ADDRESS)


def _noted(by: Actor, origin: Origin = FROM) -> Fact:
    stamp = Stamp(by, clock.now(), origin=origin)
    return record(Noted(about="a", text="1", stamp=stamp))


def test_a_fact_keeps_through_what_and_in_which_session_it_came(alpha: Scope) -> None:
    sequence = _noted(PERSON).sequence

    kept = Fact.objects.get(sequence=sequence)
    assert (kept.actor_via, kept.session) == ("app:pos", "ab12cd34")


def test_a_persons_address_is_concealed_and_read_with_their_key_alone(alpha: Scope) -> None:
    kept = _noted(PERSON).address

    assert ADDRESS not in kept
    assert reveal([kept]) == {kept: ADDRESS}


@pytest.mark.parametrize(
    ("address", "network"),
    [(ADDRESS, "203.0.113.0/24"), ("2001:db8:1:2::3", "2001:db8:1::/48"), ("", "")],
)
def test_of_a_program_the_network_alone_is_kept(alpha: Scope, address: str, network: str) -> None:
    key = Actor("api_key", "key:1", (Grant("*"),))

    assert _noted(key, replace(FROM, address=address)).address == network


def test_what_was_concealed_is_gone_with_its_key_and_the_fact_stays(alpha: Scope) -> None:
    kept = _noted(PERSON).address
    other = conceal("198.51.100.1", subject="staff:other")

    assert destroy_keys([PERSON.name]) == 1

    assert reveal([kept, other]) == {other: "198.51.100.1"}
    assert Fact.objects.filter(address=kept).count() == 1


def test_who_comes_back_after_an_erasure_gets_another_key(alpha: Scope) -> None:
    before = _noted(PERSON).address
    destroy_keys([PERSON.name])

    after = _noted(PERSON).address

    assert reveal([before, after]) == {after: ADDRESS}


def test_a_key_of_one_company_opens_nothing_in_another(committed: dict[str, Scope]) -> None:
    with enter(committed["alpha"]):
        kept = conceal(ADDRESS, subject="staff:1")
        key = PersonalKey.objects.get()

    with enter(committed["beta"]):
        PersonalKey.objects.create(subject=key.subject, sealed=conceal("x", subject="staff:2"))
        assert reveal([kept]) == {}


def test_a_session_is_known_by_a_hash_never_by_its_key(alpha: Scope) -> None:
    request = RequestFactory().get("/")
    request.session = SessionStore("k" * 32)

    named = origin_of(request).session

    assert len(named) == 16
    assert named not in "k" * 32


def test_an_edit_tells_what_it_changed_and_what_it_did_not_is_left_out(alpha: Scope) -> None:
    channel = make_company(confirms_itself=True).site.channel
    stamp = Stamp(PERSON, clock.now())
    hold = int(get_channel(channel.code).hold.total_seconds() // 60)

    set_channel_policy(channel.code, confirms_itself=False, hold_minutes=hold, stamp=stamp)
    set_channel_policy(channel.code, confirms_itself=False, hold_minutes=hold, stamp=stamp)

    told = Fact.objects.filter(type="channel.policy_set").latest("sequence")
    assert told.changes == {"confirms_itself": [True, False]}


def test_a_price_tells_what_it_was(alpha: Scope) -> None:
    channel = make_company().site.channel
    stamp = Stamp(PERSON, clock.now())

    for amount in ("3.5", "4.25"):
        price = Money(Decimal(amount), channel.currency)
        change_price("APPLE", price=price, channel=channel, stamp=stamp)

    told = Fact.objects.filter(type="catalog.price_changed").latest("sequence")
    assert told.changes == {"amount": ["3.5000", "4.25"]}


def test_of_a_secret_or_personal_field_the_values_are_not_told() -> None:
    key = PersonalKey(subject="staff:1", sealed="before")

    assert edit(key, sealed="after", subject="staff:2") == {
        "sealed": [HIDDEN, HIDDEN],
        "subject": ["staff:1", "staff:2"],
    }
