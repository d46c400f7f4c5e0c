"""Every refusal says no in both languages, and keeps its facts."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from string import Formatter
from types import ModuleType
from typing import Any

import pytest
from django.utils.translation import gettext, override

import guildhall
import public_site
import tenants
from guildhall.config.local.messages import compile_catalogs
from guildhall.kernel.refusals import NotFound, Refusal

# Programs rather than rooms: importing them starts something or needs what only a developer has.
NOT_ROOMS = ("guildhall.config", "guildhall.console", "tenants.management")


def _modules(package: ModuleType) -> Iterator[str]:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not found.name.startswith(NOT_ROOMS) and ".migrations" not in found.name:
            yield found.name


def _refusals(above: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for kind in above.__subclasses__():
        if not kind.__module__.startswith("tests"):
            yield kind
        yield from _refusals(kind)


for package in (guildhall, public_site, tenants):
    for name in _modules(package):
        import_module(name)
REFUSALS = sorted(set(_refusals()), key=lambda kind: kind.code)
every_refusal = pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: kind.code)


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    compile_catalogs()


def test_there_are_refusals_to_walk() -> None:
    assert len(REFUSALS) > 40
    assert NotFound in REFUSALS


@every_refusal
def test_a_refusal_is_told_in_both_languages_with_its_facts(kind: type[Refusal]) -> None:
    facts: dict[str, Any] = {
        name: f"<{name}>" for _, name, _, _ in Formatter().parse(kind.message) if name
    }
    refusal = kind(**facts)

    with override("en"):
        english = refusal.told(gettext)
    with override("zh-hans"):
        chinese = refusal.told(gettext)

    assert english != chinese
    assert not chinese.isascii()
    assert all(fact in english and fact in chinese for fact in facts.values())
    assert "{" not in english + chinese


@every_refusal
def test_a_refusal_has_a_code_of_its_room_and_a_status_of_a_refusal(kind: type[Refusal]) -> None:
    assert kind.code == kind.code.lower()
    assert kind.status in {
        400,
        401,
        402,
        403,
        404,
        405,
        409,
        410,
        412,
        413,
        422,
        428,
        429,
        500,
        503,
    }


def test_no_two_refusals_share_a_code() -> None:
    """`not_found` is one answer, whether it is a page or a thing that is not there."""
    codes = [kind.code for kind in REFUSALS if kind.code != "not_found"]

    assert len(codes) == len(set(codes))


def test_a_missing_fact_shows_its_name_and_hides_nothing() -> None:
    assert NotFound(kind="order").told() == "There is no order {key} here."


def test_a_refusal_in_a_log_names_its_code_and_its_facts() -> None:
    assert str(NotFound(kind="order", key="7")) == "not_found: There is no order 7 here."
