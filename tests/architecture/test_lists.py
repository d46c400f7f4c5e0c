"""Lists that everybody adds to: nothing stands in them twice, and nothing was lost from them."""

import inspect

import pytest

from guildhall.config.jobs import PERIODIC, PLATFORM_PERIODIC, __all__, broker
from guildhall.console.navigation import ITEMS
from tests.harness.processes import ROOT

SOURCES = ("src", "tenants", "integrations")


def _sources() -> str:
    files = (each for folder in SOURCES for each in (ROOT / folder).rglob("*.py"))
    return "\n".join(each.read_text(encoding="utf-8") for each in files)


def test_every_job_is_asked_for_by_the_clock_or_by_somebody() -> None:
    by_clock = {each.actor_name for each in (*PERIODIC, *PLATFORM_PERIODIC)}
    text = _sources()
    idle = [
        name
        for name, actor in broker.actors.items()
        if actor.fn.__module__.startswith(("guildhall.", "tenants.", "integrations."))
        and name not in by_clock
        and f"{actor.fn.__name__}.send" not in text
    ]

    assert len(by_clock) > 20
    assert idle == []


def test_what_the_clock_asks_for_needs_nothing_told() -> None:
    for each in (*PERIODIC, *PLATFORM_PERIODIC):
        assert not inspect.signature(each.fn).parameters, each.actor_name


@pytest.mark.parametrize("found", [PERIODIC, PLATFORM_PERIODIC, __all__])
def test_no_job_stands_twice_in_a_list(found: tuple[object, ...]) -> None:
    assert len(found) == len({str(each) for each in found})


def test_no_page_stands_twice_in_the_navigation() -> None:
    assert len({item.url for item in ITEMS}) == len(ITEMS)
    assert len({item.label for item in ITEMS}) == len(ITEMS)
