"""When a till asks again, gives up, and never does anything too soon."""

from datetime import UTC, datetime, timedelta

import pytest

from guildhall.payments.rules import scans
from guildhall.payments.states import CallKind

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)


@pytest.mark.parametrize(("seconds", "wanted"), [(0, 5), (5, 10), (24, 29), (27, 30)])
def test_a_scan_is_asked_about_every_five_seconds(seconds: int, wanted: int) -> None:
    assert scans.next_look("scan", asked_at=AT, at=after(seconds)) == after(wanted)


def test_other_ways_are_not_hurried() -> None:
    assert scans.next_look("native", asked_at=AT, at=AT) is None


def test_a_scan_is_given_up_after_its_window_and_not_before() -> None:
    assert not scans.is_given_up("scan", asked_at=AT, at=after(29.9))
    assert scans.is_given_up("scan", asked_at=AT, at=after(30))
    assert scans.next_look("scan", asked_at=AT, at=after(30)) is None


def test_nobody_is_charged_who_left_the_till() -> None:
    assert scans.may_be_sent_again("scan", asked_at=AT, at=after(29))
    assert not scans.may_be_sent_again("scan", asked_at=AT, at=after(30))
    assert scans.may_be_sent_again("native", asked_at=AT, at=after(3_600))


def test_a_scan_is_not_revoked_before_fifteen_seconds() -> None:
    assert scans.not_before("scan", CallKind.VOID, asked_at=AT) == after(15)
    assert scans.not_before("native", CallKind.VOID, asked_at=AT) == AT
    assert scans.not_before("scan", CallKind.REFUND, asked_at=AT) == AT
