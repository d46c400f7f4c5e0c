"""What went wrong with stock elsewhere, each as it was reported there, and does not here."""

from collections.abc import Callable
from decimal import Decimal
from random import Random
from threading import Barrier

import pytest
from django.db import connections, transaction

from guildhall.inventory.errors import BelowReserved, OutOfStock, StockChanged
from guildhall.inventory.models import Movement, StockLevel
from guildhall.inventory.operations import (
    adjust_stock,
    receive_goods,
    release_stock,
    reserve_stock,
    set_offer,
    ship_stock,
)
from guildhall.inventory.queries import available_for
from guildhall.inventory.types import (
    Arrival,
    ArrivedLine,
    Correction,
    Demand,
    Offer,
    Source,
    StockKey,
)
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.units import unit
from tests.factories.company import Company, make_company
from tests.harness.crowds import crowd
from tests.inventory.shelves import (
    adjust,
    broken_rules,
    later,
    level_of,
    receive,
    reserve,
    taken_by,
)


def test_two_checkouts_do_not_buy_the_last_unit(committed: dict[str, Scope], stamp: Stamp) -> None:
    """C-1 (vendurehq/vendure#3508, #1738): checked in one transaction, taken in another."""
    with enter(committed["alpha"]), unit():
        company = make_company(stock=Decimal(2), skus=("APPLE",))

    sold = _all_at_once(committed["alpha"], 8, lambda n: _sold(company, f"o{n}", stamp))

    assert sum(sold) == 2
    with enter(committed["alpha"]), unit():
        assert broken_rules() == []


def test_what_is_asked_for_twice_in_one_cart_is_counted_together(
    alpha: Scope, stamp: Stamp
) -> None:
    """C-2 (medusajs/medusa#16502): each line was held against the same undiminished stock."""
    company = make_company(stock=Decimal(10))
    doubled = [*_two_lines(company, 6), *_two_lines(company, 6)]

    with pytest.raises(OutOfStock):
        _reserve_lines(company, doubled, stamp)

    assert taken_by("cart") == {}


def test_stock_is_taken_from_every_location_that_was_counted(alpha: Scope, stamp: Stamp) -> None:
    """C-3 (medusajs/medusa#14987): all were counted, `location_ids[0]` alone was reserved."""
    company = make_company(stock=Decimal(10))

    reserve(company, "A", {"APPLE": 10}, stamp)

    assert taken_by("A") == {"S1": 5, "S2": 5}


def test_thirteen_wanted_are_thirteen_reserved(alpha: Scope, stamp: Stamp) -> None:
    """C-4 (vendurehq/vendure#4030, in 3.7.3 still): ten at the first place and 13 at the next."""
    company = make_company(stock=Decimal(20))
    receive(company, "APPLE", 20, stamp, at="S2")

    reserve(company, "A", {"APPLE": 13}, stamp)

    assert taken_by("A") == {"S1": 10, "S2": 3}
    assert broken_rules() == []


def test_what_is_reserved_never_drifts_from_its_promises(alpha: Scope, stamp: Stamp) -> None:
    """C-6 (odoo/odoo#62139, #20784): "not possible to unreserve more than you have in stock"."""
    company = make_company(stock=Decimal(10))
    random = Random(6)

    for n in range(60):
        _sold(company, f"o{n}", stamp, quantity=random.randint(1, 4))
        release_stock(f"o{random.randint(0, n)}", stamp=stamp)
        release_stock(f"o{random.randint(0, n)}", stamp=stamp)

    assert broken_rules() == []


def test_a_late_entry_changes_no_line_that_was_written_before(alpha: Scope, stamp: Stamp) -> None:
    """C-7 (frappe/erpnext#53773, #26625): a back-dated entry re-posted all that came after it."""
    company = make_company(stock=Decimal(10))
    _sold(company, "A", stamp, quantity=3)
    ship_stock("A", stamp=stamp)
    before = list(Movement.objects.order_by("id").values())

    arrival = Arrival(
        "S1", (ArrivedLine("APPLE", Decimal(4)),), received_at=later(stamp, days=-9).at
    )
    receive_goods(arrival, stamp=stamp)

    after = list(Movement.objects.order_by("id").values())
    assert [row for row in after if row in before] == before
    assert len(after) == len(before) + 1
    assert level_of("APPLE").on_hand == 5 - 3 + 4
    assert broken_rules() == []


def test_the_last_pieces_are_shipped_though_none_is_left_to_sell(
    alpha: Scope, stamp: Stamp
) -> None:
    """medusajs/medusa#6500: what was reserved could not be fulfilled once available was zero."""
    company = make_company(stock=Decimal(10))
    reserve(company, "A", {"APPLE": 10}, stamp)
    assert level_of("APPLE").available == 0

    ship_stock("A", stamp=stamp)

    assert [level_of("APPLE", at).on_hand for at in ("S1", "S2")] == [0, 0]


