"""When a link may hold, and what a sync may link."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.catalog.rules.links import (
    EVER,
    free_window,
    likeness,
    overlaps,
    plan_of,
    spellings_of_sku,
)
from guildhall.catalog.types import MetSku, Window

DAY = timedelta(days=1)
START = datetime(2026, 1, 1, tzinfo=UTC)
days = st.integers(min_value=0, max_value=60)


@st.composite
def apart(draw: st.DrawFn) -> list[Window]:
    """Return windows that do not touch each other, the last of them perhaps without an end."""
    cuts = sorted(draw(st.sets(days, max_size=8)))
    moments = [START + DAY * cut for cut in cuts]
    pairs = list(zip(moments[::2], moments[1::2], strict=False))
    windows = [Window(start, end) for start, end in pairs]
    if len(moments) % 2:
        windows.append(Window(moments[-1]))
    return windows


@given(apart(), days)
def test_a_free_window_covers_its_moment_and_touches_none(taken: list[Window], day: int) -> None:
    at = START + DAY * day

    found = free_window(at, taken)

    if found is None:
        assert any(window.covers(at) for window in taken)
    else:
        assert found.covers(at)
        assert not any(overlaps(found, window) for window in taken)


@given(apart(), days)
def test_a_free_window_is_the_longest_one(taken: list[Window], day: int) -> None:
    found = free_window(START + DAY * day, taken)

    if found is not None:
        edges = {window.end for window in taken} | {EVER}
        assert found.start in edges
        assert found.end in {window.start for window in taken} | {None}


@given(apart(), apart())
def test_overlapping_is_the_same_from_both_sides(one: list[Window], other: list[Window]) -> None:
    for first in one:
        for second in other:
            assert overlaps(first, second) == overlaps(second, first)


def _told(listed: MetSku, links: dict[str, list[tuple[str, bool]]]) -> str:
    plan = plan_of([listed], links=links, skus=["MUG"])
    found = {
        "known": plan.known,
        "new": plan.new,
        "kept away": plan.kept_away,
        "unmatched": plan.unmatched,
    }
    (only,) = [name for name, met in found.items() if met]
    return only


@pytest.mark.parametrize(
    ("sku", "storefront", "links", "told"),
    [
        ("MUG", "", {}, "new"),
        ("CUP", "", {}, "unmatched"),
        ("MUG", "", {"MUG": [("", True)]}, "known"),
        ("CUP", "", {"CUP": [("", True)]}, "known"),
        ("MUG", "", {"MUG": [("", False)]}, "kept away"),
        ("MUG", "de", {"MUG": [("", False)]}, "kept away"),
        ("MUG", "de", {"MUG": [("fr", False)]}, "new"),
        ("MUG", "", {"MUG": [("de", False)]}, "new"),
        ("MUG", "de", {"MUG": [("de", False), ("", True)]}, "known"),
    ],
)
def test_a_sync_links_only_what_was_never_linked(
    sku: str, storefront: str, links: dict[str, list[tuple[str, bool]]], told: str
) -> None:
    assert _told(MetSku(sku, storefront), links) == told


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("Red mug 0.3 l", "Red mug 0.3 l", 100, 100),
        ("Red mug 0.3 l", "Mug, red", 60, 99),
        ("红色马克杯", "马克杯 红色", 60, 99),
        ("Red mug", "Garden hose", 0, 10),
        ("", "Red mug", 0, 0),
        ("!", "?", 0, 0),
    ],
)
def test_titles_are_as_alike_as_they_read(one: str, other: str, least: int, most: int) -> None:
    assert least <= likeness(one, other) <= most
    assert likeness(one, other) == likeness(other, one)


def test_an_sku_is_also_looked_for_in_another_case_and_without_blanks() -> None:
    assert set(spellings_of_sku(" Mug-1 ")) == {"Mug-1", "MUG-1", "mug-1"}
