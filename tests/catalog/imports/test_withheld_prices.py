"""A file is no way around the yes that a price needs."""

from decimal import Decimal

import pytest

from guildhall.approvals.operations import set_rule
from guildhall.approvals.states import ActionCode
from guildhall.approvals.types import RuleTerms
from guildhall.catalog.models import ImportFault
from guildhall.catalog.queries import get_prices
from guildhall.catalog.types.imports import ImportCard
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope
from tests.factories.company import Company, make_company
from tests.factories.prices import DOUBLE, make_list, make_strategy, note_cost
from tests.factories.sheets import checked, csv_of, imported

RETAIL = "Price: retail"
LISTED = {"SKU": "sku", RETAIL: "price:retail"}


@pytest.fixture
def shop(alpha: Scope, stamp: Stamp) -> Company:
    """Tenant alpha with five products at 2.50, where changes of a fifth need a yes."""
    made = make_company(stamp=stamp)
    set_rule(RuleTerms(ActionCode.PRICES_CHANGE, Decimal(20)), stamp=stamp)
    return made


def _file(*rows: tuple[str, str], column: str = "Price") -> bytes:
    return csv_of(("SKU", column), rows)


def _faults(card: ImportCard) -> list[tuple[int, str, str]]:
    rows = ImportFault.objects.filter(run=card.id).order_by("row")
    return list(rows.values_list("row", "field", "code"))


def _price(shop: Company, sku: str) -> str:
    return get_prices(sku, channel=shop.site.channel)[0].shown


def test_a_large_change_is_told_as_wrong_and_the_rest_is_taken(
    shop: Company, stamp: Stamp
) -> None:
    data = _file(("APPLE", "2.60"), ("BREAD", "3.00"), ("CHEESE", "1.99"), ("DATES", "2.50"))

    foreseen = checked(data, stamp=stamp)
    done = imported(data, stamp=stamp)

    wrong = [(3, "price", "price_needs_yes"), (4, "price", "price_needs_yes")]
    assert _faults(foreseen) == _faults(done) == wrong
    assert (done.tally.changed, done.tally.failed, done.tally.unchanged) == (1, 2, 1)
    assert [_price(shop, sku) for sku in ("APPLE", "BREAD", "CHEESE")] == ["2.6", "2.5", "2.5"]


def test_without_a_rule_any_change_is_taken(alpha: Scope, stamp: Stamp) -> None:
    """Negative control: it is the rule that holds a price back."""
    company = make_company(stamp=stamp)

    done = imported(_file(("BREAD", "300.00")), stamp=stamp)

    assert (done.tally.changed, done.tally.failed) == (1, 0)
    assert _price(company, "BREAD") == "300"


def test_a_first_price_moves_nothing_and_needs_no_yes(shop: Company, stamp: Stamp) -> None:
    make_list(stamp=stamp)

    done = imported(_file(("BREAD", "300.00"), column=RETAIL), mapping=LISTED, stamp=stamp)

    assert (done.tally.changed, done.tally.failed) == (1, 0)


def test_a_price_below_its_floor_is_told_as_wrong(shop: Company, stamp: Stamp) -> None:
    make_list(stamp=stamp)
    set_rule(RuleTerms(ActionCode.PRICES_BELOW_FLOOR, Decimal(0)), stamp=stamp)
    make_strategy(steps=DOUBLE, stamp=stamp, margin_floor=Decimal("0.3"))
    note_cost(shop, "BREAD", "2.00", stamp=stamp)
    imported(_file(("BREAD", "4.00"), column=RETAIL), mapping=LISTED, stamp=stamp)

    done = imported(_file(("BREAD", "2.10"), column=RETAIL), mapping=LISTED, stamp=stamp)

    assert _faults(done) == [(2, "price:retail", "price_below_floor")]
