"""Asking for a company and proving the address."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connections

from guildhall.kernel.models import Fact
from guildhall.kernel.refusals import NotPermitted, Refusal
from guildhall.kernel.stamp import Actor, Stamp
from guildhall.kernel.states import MoveNotAllowed
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tenants.errors import SlugTaken
from tenants.openings.errors import LinkExpired, LinkInvalid, LinkUsed, PlanNotOffered
from tenants.openings.models import Opening, OpeningMail
from tenants.openings.operations import (
    ask_again,
    confirm_opening,
    expire_openings,
    forget_people,
    open_for,
    request_opening,
    retry_opening,
)
from tenants.openings.queries import judge_slug, list_due
from tenants.openings.rules.links import confirmation
from tenants.openings.states import ERASED_AFTER, MAILS_A_DAY, RESERVED_FOR, OpeningState
from tenants.openings.types import SlugState
from tests.harness.crowds import crowd
from tests.tenants.openings.asking import OLGA, ask


def _token(opening: UUID) -> str:
    return confirmation(settings.SECRET_KEY, opening)


def _later(stamp: Stamp, by: timedelta) -> Stamp:
    return replace(stamp, at=stamp.at + by)


def test_a_request_holds_its_name_and_owes_one_mail(openings: object, stamp: Stamp) -> None:
    opening = ask(stamp=stamp)

    with enter(PLATFORM):
        assert judge_slug(OLGA.slug, at=stamp.at) is SlugState.TAKEN
        assert [mail.kind for mail in OpeningMail.objects.filter(opening=opening)] == ["confirm"]
        assert list_due(at=stamp.at) == (opening,)


@pytest.mark.parametrize("slug", ["alpha", "north"])
def test_the_name_of_a_company_or_a_group_is_taken(
    slug: str, openings: object, stamp: Stamp
) -> None:
    with pytest.raises(SlugTaken):
        ask(slug=slug, stamp=stamp)


def test_a_plan_that_is_not_public_is_not_offered(openings: object, stamp: Stamp) -> None:
    with pytest.raises(PlanNotOffered):
        ask(plan="standard", stamp=stamp)


def test_of_many_who_want_one_name_one_gets_it(openings: object, stamp: Stamp) -> None:
    def want(number: int, _random: Random) -> bool:
        try:
            ask(email=f"{number}@example.com", stamp=stamp)
        except SlugTaken:
            return False
        finally:
            connections.close_all()
        return True

    assert sum(crowd(6, want)) == 1


def test_a_form_sent_by_many_clicks_is_one_request(openings: object, stamp: Stamp) -> None:
    def click(_number: int, _random: Random) -> UUID:
        try:
            return ask(stamp=stamp, token="one form")
        finally:
            connections.close_all()

    assert len(set(crowd(4, click))) == 1
    with enter(PLATFORM):
        assert OpeningMail.objects.count() == 1


def test_a_name_is_free_again_after_a_day(openings: object, stamp: Stamp) -> None:
    first = ask(stamp=stamp)
    later = _later(stamp, RESERVED_FOR)

    second = ask(email="nina@example.com", stamp=later)

    with enter(PLATFORM):
        assert Opening.objects.get(id=first).state == OpeningState.EXPIRED
        assert Opening.objects.get(id=second).state == OpeningState.REQUESTED
        with pytest.raises(LinkExpired):
            confirm_opening(_token(first), stamp=later)


def test_a_link_confirms_once(openings: object, stamp: Stamp) -> None:
    opening = ask(stamp=stamp)

    with enter(PLATFORM):
        assert confirm_opening(_token(opening), stamp=stamp) == opening
        with pytest.raises(LinkUsed):
            confirm_opening(_token(opening), stamp=stamp)
        assert Opening.objects.get(id=opening).state == OpeningState.CONFIRMED


def test_a_link_ends_with_its_day(openings: object, stamp: Stamp) -> None:
    opening = ask(stamp=stamp)

    with enter(PLATFORM), pytest.raises(LinkExpired):
        confirm_opening(_token(opening), stamp=_later(stamp, RESERVED_FOR))


@pytest.mark.parametrize("spoiled", ["", "x", "%00", "A" * 64, "Ω"])
def test_a_link_that_we_did_not_make_is_refused(
    spoiled: str, openings: object, stamp: Stamp
) -> None:
    opening = ask(stamp=stamp)
    one_bit_off = _token(opening)[:-2] + ("AA" if _token(opening)[-2:] != "AA" else "BB")

    for token in (spoiled, one_bit_off, confirmation("another key", opening)):
        with enter(PLATFORM), pytest.raises(LinkInvalid):
            confirm_opening(token, stamp=stamp)


def test_one_address_gets_only_so_many_mails_a_day(openings: object, stamp: Stamp) -> None:
    ask(stamp=stamp)
    with enter(PLATFORM):
        for _ in range(2 * MAILS_A_DAY):
            ask_again(OLGA.email.upper(), stamp=stamp)
        assert OpeningMail.objects.count() == MAILS_A_DAY

        ask_again(OLGA.email, stamp=_later(stamp, timedelta(hours=24)))
        assert OpeningMail.objects.count() == MAILS_A_DAY


def test_asking_again_for_an_unknown_address_owes_nothing(openings: object, stamp: Stamp) -> None:
    with enter(PLATFORM):
        ask_again("nobody@example.com", stamp=stamp)

        assert not OpeningMail.objects.exists()


def test_facts_hold_neither_person_nor_address(openings: object, stamp: Stamp) -> None:
    opening = ask(stamp=stamp)
    with enter(PLATFORM):
        confirm_opening(_token(opening), stamp=stamp)

        told = " ".join(str(row) for row in Fact.objects.values_list("payload", "subject"))
    assert str(opening) in told
    assert "Olga" not in told
    assert "example.com" not in told


def test_people_are_forgotten_a_week_after_their_request_expired(
    openings: object, stamp: Stamp
) -> None:
    opening = ask(stamp=stamp)
    with enter(PLATFORM):
        assert expire_openings(stamp=_later(stamp, RESERVED_FOR)) == 1
        assert forget_people(stamp=_later(stamp, RESERVED_FOR)) == 0
        assert forget_people(stamp=_later(stamp, RESERVED_FOR + ERASED_AFTER)) == 1

        row = Opening.objects.get(id=opening)
    assert (row.email, row.person) == ("", "")


def test_an_operators_opening_is_confirmed_from_the_start_and_owes_no_question(
    openings: object, stamp: Stamp
) -> None:
    new = replace(OLGA, plan="standard", group="north", unit="hq")
    with enter(PLATFORM):
        opening = open_for(new, stamp=stamp)

        assert Opening.objects.get(id=opening).state == OpeningState.CONFIRMED
        assert not OpeningMail.objects.exists()


def test_a_stranger_opens_nothing_on_an_operators_path(openings: object, stamp: Stamp) -> None:
    stranger = Stamp(Actor("visitor", "visitor"), stamp.at)

    with enter(PLATFORM), pytest.raises(NotPermitted):
        open_for(OLGA, stamp=stranger)


def test_only_its_own_visitor_or_an_operator_retries(openings: object, stamp: Stamp) -> None:
    opening = ask(stamp=stamp)

    with enter(PLATFORM):
        with pytest.raises(NotPermitted):
            retry_opening(opening, stamp=Stamp(Actor("visitor", "visitor"), stamp.at))
        with pytest.raises(MoveNotAllowed):
            retry_opening(opening, stamp=stamp)


def test_a_known_and_an_unknown_address_cost_the_same_statements(
    openings: dict[str, Scope], stamp: Stamp
) -> None:
    def statements(slug: str, email: str) -> list[str]:
        said: list[str] = []

        def listen(execute: Any, sql: str, *rest: Any) -> Any:
            said.append(sql)
            return execute(sql, *rest)

        with (
            enter(PLATFORM),
            connections["default"].execute_wrapper(listen),
        ):
            request_opening(replace(OLGA, slug=slug, email=email), token=slug, stamp=stamp)
        return [sql for sql in said if "SAVEPOINT" not in sql]  # their names are counted on

    statements("warm-up", "warm@example.com")
    ask(stamp=stamp)

    known = statements("second-shop", OLGA.email)
    unknown = statements("third-shop", "nobody@example.com")

    assert known == unknown
    assert len(known) > 5


def test_refusals_of_the_form_name_their_field(openings: object, stamp: Stamp) -> None:
    for changes in ({"slug": "admin"}, {"slug": "x"}, {"slug": "alpha"}, {"plan": "none"}):
        with pytest.raises(Refusal) as refused:
            ask(replace(OLGA, **changes), stamp=stamp)
        assert set(refused.value.errors) == set(changes)
