"""Loading a company: complete, once, and from wherever the last attempt stopped."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from guildhall.approvals.queries import list_approvals
from guildhall.approvals.states import ActionCode
from guildhall.approvals.types import ApprovalFilter
from guildhall.catalog.queries import get_product, list_proposals, variant_ids
from guildhall.config.demo.admission import admit_programs, hire_staff, keys_work
from guildhall.config.demo.cast import COMPANIES
from guildhall.config.demo.counting import undelivered_in, wait_until_delivered
from guildhall.config.demo.handover import Handover, Keys, read_handover
from guildhall.config.demo.journey import read_journey
from guildhall.config.demo.loading import company_of, fill_company, furnish_company
from guildhall.config.demo.types import Chain
from guildhall.identity.queries import list_staff
from guildhall.identity.states import OF_THE_PLATFORM, Role
from guildhall.inventory.queries import (
    audit_stock,
    list_levels,
    list_locations,
    list_lots,
    list_stocktakes,
    list_transfers,
)
from guildhall.kernel.facts import count_facts
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.organization.queries import get_site, list_stores

ACME = COMPANIES[0]
STEPS = 4


class PowerCut(Exception):
    """What ends a load too early."""


@pytest.fixture(scope="module")
def chain() -> Chain:
    return read_journey(["acme", "borealis", "cordoba"], stores=2, days=2).chains[0]


def no_tell(_done: int) -> None:
    """Show nothing."""


def cut_after(steps: int) -> Callable[[int], None]:
    left = steps

    def tell(_done: int) -> None:
        nonlocal left
        left -= 1
        if not left:
            raise PowerCut

    return tell


def shelves() -> dict[tuple[str, str], Decimal]:
    kept: dict[tuple[str, str], Decimal] = {}
    cursor: str | None = None
    while True:
        page = list_levels(cursor=cursor, limit=200)
        kept |= {(level.location, level.sku): level.on_hand for level in page.items}
        cursor = page.next_cursor
        if cursor is None:
            return kept


def test_a_company_has_exactly_what_the_data_says(
    alpha: Scope, chain: Chain, stamp: Stamp
) -> None:
    fill_company(ACME, chain, tell=no_tell, stamp=stamp)

    received = {(r.store, r.sku): Decimal(r.quantity) for r in chain.receipts}
    assert shelves() == received
    assert len(variant_ids(product.sku for product in chain.products)) == len(chain.products)
    assert {store.code for store in list_stores()} == set(chain.stores)
    assert {place.code for place in list_locations()} == set(chain.stores)
    assert audit_stock().ledger_differs == 0


def test_a_product_is_sold_under_its_name_and_price(
    alpha: Scope, chain: Chain, stamp: Stamp
) -> None:
    fill_company(ACME, chain, tell=no_tell, stamp=stamp)

    wanted = chain.products[0]
    shown = get_product(wanted.sku, site=get_site(ACME.site))
    assert (shown.title, shown.brand, shown.barcode) == (
        wanted.name,
        wanted.brand,
        wanted.barcode,
    )
    assert (shown.price.amount, shown.price.currency) == (wanted.price, "USD")


def test_a_second_load_changes_nothing(alpha: Scope, chain: Chain, stamp: Stamp) -> None:
    fill_company(ACME, chain, tell=no_tell, stamp=stamp)
    before = (shelves(), count_facts())

    fill_company(ACME, chain, tell=no_tell, stamp=stamp)

    assert (shelves(), count_facts()) == before


def test_a_load_takes_as_many_steps_as_the_cuts_below_assume(
    alpha: Scope, chain: Chain, stamp: Stamp
) -> None:
    steps: list[int] = []

    fill_company(ACME, chain, tell=steps.append, stamp=stamp)

    assert len(steps) == STEPS
    assert sum(steps) == len(chain.products) + len(chain.receipts)


@pytest.mark.parametrize("steps", range(1, STEPS + 1))
def test_a_load_that_was_cut_off_goes_on_where_it_stopped(
    alpha: Scope, chain: Chain, stamp: Stamp, steps: int
) -> None:
    with pytest.raises(PowerCut):
        fill_company(ACME, chain, tell=cut_after(steps), stamp=stamp)

    fill_company(ACME, chain, tell=no_tell, stamp=stamp)

    assert shelves() == {(r.store, r.sku): Decimal(r.quantity) for r in chain.receipts}
    assert audit_stock().ledger_differs == 0


def test_what_was_sold_out_is_not_filled_up_again(
    alpha: Scope, chain: Chain, stamp: Stamp
) -> None:
    first = chain.receipts[0]
    fewer = replace(chain, receipts=(replace(first, quantity=1),))
    fill_company(ACME, fewer, tell=no_tell, stamp=stamp)

    fill_company(ACME, chain, tell=no_tell, stamp=stamp)

    assert shelves()[first.store, first.sku] == 1


def test_people_are_hired_once(alpha: Scope, stamp: Stamp) -> None:
    hire_staff("acme", stamp, store="S1")
    hire_staff("acme", stamp, store="S1")

    hired = [role for person in list_staff() for role in person.roles]
    assert sorted(hired) == sorted(set(Role) - OF_THE_PLATFORM)


def test_keys_that_work_are_kept(alpha: Scope, tmp_path: Path, stamp: Stamp) -> None:
    first = admit_programs("acme", handover=Handover(5, 7), folder=tmp_path, stamp=stamp)

    second = admit_programs("acme", handover=first, folder=tmp_path, stamp=stamp)

    assert second == first == read_handover(tmp_path)
    assert keys_work(first.keys["acme"])


def test_keys_of_another_database_are_replaced(alpha: Scope, tmp_path: Path, stamp: Stamp) -> None:
    foreign = Handover(5, 7, keys={"acme": Keys(f"gh_{'0' * 12}_x", f"gh_{'1' * 12}_y")})

    told = admit_programs("acme", handover=foreign, folder=tmp_path, stamp=stamp)

    assert told.keys["acme"] != foreign.keys["acme"]
    assert keys_work(told.keys["acme"])


def test_every_chain_belongs_to_the_company_of_its_name(chain: Chain) -> None:
    assert company_of(chain) is ACME


def test_waiting_for_facts_ends_when_nobody_delivers_them(
    committed: dict[str, Scope], stamp: Stamp
) -> None:
    with enter(committed["alpha"]):
        hire_staff("acme", stamp, store="S1")

    assert undelivered_in(committed["alpha"]) == 8
    assert not wait_until_delivered(seconds=0.1)


def test_every_page_of_goods_and_stock_has_something_to_show(
    alpha: Scope, chain: Chain, stamp: Stamp
) -> None:
    hire_staff(ACME.slug, stamp, store=min(chain.stores))
    fill_company(ACME, chain, tell=no_tell, stamp=stamp)

    furnish_company(ACME, chain, stamp=stamp)
    before = count_facts()
    furnish_company(ACME, chain, stamp=stamp)

    assert count_facts() == before
    asked = list_approvals(ApprovalFilter(), stamp=stamp).items
    assert [row.action for row in asked] == [ActionCode.STOCK_ADJUST]
    assert len(list_transfers().items) == 1
    assert len(list_stocktakes().items) == 1
    assert len(list_proposals().items) == 1
    assert {lot.code for lot in list_lots().items} == {"R-1987", "R-2041", "R-2055"}
    assert audit_stock().ledger_differs == 0
