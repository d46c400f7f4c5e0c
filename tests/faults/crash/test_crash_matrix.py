"""SIGKILL at every named place of the web and the worker, with vendors that fail meanwhile.

After the restart everything comes to an end, or waits for somebody with a name; nothing is taken
or undone twice, nothing is promised to nobody, and the books balance, the vendors' own included.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from pytest_django import Settings

from guildhall.checkout.models import Checkout
from guildhall.inventory.models import Reservation
from guildhall.kernel import clock
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.tenancy import Scope, enter
from guildhall.orders.models import Order
from tests.faults.crash.books import faults_in_the_books
from tests.faults.crash.deeds import Deed
from tests.faults.crash.house import House, open_house, pass_time
from tests.faults.crash.places import DEEDS, FAULTS, faults_at
from tests.harness.processes import ROOT
from tests.harness.sizes import size_of

pytestmark = [pytest.mark.faults, pytest.mark.slow]

ROOMS = ("checkout", "payments")
PLACES = [(of, role, deed, point) for of, role, deed, points in DEEDS for point in points]
NAMED = re.compile(r'reached\(\s*f?"(?P<point>[\w.{}]+)"')
# Where a name is put together, what it can be put together of.
PARTS = {"{claim.do}": ("send", "look"), "{ask.kind}": ("capture", "void", "refund")}
# Of providers that say too little in a notification: looked at as `look` is.
ELSEWHERE = {"payments.notice_look_about_to", "payments.notice_look_answered"}


@dataclass(frozen=True, slots=True)
class Case:
    """One crash: who dies where of what, and what the vendors do meanwhile."""

    of: str
    role: str
    deed: Deed
    point: str
    fault: str

    def __str__(self) -> str:
        return f"{self.of}: {self.role} in {self.deed.__name__} at {self.point}, {self.fault}"


def cases() -> list[Case]:
    """Return the matrix, shuffled: every place once with each fault, a place at a time."""
    random = Random(50)
    found = []
    for turn in range(len(FAULTS)):
        for n, (of, role, deed, point) in random.sample(list(enumerate(PLACES)), len(PLACES)):
            faults = faults_at(deed, point)
            if turn < len(faults):
                found.append(Case(of, role, deed, point, faults[(n + turn) % len(faults)]))
    return found


@pytest.fixture
def house(committed: dict[str, Scope], tmp_path: Path, settings: Settings) -> Iterator[House]:
    with enter(committed["alpha"]), open_house(tmp_path, settings) as found:
        yield found


def test_the_matrix_has_every_place_that_is_named() -> None:
    named: set[str] = set()
    for room in ROOMS:
        for file in (ROOT / "src" / "guildhall" / room).rglob("*.py"):
            for point in NAMED.findall(file.read_text(encoding="utf-8")):
                (part,) = re.findall(r"\{.*\}", point) or [""]
                named |= {point.replace(part, each) for each in PARTS.get(part, (part,))}

    struck = {point for *_, points in DEEDS for point in points}
    assert named - struck - ELSEWHERE == set()
    assert {point for point in struck - named if not point.startswith("orders.")} == set()
    assert len(struck) > 40


def test_whoever_dies_wherever_all_comes_to_one_end(house: House) -> None:
    wanted = cases()[: _size()]
    deaths: Counter[str] = Counter()
    wrong: list[str] = []
    for case in wanted:
        faults = _faults_of(case, house, deaths)
        wrong += [f"{case}: {fault}" for fault in faults]
        sys.stderr.write(f"{clock.now():%H:%M:%S} {case}: {faults or 'well'}\n")

    _let_all_time_pass(house)
    faults = faults_in_the_books(house)
    _report(deaths, len(wanted))
    assert wrong == []
    assert faults == []


def _faults_of(case: Case, house: House, deaths: Counter[str]) -> list[str]:
    """Return what is wrong after a crash: nothing."""
    known = set(Order.objects.values_list("number", flat=True))
    try:
        died = _run(case, house)
    except (AssertionError, Refusal) as error:
        return [repr(error)]
    deaths[f"{case.of} by the {case.role}"] += died
    new = set(Order.objects.values_list("number", flat=True)) - known
    unreached = [] if died else ["nobody died: the place was not reached"]
    return [*unreached, *faults_in_the_books(house, new)]


def _size() -> int:
    """Return how many crashes: every place with one fault, or by another name with all."""
    return max(
        size_of("crash_matrix", small=8, soak=len(PLACES)),
        size_of("crash_matrix_all", small=8, soak=len(cases())),
    )


def _run(case: Case, house: House) -> bool:
    """Do a deed with a blow in it, and let everything come to rest; say whether anybody died."""

    def strike() -> None:
        for twin in house.twins:
            twin.faults.change(FAULTS[case.fault])
        house.victim(case.role).doom(case.point)

    try:
        case.deed(house, strike)
    finally:
        died = house.fell(case.role)
        for twin in house.twins:
            twin.faults.clear()
    house.settle()
    return died


def _let_all_time_pass(house: House) -> None:
    """Let deadlines and the time of holds go by: nothing stays promised to nobody."""
    for _ in range(12):
        pass_time(Checkout.objects.all(), "deadline")
        pass_time(Reservation.objects.all(), "expires_at")
        pass_time(Order.objects.all(), "expires_at")
    house.settle()


def _report(deaths: Counter[str], wanted: int) -> None:
    orders = Order.objects.count()
    print(f"crash_matrix: {sum(deaths.values())} of {wanted} died, {orders} orders")  # noqa: T201 - the report
    for what, count in sorted(deaths.items()):
        print(f"crash_matrix: {what}: {count}")  # noqa: T201 - the report