def test_of_corrections_made_at_once_none_overwrites_another(
    committed: dict[str, Scope], stamp: Stamp
) -> None:
    """3.5 (Solidus `set_count_on_hand`): set without a lock, the last of two counts won."""
    with enter(committed["alpha"]), unit():
        make_company(stock=Decimal(20), skus=("APPLE",))

    def correct(_n: int) -> bool:
        try:
            adjust_stock(
                StockKey("APPLE", "S1"),
                Correction(Decimal(-1), Decimal(10), "counted"),
                stamp=stamp,
            )
        except StockChanged:
            return False
        return True

    assert sum(_all_at_once(committed["alpha"], 6, correct)) == 1
    with enter(committed["alpha"]), unit():
        assert level_of("APPLE").on_hand == 9


def test_the_second_of_two_checks_sees_what_the_first_has_taken(
    alpha: Scope, stamp: Stamp
) -> None:
    """Saleor `warehouse/management.py`: a generator, used up by the first of two queries.

    The second then summed nothing: what was allocated already did not count.
    """
    company = make_company(stock=Decimal(10))
    reserve(company, "cart", {"APPLE": 6}, stamp)

    with pytest.raises(OutOfStock) as refused:
        reserve(company, "A", {"APPLE": 5, "BREAD": 1}, stamp)

    assert refused.value.facts["lines"] == [{"sku": "APPLE", "asked": "5", "available": "4"}]


def test_a_location_in_the_red_does_not_make_another_unsellable(
    alpha: Scope, stamp: Stamp
) -> None:
    """C-19 (saleor PR 17170, saleor/apps#1175): three waited at one, five lay at the other."""
    company = make_company(stock=Decimal(10))
    set_offer("APPLE", Offer(Decimal(3), lead_days=1), channel="web", stamp=stamp)
    reserve(company, "A", {"APPLE": 13}, stamp)
    receive(company, "APPLE", 5, stamp, at="S2")

    assert level_of("APPLE", "S1").available == -3
    left = available_for(company.variants.values(), source=Source(company.site.channel.id))
    assert left[company.variants["APPLE"]] == 5
    reserve(company, "B", {"APPLE": 5}, stamp)
    assert taken_by("B") == {"S2": 5}


def test_nothing_is_quietly_brought_to_zero(alpha: Scope, stamp: Stamp) -> None:
    """Vendure PR 4930 clamps: what was asked for is refused here, and nothing is changed."""
    company = make_company(stock=Decimal(10))
    reserve(company, "A", {"APPLE": 3}, stamp)

    with pytest.raises(BelowReserved):
        adjust("APPLE", -4, stamp)

    assert level_of("APPLE").on_hand == 5


def test_a_cart_is_not_served_short(alpha: Scope, stamp: Stamp) -> None:
    """Vendure 3.7.3 returns less than was asked without a word: here it is all or a refusal."""
    company = make_company(stock=Decimal(10))

    with pytest.raises(OutOfStock):
        reserve(company, "A", {"APPLE": 11}, stamp)

    assert StockLevel.objects.filter(reserved__gt=0).count() == 0


def test_orders_that_want_the_same_goods_in_any_order_do_not_lock_each_other_up(
    committed: dict[str, Scope], stamp: Stamp
) -> None:
    """3.4: levels are locked in the order of their keys, so a deadlock cannot arise."""
    with enter(committed["alpha"]), unit():
        company = make_company(stock=Decimal(1_000))

    def buy(n: int) -> bool:
        skus = list(company.variants)
        Random(n).shuffle(skus)
        reserve(company, f"o{n}", dict.fromkeys(skus, 1), stamp)
        return True

    assert all(_all_at_once(committed["alpha"], 12, buy))


def _two_lines(company: Company, quantity: int) -> list[tuple[str, int]]:
    return [(sku, quantity) for sku in list(company.variants)[:2]]


@transaction.atomic
def _reserve_lines(company: Company, lines: list[tuple[str, int]], stamp: Stamp) -> None:
    reserve_stock(
        "cart",
        demands=[Demand(company.variants[sku], sku, Decimal(n)) for sku, n in lines],
        source=Source(company.site.channel.id),
        until=None,
        stamp=stamp,
    )


def _sold(company: Company, reference: str, stamp: Stamp, *, quantity: int = 1) -> bool:
    try:
        reserve(company, reference, {"APPLE": quantity}, stamp)
    except OutOfStock:
        return False
    return True


def _all_at_once[T](scope: Scope, size: int, act: Callable[[int], T]) -> list[T]:
    barrier = Barrier(size)

    def run(number: int, _random: Random) -> T:
        try:
            with enter(scope), unit():
                barrier.wait(30)
                return act(number)
        finally:
            connections["default"].close()

    return crowd(size, run)
