"""A small cache that forgets when its epoch moves, and stays small."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from guildhall.kernel.cache import EpochCache, scoped_key
from guildhall.kernel.epochs import epoch_of, move_epoch_on_commit
from guildhall.kernel.redis import redis
from guildhall.kernel.tenancy import PLATFORM, NoTenant, Scope, enter

NAME = "test"


@pytest.fixture(autouse=True)
def _emptied() -> Iterator[None]:
    yield
    redis().delete(f"guildhall:epoch:{NAME}")


def cache_of(size: int = 10, seconds: float = 30.0) -> EpochCache[int, int]:
    return EpochCache(read_epoch=lambda: epoch_of(NAME), size=size, seconds=seconds)


def move() -> None:
    with enter(PLATFORM):
        move_epoch_on_commit(NAME)


def test_what_was_loaded_is_not_loaded_again() -> None:
    kept = cache_of()

    assert kept.get(1, lambda: 10) == 10
    assert kept.get(1, lambda: 20) == 10
    assert kept.holds(1)


def test_everything_is_forgotten_when_the_epoch_moves() -> None:
    kept = cache_of()
    kept.get(1, lambda: 10)

    move()

    assert not kept.holds(1)
    assert kept.get(1, lambda: 20) == 20


def test_an_epoch_moves_even_when_the_server_has_lost_all_marks() -> None:
    move()
    kept = cache_of()
    kept.get(1, lambda: 10)

    redis().delete(f"guildhall:epoch:{NAME}")
    move()

    assert kept.get(1, lambda: 20) == 20


def test_an_epoch_never_has_a_value_that_it_had_before() -> None:
    seen = set()
    for _ in range(20):
        redis().delete(f"guildhall:epoch:{NAME}")
        move()
        seen.add(epoch_of(NAME))

    assert len(seen) == 20


def test_the_epoch_is_not_asked_at_every_reading(settings: Settings) -> None:
    settings.EPOCH_CHECK_SECONDS = 60
    kept = cache_of()
    kept.get(1, lambda: 10)

    move()

    assert kept.holds(1)


def test_the_oldest_entry_gives_way() -> None:
    kept = cache_of(size=3)

    for key in range(4):
        kept.get(key, lambda: 0)

    assert [kept.holds(key) for key in range(4)] == [False, True, True, True]


def test_an_entry_has_its_time() -> None:
    kept = cache_of(seconds=0)

    kept.get(1, lambda: 10)

    assert kept.get(1, lambda: 20) == 20


def test_what_cannot_be_loaded_is_not_kept() -> None:
    kept = cache_of()

    with pytest.raises(ZeroDivisionError):
        kept.get(1, lambda: 1 // 0)

    assert not kept.holds(1)


def test_what_was_loaded_before_a_change_is_not_kept_after_it() -> None:
    kept = cache_of()

    def load() -> int:
        move()  # someone commits a change while we read the old value
        kept.holds(1)  # and another thread notices
        return 10

    kept.get(1, load)

    assert not kept.holds(1)


def test_a_key_names_its_tenant(scopes: dict[str, Scope]) -> None:
    with enter(scopes["alpha"]):
        key = scoped_key("who", "", 1)

    assert key == f"tenants/{scopes['alpha'].tenant_id}::1:who"
    with pytest.raises(NoTenant):
        scoped_key("who", "", 1)
