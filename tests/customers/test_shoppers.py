"""One code, one way in: five tries, ten minutes, and nobody learns who exists."""

from dataclasses import replace
from datetime import timedelta

import pytest

from guildhall.customers import operations, queries
from guildhall.customers.errors import (
    CodeWrong,
    CustomerInvalid,
    ShopperBlocked,
    ShopperNotSignedIn,
)
from guildhall.customers.models import Contact, ShopperSession, SignInCode
from guildhall.customers.types import SignedIn
from guildhall.kernel.rates import CallsTooFast
from guildhall.kernel.stamp import Stamp
from tests.factories.company import Company
from tests.factories.customers import code_for, make_customer, signed_in

ALICE = "alice@example.com"


def _sign_in(company: Company, code: str, stamp: Stamp, *, key: str = "k") -> SignedIn:
    return operations.sign_in(
        ALICE, code, site=company.site, key=key, device="a browser", stamp=stamp
    )


def _later(stamp: Stamp, **passed: int) -> Stamp:
    return replace(stamp, at=stamp.at + timedelta(**passed))


def test_whoever_has_the_code_is_let_in(company: Company, stamp: Stamp) -> None:
    code = code_for("Alice@Example.com", site=company.site, stamp=stamp)

    told = _sign_in(company, code, stamp)

    assert queries.shopper_of(told.token, at=stamp.at) == told.shopper
    assert Contact.objects.get(value=ALICE).verified_at == stamp.at
    assert not ShopperSession.objects.filter(token_digest__contains=told.token[4:]).exists()
    assert not SignInCode.objects.filter(code_digest__contains=code).exists()


def test_a_known_customer_keeps_their_number_and_group(company: Company, stamp: Stamp) -> None:
    alice = make_customer(group="gold", stamp=stamp)

    _, shopper = signed_in(ALICE, site=company.site, stamp=stamp)

    assert (shopper.number, shopper.group) == (alice.number, "gold")


def test_a_code_works_once_and_tells_the_same_call_the_same(
    company: Company, stamp: Stamp
) -> None:
    code = code_for(ALICE, site=company.site, stamp=stamp)
    told = _sign_in(company, code, stamp)

    assert _sign_in(company, code, stamp).token == told.token
    with pytest.raises(CodeWrong):
        _sign_in(company, code, stamp, key="another")
    assert ShopperSession.objects.count() == 1


def test_after_five_tries_the_right_code_is_wrong(company: Company, stamp: Stamp) -> None:
    code = code_for(ALICE, site=company.site, stamp=stamp)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _ in range(5):
        with pytest.raises(CodeWrong):
            _sign_in(company, wrong, stamp)

    with pytest.raises(CodeWrong):
        _sign_in(company, code, stamp)


def test_a_code_is_good_for_ten_minutes(company: Company, stamp: Stamp) -> None:
    code = code_for(ALICE, site=company.site, stamp=stamp)

    with pytest.raises(CodeWrong):
        _sign_in(company, code, _later(stamp, minutes=10))


def test_the_latest_code_alone_is_good(company: Company, stamp: Stamp) -> None:
    first = code_for(ALICE, site=company.site, stamp=stamp)
    code_for(ALICE, site=company.site, stamp=_later(stamp, seconds=1))

    with pytest.raises(CodeWrong):
        _sign_in(company, first, _later(stamp, seconds=2))


def test_codes_come_so_often_and_no_more_whoever_asks(company: Company, stamp: Stamp) -> None:
    make_customer("Bob", "often@example.com", stamp=stamp)
    for contact in ("often@example.com", "nobody-here@example.com"):
        for _ in range(5):
            operations.ask_code(contact, site=company.site, locale="", stamp=stamp)

        with pytest.raises(CallsTooFast):
            operations.ask_code(contact, site=company.site, locale="", stamp=stamp)


def test_who_is_blocked_is_told_so_once_they_have_proved_who_they_are(
    company: Company, stamp: Stamp
) -> None:
    alice = make_customer(stamp=stamp)
    token, _ = signed_in(ALICE, site=company.site, stamp=stamp)
    operations.block_customer(alice.number, reason="fraud", stamp=stamp)

    with pytest.raises(ShopperBlocked):
        queries.shopper_of(token, at=stamp.at)
    code = code_for(ALICE, site=company.site, stamp=_later(stamp, seconds=1))
    with pytest.raises(ShopperBlocked):
        _sign_in(company, code, _later(stamp, seconds=2))


def test_a_session_ends_when_it_is_ended_and_when_it_is_over(
    company: Company, stamp: Stamp
) -> None:
    token, shopper = signed_in(ALICE, site=company.site, stamp=stamp)

    with pytest.raises(ShopperNotSignedIn):
        queries.shopper_of(token, at=_later(stamp, days=30).at)
    operations.sign_out(shopper, shopper.session, stamp=stamp)
    with pytest.raises(ShopperNotSignedIn):
        queries.shopper_of(token, at=stamp.at)
    assert queries.sessions_of([shopper.id], at=stamp.at) == ()


def test_what_is_no_contact_gets_no_code(company: Company, stamp: Stamp) -> None:
    with pytest.raises(CustomerInvalid):
        operations.ask_code("somebody", site=company.site, locale="", stamp=stamp)


def test_a_code_that_is_too_old_is_not_made(company: Company, stamp: Stamp) -> None:
    operations.ask_code(ALICE, site=company.site, locale="", stamp=stamp)
    row = SignInCode.objects.get()

    assert operations.make_code(row.id, stamp=_later(stamp, minutes=11)) is None
    assert operations.drop_old_codes(stamp=_later(stamp, hours=2)) == 1
