"""What every carrier's adapter promises, asked of each vendor's twin over a real socket."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import LazySettings

from guildhall.fulfillment.errors import NoticeForged, NoticeUnreadable
from guildhall.fulfillment.states import Outcome, Reason, Tracked
from guildhall.fulfillment.types import Account, Followed, Received
from guildhall.kernel.ids import new_id
from tests.twins.carriers import CASES, CarrierCase

AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


@dataclass
class Vendor:
    """A vendor that runs, and an account with it."""

    case: CarrierCase
    twin: Any
    account: Account

    def says(self, word: str, at: datetime) -> Any:
        return self.twin.do_move("SF123", word, at.isoformat())

    def received(self, event: Any, *, forged: bool = False) -> Received:
        headers, body = self.case.signed(self.twin, event, forged)
        return Received(body, headers, AT, self.case.query)


def _account(case: CarrierCase, secrets: Mapping[str, str]) -> Account:
    return Account(new_id(), case.name, live=False, settings={}, secrets=secrets)


@pytest.fixture(params=CASES, ids=lambda case: case.name)
def vendor(request: pytest.FixtureRequest, settings: LazySettings) -> Iterator[Vendor]:
    case: CarrierCase = request.param
    with case.twin() as twin:
        settings.PROVIDER_URLS = {case.name: twin.url}
        yield Vendor(case, twin, _account(case, case.secrets))


@pytest.fixture
def followed() -> Followed:
    return Followed(new_id().hex, "sf-express", "SF123", "", "ORD-1", AT)


def test_an_account_that_is_let_in_is_told_from_one_that_is_not(vendor: Vendor) -> None:
    stranger = _account(vendor.case, dict.fromkeys(vendor.case.secrets, "wrong"))

    assert vendor.case.carrier.check(vendor.account).outcome is Outcome.DONE
    no = vendor.case.carrier.check(stranger)

    assert (no.outcome, no.reason) == (Outcome.REFUSED, Reason.CREDENTIALS_REFUSED)


def test_a_number_is_followed_once_however_often_it_is_asked(
    vendor: Vendor, followed: Followed
) -> None:
    answers = [vendor.case.carrier.register(vendor.account, followed) for _ in range(3)]

    assert {each.outcome for each in answers} == {Outcome.DONE}
    tracked = getattr(vendor.twin, "trackings", None) or vendor.twin.tracks
    assert len(tracked) == 1


def test_a_number_that_is_none_is_refused(vendor: Vendor) -> None:
    odd = Followed(new_id().hex, "sf-express", "not a number", "", "ORD-1", AT)

    no = vendor.case.carrier.register(vendor.account, odd)

    assert (no.outcome, no.reason) == (Outcome.REFUSED, Reason.NUMBER_REFUSED)


@pytest.mark.parametrize("fault", ["fail_after_commit", "drop", "fail_before"])
def test_what_nobody_heard_is_unknown_and_never_a_no(
    vendor: Vendor, followed: Followed, fault: str
) -> None:
    vendor.twin.faults.change({fault: 10})
    unheard = vendor.case.carrier.register(vendor.account, followed)
    vendor.twin.faults.clear()

    assert unheard.outcome is Outcome.UNKNOWN
    assert vendor.case.carrier.register(vendor.account, followed).outcome is Outcome.DONE


def test_all_that_was_heard_is_told_with_the_same_key_each_time(
    vendor: Vendor, followed: Followed
) -> None:
    vendor.case.carrier.register(vendor.account, followed)
    for word, at in zip(vendor.case.words, (AT, LATER), strict=True):
        vendor.says(word, at)

    first = vendor.case.carrier.look(vendor.account, followed)
    second = vendor.case.carrier.look(vendor.account, followed)

    assert [(each.state, each.occurred_at) for each in first.heard] == [
        (Tracked.IN_TRANSIT, AT),
        (Tracked.DELIVERED, LATER),
    ]
    assert first.heard == second.heard


def test_a_notification_says_what_a_look_would(vendor: Vendor, followed: Followed) -> None:
    vendor.case.carrier.register(vendor.account, followed)
    received = vendor.received(vendor.says(vendor.case.words[1], LATER))

    vendor.case.carrier.verify(vendor.account, received)
    notice = vendor.case.carrier.read_notice(vendor.account, received)

    assert notice.number == "SF123"
    assert notice.heard == vendor.case.carrier.look(vendor.account, followed).heard


def test_what_a_stranger_signed_is_refused(vendor: Vendor, followed: Followed) -> None:
    vendor.case.carrier.register(vendor.account, followed)
    event = vendor.says(vendor.case.words[1], LATER)
    stranger = _account(vendor.case, dict.fromkeys(vendor.case.secrets, "wrong"))

    with pytest.raises(NoticeForged):
        vendor.case.carrier.verify(vendor.account, vendor.received(event, forged=True))
    with pytest.raises(NoticeForged):
        vendor.case.carrier.verify(stranger, vendor.received(event))


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"msg": 1, "event": 2}', b"\xff"])
def test_what_cannot_be_read_is_refused_or_says_nothing(vendor: Vendor, body: bytes) -> None:
    try:
        notice = vendor.case.carrier.read_notice(vendor.account, Received(body, {}, AT))
    except NoticeUnreadable:
        notice = None

    assert notice is None or notice.number == ""
