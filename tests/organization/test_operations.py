"""What changes the shape of the company."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.kernel.facts import facts_about
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.organization.errors import ChannelNotFound, SiteNotFound, StoreNotFound
from guildhall.organization.operations import (
    open_channel,
    open_site,
    open_store,
    set_channel_policy,
)
from guildhall.organization.queries import (
    financial_day,
    get_channel,
    get_site,
    get_store,
    list_channels,
    list_sites,
    list_stores,
)
from guildhall.organization.types import ChannelCard


def _open(stamp: Stamp, *, name: str = "Web") -> tuple[UUID, UUID, UUID]:
    channel = open_channel("web", name=name, brand=("b", name), currency="USD", stamp=stamp)
    site = open_site(1, name=name, channel="web", locale="en", stamp=stamp)
    store = open_store("S1", name=name, city="Springfield", stamp=stamp)
    return channel, site, store


def test_opening_what_is_open_changes_nothing(alpha: Scope, stamp: Stamp) -> None:
    first = _open(stamp)

    again = _open(stamp, name="Other")

    assert again == first
    assert (get_channel("web").name, get_site(1).name, get_store("S1").name) == ("Web",) * 3
    subjects = ["channel:web", "site:1", "store:S1"]
    assert sorted(fact.type for fact in facts_about(subjects)) == [
        "channel.opened",
        "site.opened",
        "store.opened",
    ]


def test_what_is_open_is_listed(alpha: Scope, stamp: Stamp) -> None:
    _open(stamp)

    assert [channel.code for channel in list_channels()] == ["web"]
    assert [(site.number, site.channel.code) for site in list_sites()] == [(1, "web")]
    assert [store.city for store in list_stores()] == ["Springfield"]


def test_what_is_not_open_is_refused(alpha: Scope, stamp: Stamp) -> None:
    with pytest.raises(ChannelNotFound):
        get_channel("web")
    with pytest.raises(SiteNotFound):
        get_site(1)
    with pytest.raises(StoreNotFound):
        get_store("S1")
    with pytest.raises(ChannelNotFound):
        open_site(1, name="Site", channel="web", locale="en", stamp=stamp)
    with pytest.raises(ChannelNotFound):
        set_channel_policy("web", confirms_itself=True, hold_minutes=5, stamp=stamp)


def test_a_new_policy_is_seen_through_a_site_that_was_looked_up_before(
    committed: dict[str, Scope], stamp: Stamp
) -> None:
    with enter(committed["alpha"]):
        _open(stamp)
        before = get_site(1).channel

        set_channel_policy("web", confirms_itself=False, hold_minutes=5, stamp=stamp)

        after = get_site(1).channel
    assert (before.confirms_itself, after.confirms_itself) == (True, False)
    assert after.hold.total_seconds() == 300


def test_a_site_number_means_another_site_in_another_tenant(
    committed: dict[str, Scope], stamp: Stamp
) -> None:
    for slug in ("alpha", "beta"):
        with enter(committed[slug]):
            _open(stamp, name=slug)

    with enter(committed["alpha"]):
        assert get_site(1).name == "alpha"
    with enter(committed["beta"]):
        assert get_site(1).name == "beta"


def test_only_a_right_over_the_whole_company_changes_its_shape(alpha: Scope, stamp: Stamp) -> None:
    narrow = Actor("staff", "staff:x", (Grant("organization:edit", "channel:web"),))

    with pytest.raises(NotPermitted):
        _open(Stamp(narrow, stamp.at, stamp.request_id))


def _channel(zone: str, day_starts: time) -> ChannelCard:
    return ChannelCard(
        id=UUID(int=0),
        code="web",
        name="Web",
        brand="b",
        currency="USD",
        prices_include_tax=True,
        confirms_itself=True,
        hold=timedelta(minutes=30),
        time_zone=zone,
        day_starts=day_starts,
    )


@pytest.mark.parametrize(
    ("zone", "starts", "at", "day"),
    [
        ("UTC", time(0), "2026-03-01T00:00", date(2026, 3, 1)),
        ("UTC", time(4), "2026-03-01T03:59", date(2026, 2, 28)),
        ("UTC", time(4), "2026-03-01T04:00", date(2026, 3, 1)),
        ("Asia/Shanghai", time(0), "2026-02-28T16:00", date(2026, 3, 1)),
        ("Asia/Shanghai", time(6), "2026-02-28T21:59", date(2026, 2, 28)),
        ("America/New_York", time(0), "2026-03-01T04:59", date(2026, 2, 28)),
        ("America/New_York", time(0), "2026-07-01T04:00", date(2026, 7, 1)),
    ],
)
def test_a_business_day_begins_at_its_cut_off_in_its_zone(
    zone: str, starts: time, at: str, day: date
) -> None:
    instant = datetime.fromisoformat(at).replace(tzinfo=UTC)

    assert _channel(zone, starts).business_date(instant) == day


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2026-11-01T05:29", date(2026, 10, 31)),
        ("2026-11-01T05:30", date(2026, 11, 1)),
        ("2026-11-01T06:00", date(2026, 11, 1)),
        ("2026-11-01T06:29", date(2026, 11, 1)),
        ("2026-11-01T06:30", date(2026, 11, 1)),
    ],
)
def test_a_day_that_has_begun_is_not_left_when_clocks_go_back(at: str, day: date) -> None:
    """In New York 01:00 to 02:00 comes twice that night: at 05:00 and at 06:00 UTC."""
    instant = datetime.fromisoformat(at).replace(tzinfo=UTC)

    assert _channel("America/New_York", time(1, 30)).business_date(instant) == day


def test_a_sale_in_a_store_has_the_day_of_its_clock(alpha: Scope, stamp: Stamp) -> None:
    _open(stamp)
    open_store("W1", name="West", city="Urumqi", time_zone="Asia/Urumqi", stamp=stamp)
    at = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)

    days = [financial_day(x, at=at) for x in ([], ["channel:web"], ["channel:web", "store:W1"])]

    assert days == [date(2026, 11, 23), date(2026, 11, 23), date(2026, 11, 24)]


@given(
    st.integers(0, 4 * 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    st.sampled_from(["UTC", "Asia/Shanghai", "America/New_York", "Pacific/Kiritimati"]),
    st.integers(0, 24 * 60 - 1).map(lambda minutes: time(*divmod(minutes, 60))),
)
def test_business_days_follow_the_calendar_of_their_zone(
    at: datetime, zone: str, starts: time
) -> None:
    channel = _channel(zone, starts)

    days = [channel.business_date(at + timedelta(minutes=minutes)) for minutes in (0, 30, 59)]
    assert days == sorted(days)
    assert (at.astimezone(ZoneInfo(zone)).date() - days[0]).days in {0, 1}
