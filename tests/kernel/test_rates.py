"""Buckets: what they hold, what they refuse, and what stands in for Redis when it is away."""

import pytest
import structlog
from django.conf import settings
from redis import Redis

from guildhall.kernel import rates
from guildhall.kernel.buckets import LocalBuckets
from guildhall.kernel.rates import Bucket, charge, take
from guildhall.kernel.tenancy import Scope, enter
from tests.harness.crowds import crowd
from tests.harness.sizes import size_of

pytestmark = pytest.mark.usefixtures("committed")


def test_a_bucket_fills_again_while_nobody_calls(alpha: Scope) -> None:
    bucket = Bucket("plan", "filling", 3)
    for _ in range(3):
        take(bucket)
    empty = take(bucket)
    client = Redis.from_url(settings.REDIS_URL)
    # Forty seconds ago, as far as the bucket knows.
    client.hset(bucket.key, "at", int(client.hget(bucket.key, "at") or 0) - 40_000)

    again = take(bucket)

    assert (empty.passes, again.passes, again.remaining) == (False, True, 1)


def test_a_crowd_takes_what_a_bucket_holds_and_not_one_more(committed: dict[str, Scope]) -> None:
    callers, each = 20, size_of("rates", small=60, soak=2_000) // 20
    # So slow to fill that nothing is added during the test.
    bucket = Bucket("plan", "crowd", callers * each // 2, window=100_000)

    def call(_number: int, _random: object) -> int:
        with enter(committed["alpha"]):
            return sum(take(bucket).passes for _ in range(each))

    assert sum(crowd(callers, call)) == callers * each // 2


def test_a_call_takes_from_all_its_buckets_or_from_none(alpha: Scope) -> None:
    wide, narrow = Bucket("plan", "both", 10), Bucket("key", "both", 1)
    take(wide, narrow)

    refused = take(wide, narrow)

    assert not refused.passes
    assert refused.bucket == narrow
    assert take(wide).remaining == 8


def test_a_dear_call_takes_its_cost_and_the_dearest_the_whole_bucket(alpha: Scope) -> None:
    bucket = Bucket("plan", "dear", 10)

    dear, too_dear, dearest = take(bucket, cost=4), take(bucket, cost=7), take(bucket, cost=6)

    assert (dear.passes, too_dear.passes, dearest.passes) == (True, False, True)
    assert 5 <= too_dear.again_in <= 6
    assert take(Bucket("plan", "small", 5), cost=99).passes


def test_what_a_charge_does_not_find_is_owed_and_never_more_than_a_bucket(alpha: Scope) -> None:
    bucket = Bucket("address", "guesser", 10)
    for _ in range(3):
        charge(bucket, cost=25)

    refused = take(bucket)

    assert (refused.passes, refused.remaining) == (False, 0)
    assert 60 <= refused.again_in <= 66


def test_headers_are_told_in_both_forms(alpha: Scope) -> None:
    bucket = Bucket("plan", "told", 6)

    headers = take(bucket).headers

    assert headers["RateLimit-Policy"] == '"plan";q=6;w=60'
    assert headers["RateLimit"] == '"plan";r=5;t=10'
    assert headers["RateLimit-Limit"] == "6"
    assert "Retry-After" not in headers


def test_a_company_has_buckets_of_its_own(committed: dict[str, Scope]) -> None:
    bucket = Bucket("plan", "same name", 2, window=100_000)
    with enter(committed["alpha"]):
        noisy = [take(bucket).passes for _ in range(50)]

    with enter(committed["beta"]):
        quiet = [take(bucket).passes for _ in range(2)]

    assert sum(noisy) == 2
    assert quiet == [True, True]


def test_without_redis_a_bucket_of_this_process_stands_in(alpha: Scope) -> None:
    nowhere = Redis.from_url("redis://127.0.0.1:1/0", socket_connect_timeout=0.2)
    script = nowhere.register_script(rates.TAKE)
    bucket = Bucket("plan", "alone", 3, window=100_000)

    with structlog.testing.capture_logs() as logged:
        passed = [take(bucket, script=script).passes for _ in range(5)]

    assert passed == [True, True, True, False, False]
    assert {entry["event"] for entry in logged} == {"rate_counted_here"}


def test_local_buckets_forget_the_one_that_was_used_least_recently() -> None:
    buckets = LocalBuckets(size=2)
    for key in ("a", "b", "a", "c"):
        buckets.take([(key, 2, 100_000)], cost=1)

    assert [buckets.take([(key, 2, 100_000)], cost=1)[0] for key in ("a", "b")] == [False, True]
