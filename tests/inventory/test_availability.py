"""What Redis remembers of stock is quick, dropped with each change, and never decides."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from random import Random
from threading import Lock
from uuid import UUID

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from guildhall.catalog.operations import change_price, set_parts
from guildhall.catalog.types import PartDraft
from guildhall.inventory.errors import OutOfStock
from guildhall.inventory.operations import release_stock, sell_from, set_offer
from guildhall.inventory.queries import list_availability
from guildhall.inventory.queries.hints import forget_on_commit, remembered
from guildhall.inventory.types import Availability, Offer
from guildhall.kernel.cache import forget_everything, scoped_key
from guildhall.kernel.ids import new_id
from guildhall.kernel.money import Money
from guildhall.kernel.redis import redis
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.units import unit
from guildhall.organization.queries import get_channel, get_store
from tests.factories.bundles import make_box
from tests.factories.company import Company, make_company
from tests.harness.crowds import crowd
from tests.inventory.shelves import receive, reserve


@pytest.fixture
def company(committed: dict[str, Scope]) -> Iterator[Company]:
    """Ten of each, in a company that is entered and whose changes commit."""
    with enter(committed["alpha"]), unit():
        yield make_company(stock=Decimal(10))


@pytest.fixture
def no_redis(settings: object) -> Iterator[None]:
    """Leave Redis for a while: nobody listens at the address."""
    was, settings.REDIS_URL = settings.REDIS_URL, "redis://127.0.0.1:1/0"  # type: ignore[attr-defined] # pytest-django's
    redis.cache_clear()
    yield
    settings.REDIS_URL = was  # type: ignore[attr-defined] # likewise
    redis.cache_clear()


def _told(stamp: Stamp, *skus: str, store: str = "") -> tuple[Availability, ...]:
    return list_availability(
        skus or ("APPLE",),
        channel=get_channel("web"),
        store_id=get_store(store).id if store else None,
        day=stamp.at.date(),
    )


def _left(stamp: Stamp, sku: str = "APPLE", *, store: str = "") -> Decimal:
    (found,) = _told(stamp, sku, store=store)
    return found.available


def test_price_and_availability_come_in_one_call(company: Company, stamp: Stamp) -> None:
    reserve(company, "A", {"APPLE": 7}, stamp)

    found = _told(stamp, "BREAD", "NOPE", "APPLE", "BREAD")

    assert [(each.sku, int(each.available)) for each in found] == [("BREAD", 10), ("APPLE", 3)]
    assert found[0].price == Money(Decimal("2.50"), "USD")
    assert _left(stamp, store="S2") == 3


def test_what_is_known_asks_the_database_nothing(company: Company, stamp: Stamp) -> None:
    channel, skus = get_channel("web"), list(company.variants)
    list_availability(skus, channel=channel, day=stamp.at.date())

    with CaptureQueriesContext(connection) as asked:
        list_availability(skus, channel=channel, day=stamp.at.date())

    assert len(asked) == 0


def test_what_is_not_known_is_asked_in_two_statements(company: Company, stamp: Stamp) -> None:
    channel, skus = get_channel("web"), list(company.variants)

    with CaptureQueriesContext(connection) as asked:
        list_availability(skus, channel=channel, day=stamp.at.date())

    assert len(asked) == 2


def test_every_change_is_seen_with_its_commit(company: Company, stamp: Stamp) -> None:
    seen = [_left(stamp)]

    reserve(company, "A", {"APPLE": 7}, stamp)
    seen.append(_left(stamp))
    receive(company, "APPLE", 2, stamp)
    seen.append(_left(stamp))
    release_stock("A", stamp=stamp)
    seen.append(_left(stamp))

    assert seen == [10, 3, 5, 12]


def test_a_new_price_is_seen(company: Company, stamp: Stamp) -> None:
    _told(stamp)
    dearer = Money(Decimal("3.10"), "USD")

    change_price("APPLE", price=dearer, channel=get_channel("web"), stamp=stamp)
    forget_everything()

    assert _told(stamp)[0].price == dearer


def test_a_location_that_joins_is_seen(company: Company, stamp: Stamp) -> None:
    assert _left(stamp) == 10

    sell_from("S2", channel_id=get_channel("web").id, rank=5, stamp=stamp)
    forget_everything()

    assert _left(stamp) == 10


def test_what_may_wait_is_told_with_its_day(company: Company, stamp: Stamp) -> None:
    set_offer("APPLE", Offer(Decimal(5), lead_days=7), channel="web", stamp=stamp)
    reserve(company, "A", {"APPLE": 12}, stamp)

    (found,) = _told(stamp)

    assert (int(found.available), int(found.may_wait)) == (0, 3)
    assert found.promised_on == (stamp.at + timedelta(days=7)).date()


def test_a_hint_that_lies_sells_nothing(company: Company, stamp: Stamp) -> None:
    """Law 6: Redis only hints. A hundred are shown, ten are there, and ten are sold."""
    _left(stamp)
    key = scoped_key(company.variants["APPLE"].hex, "stock", 1)
    for field in redis().hkeys(key):
        redis().hset(key, field, "100.000")
    assert _left(stamp) == 100

    with pytest.raises(OutOfStock) as refused:
        reserve(company, "A", {"APPLE": 11}, stamp)
    reserve(company, "B", {"APPLE": 10}, stamp)

    assert refused.value.facts["available"] == "10"
    assert _left(stamp) == 0


def test_without_redis_it_is_right_all_the_same(
    company: Company, stamp: Stamp, no_redis: None
) -> None:
    assert _left(stamp) == 10

    reserve(company, "A", {"APPLE": 7}, stamp)

    assert _left(stamp) == 3


def test_what_was_undone_is_not_believed(company: Company, stamp: Stamp) -> None:
    _left(stamp)

    with transaction.atomic():
        reserve(company, "A", {"APPLE": 7}, stamp)
        transaction.set_rollback(True)

    assert _left(stamp) == 10


def test_what_was_read_before_a_change_is_not_put_back_after_it(company: Company) -> None:
    """The reader's lease went with the value: its answer is its own, and nobody else's."""
    variant = new_id()

    def overtaken(variants: Sequence[UUID]) -> dict[UUID, str]:
        forget_on_commit(variants)
        return dict.fromkeys(variants, "old")

    first = remembered([variant], way="test", load=overtaken)
    second = remembered([variant], way="test", load=lambda found: dict.fromkeys(found, "new"))

    assert (first[variant], second[variant]) == ("old", "new")


def test_of_many_who_miss_at_once_one_reads(company: Company) -> None:
    """3.11's counterpart on the read side: a sold-out page does not bring its database down."""
    variant, reads, lock = new_id(), [], Lock()

    def load(variants: Sequence[UUID]) -> dict[UUID, str]:
        with lock:
            reads.append(len(variants))
        return dict.fromkeys(variants, "7")

    def ask(_number: int, _random: Random) -> str:
        try:
            with enter(company.scope), unit():
                return remembered([variant], way="test", load=load)[variant]
        finally:
            connections["default"].close()

    assert set(crowd(16, ask)) == {"7"}
    assert reads == [1]


