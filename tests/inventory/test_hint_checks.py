"""What Redis remembers of stock is compared with the rows, too."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from guildhall.inventory.operations import run_check, set_sourcing, start_check
from guildhall.inventory.queries import get_check, list_availability
from guildhall.inventory.queries.hint_proofs import wrong_hints
from guildhall.inventory.queries.hints import hints_of
from guildhall.inventory.states import AllocationOrder, Damage
from guildhall.inventory.types import CheckCard, Sourcing
from guildhall.kernel.cache import forget_everything, scoped_key
from guildhall.kernel.models import Fact
from guildhall.kernel.redis import redis
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.units import unit
from guildhall.organization.queries import get_channel
from tests.factories.company import Company, make_company
from tests.inventory.shelves import reserve


@pytest.fixture
def company(committed: dict[str, Scope], stamp: Stamp) -> Iterator[Company]:
    """Ten of each, all of it remembered, in a company whose changes commit."""
    with enter(committed["alpha"]), unit():
        company = make_company(stock=Decimal(10), skus=("APPLE", "BREAD"))
        _told(stamp)
        yield company


def _told(stamp: Stamp) -> dict[str, int]:
    found = list_availability(["APPLE", "BREAD"], channel=get_channel("web"), day=stamp.at.date())
    return {each.sku: int(each.available) for each in found}


def _outlive(company: Company, sku: str, value: str) -> None:
    """Let a hint say something that is not so, as if its drop had been lost."""
    key = scoped_key(company.variants[sku].hex, "stock", 1)
    (way,) = hints_of([company.variants[sku]])[company.variants[sku]]
    redis().hset(key, way, value)


def _checked(stamp: Stamp, *, repair: bool) -> CheckCard:
    check = start_check(repair=repair, stamp=stamp)
    run_check(check, stamp=stamp)
    return get_check(check)


def test_what_is_remembered_rightly_is_no_finding(company: Company, stamp: Stamp) -> None:
    reserve(company, "A", {"APPLE": 3}, stamp)
    _told(stamp)

    assert wrong_hints(list(company.variants.values())) == (2, [])
    assert _checked(stamp, repair=True).found == 0


def test_a_hint_that_outlived_its_truth_is_found_and_dropped(
    company: Company, stamp: Stamp
) -> None:
    _outlive(company, "APPLE", "7")
    assert _told(stamp) == {"APPLE": 7, "BREAD": 10}

    card = _checked(stamp, repair=True)

    (finding,) = card.findings
    assert (finding.damage, finding.sku, finding.repaired) == (Damage.HINT, "APPLE", True)
    assert [int(Decimal(each)) for each in (finding.kept, finding.proven)] == [7, 10]
    assert _told(stamp) == {"APPLE": 10, "BREAD": 10}
    (fact,) = Fact.objects.filter(type="stock.mended")
    assert (fact.payload["damage"], fact.payload["sku"]) == ("hint", "APPLE")


def test_a_check_that_repairs_nothing_leaves_it(company: Company, stamp: Stamp) -> None:
    _outlive(company, "APPLE", "7")

    card = _checked(stamp, repair=False)

    assert (card.found, card.repaired) == (1, 0)
    assert _told(stamp)["APPLE"] == 7


def test_what_nobody_asks_any_more_is_no_finding(company: Company, stamp: Stamp) -> None:
    _outlive(company, "APPLE", "7")

    set_sourcing("web", Sourcing(AllocationOrder.MOST_STOCK), stamp=stamp)
    forget_everything()

    assert wrong_hints(list(company.variants.values()))[1] == []