def test_who_waits_for_a_reader_that_died_reads_for_itself(company: Company) -> None:
    variant = new_id()

    def dies(_variants: Sequence[UUID]) -> dict[UUID, str]:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        remembered([variant], way="test", load=dies)

    assert remembered([variant], way="test", load=lambda v: dict.fromkeys(v, "7")) == {
        variant: "7"
    }


def test_of_a_bundle_there_is_as_much_as_its_scarcest_part_allows(
    company: Company, stamp: Stamp
) -> None:
    make_box(company, {"APPLE": "3", "BREAD": "1"}, stamp=stamp)
    seen = [_left(stamp, "BOX")]

    reserve(company, "A", {"APPLE": 4}, stamp)
    seen.append(_left(stamp, "BOX"))
    release_stock("A", stamp=stamp)
    reserve(company, "B", {"BREAD": 9}, stamp)
    seen.append(_left(stamp, "BOX"))

    assert seen == [3, 2, 1]
    assert _left(stamp, "BOX", store="S1") == 0


def test_other_parts_are_seen_at_once(company: Company, stamp: Stamp) -> None:
    make_box(company, {"APPLE": "3"}, stamp=stamp)
    seen = [_left(stamp, "BOX")]

    set_parts("BOX", parts=[PartDraft("APPLE", Decimal(5))], stamp=stamp)

    assert [*seen, _left(stamp, "BOX")] == [3, 2]


def test_a_bundle_waits_for_the_last_of_its_parts(company: Company, stamp: Stamp) -> None:
    make_box(company, {"APPLE": "2", "BREAD": "1", "CHEESE": "1"}, stamp=stamp)
    set_offer("APPLE", Offer(Decimal(5), lead_days=3), channel="web", stamp=stamp)
    set_offer("BREAD", Offer(Decimal(9), lead_days=8), channel="web", stamp=stamp)
    reserve(company, "A", {"APPLE": 10, "BREAD": 10}, stamp)

    (told,) = _told(stamp, "BOX")

    assert (int(told.available), int(told.may_wait)) == (0, 2)
    assert told.promised_on == stamp.at.date() + timedelta(days=8)


def test_a_bundle_of_which_a_part_may_not_wait_is_sold_out(company: Company, stamp: Stamp) -> None:
    make_box(company, {"APPLE": "1", "BREAD": "1"}, stamp=stamp)
    set_offer("APPLE", Offer(Decimal(5), lead_days=3), channel="web", stamp=stamp)
    reserve(company, "A", {"APPLE": 10, "BREAD": 10}, stamp)

    (told,) = _told(stamp, "BOX")

    assert (int(told.available), int(told.may_wait), told.promised_on) == (0, 0, None)


def test_many_bundles_cost_one_statement_more(company: Company, stamp: Stamp) -> None:
    make_box(company, {"APPLE": "3", "BREAD": "1"}, stamp=stamp)
    channel, skus = get_channel("web"), ["BOX", *company.variants]
    forget_everything()

    with CaptureQueriesContext(connection) as asked:
        list_availability(skus, channel=channel, day=stamp.at.date())

    statements = [each["sql"] for each in asked if "catalog_bundlepart" in each["sql"]]
    assert len(statements) == 1
