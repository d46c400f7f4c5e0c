"""Stock is compared with what proves it: each kind of damage is planted, found and put right."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db.models import F

from guildhall.catalog.models import Variant
from guildhall.catalog.states import Tracking
from guildhall.inventory.errors import CheckNotFound, CheckRunning, LocationNotFound
from guildhall.inventory.models import (
    CostLayer,
    Expected,
    ItemValue,
    LevelSnapshot,
    Lot,
    LotStock,
    Movement,
    Reservation,
    StockBlock,
    StockLevel,
)
from guildhall.inventory.operations import run_check, start_check, take_snapshots, value_stock
from guildhall.inventory.queries import get_check
from guildhall.inventory.states import Bucket, Damage, MovementKind
from guildhall.inventory.types import CheckCard
from guildhall.kernel import clock
from guildhall.kernel.events import registered
from guildhall.kernel.ids import new_id
from guildhall.kernel.models import Fact
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import Scope
from tests.factories.company import Company, make_company, make_order


def _level() -> StockLevel:
    return StockLevel.objects.get(location__code="S1", variant__sku="APPLE")


def _row(**values: object) -> None:
    StockLevel.objects.filter(id=_level().id).update(**values)


def _line(
    quantity: int,
    *,
    bucket: Bucket = Bucket.ON_HAND,
    reference: str = "planted",
    **more: object,
) -> None:
    Movement.objects.create(
        level=_level(),
        kind=MovementKind.ADJUSTMENT,
        bucket=bucket,
        quantity=quantity,
        reference=reference,
        actor="test",
        request_id=new_id(),
        effective_at=clock.now(),
        **more,
    )


def _more_on_hand() -> None:
    _row(on_hand=F("on_hand") + 3)


def _a_line_without_its_bucket() -> None:
    _line(2)


def _less_reserved() -> None:
    """C-6: Odoo keeps what is reserved in two places, which drift apart."""
    _row(reserved=F("reserved") - 1)


def _a_promise_without_its_bucket() -> None:
    Reservation.objects.create(level=_level(), reference="LOST-1", quantity=2)


def _more_unavailable() -> None:
    _row(unavailable=2)
    StockBlock.objects.create(level=_level(), reason="damaged", quantity=2)


def _more_inbound() -> None:
    _row(inbound=4)


def _less_inbound() -> None:
    Expected.objects.create(level=_level(), reference="TR-1", quantity=4)


def _fewer_blocks() -> None:
    _line(2, bucket=Bucket.UNAVAILABLE, reference="damaged")
    _row(unavailable=2)
    StockBlock.objects.create(level=_level(), reason="damaged", quantity=1)
    StockBlock.objects.create(level=_level(), reason="quality", quantity=3)


def _more_of_a_lot() -> None:
    lot = Lot.objects.create(variant=_level().variant, code="L1")
    LotStock.objects.create(level=_level(), lot=lot, on_hand=7, received_at=clock.now())


def _a_wrong_snapshot() -> None:
    take_snapshots(every=1, stamp=system_stamp("test", clock.now()))
    LevelSnapshot.objects.filter(level=_level()).update(on_hand=F("on_hand") + 1)


PLANTED: list[tuple[Callable[[], None], set[Damage]]] = [
    (_more_on_hand, {Damage.ON_HAND}),
    (_a_line_without_its_bucket, {Damage.ON_HAND}),
    (_less_reserved, {Damage.RESERVED}),
    (_a_promise_without_its_bucket, {Damage.RESERVED}),
    (_more_unavailable, {Damage.UNAVAILABLE, Damage.BLOCKS}),
    (_more_inbound, {Damage.INBOUND}),
    (_less_inbound, {Damage.INBOUND}),
    (_fewer_blocks, {Damage.BLOCKS}),
    (_more_of_a_lot, {Damage.LOTS}),
    (_a_wrong_snapshot, {Damage.SNAPSHOT}),
]


@pytest.fixture
def shop(alpha: Scope, stamp: Stamp) -> Company:
    company = make_company(stock=Decimal(40), skus=("APPLE", "BREAD"))
    make_order(company, {"APPLE": 3}, stamp=stamp)
    return company


def _check(stamp: Stamp, *, repair: bool = False, location: str = "") -> CheckCard:
    check = start_check(location=location, repair=repair, stamp=stamp)
    run_check(check, stamp=stamp)
    return get_check(check)


def _mended() -> list[str]:
    rows = Fact.objects.filter(type="stock.mended").order_by("sequence")
    return [row.payload["damage"] for row in rows]


def test_stock_that_adds_up_has_no_findings(shop: Company, stamp: Stamp) -> None:
    """Negative control: nothing is found where nothing was planted."""
    found = _check(stamp)

    assert (found.levels, found.found, found.findings) == (4, 0, ())
    assert found.finished_at is not None


@pytest.mark.parametrize(("plant", "expected"), PLANTED)
def test_planted_damage_is_found_and_left_alone_unless_asked(
    shop: Company, stamp: Stamp, plant: Callable[[], None], expected: set[Damage]
) -> None:
    plant()

    found, again = _check(stamp), _check(stamp)

    assert {each.damage for each in found.findings} == expected
    assert {each.damage for each in again.findings} == expected
    assert found.repaired == 0
    assert all((each.sku, each.location) == ("APPLE", "S1") for each in found.findings)
    assert _mended() == []


@pytest.mark.parametrize(("plant", "expected"), PLANTED)
def test_planted_damage_is_put_right_with_a_fact_for_each(
    shop: Company, stamp: Stamp, plant: Callable[[], None], expected: set[Damage]
) -> None:
    plant()

    found = _check(stamp, repair=True)

    assert {each.damage for each in found.findings} == expected
    assert found.repaired == found.found == len(expected)
    assert set(_mended()) == expected
    assert _check(stamp).found == 0


def test_a_ledger_that_cannot_be_true_gets_a_line_and_somebody_counts(
    shop: Company, stamp: Stamp
) -> None:
    """More is promised than the ledger has: what lies there stays, and the ledger is corrected."""
    _line(-19)

    found = _check(stamp, repair=True)

    assert [(each.damage, each.repaired, each.note) for each in found.findings] == [
        (Damage.ON_HAND, True, "count it"),
        (Damage.OVERSOLD, False, "count it"),
    ]
    assert Movement.objects.get(kind=MovementKind.REVERSAL).quantity == 19
    assert _level().on_hand == 20
    assert _check(stamp).found == 0


def test_goods_without_a_lot_are_told_and_left_to_people(shop: Company, stamp: Stamp) -> None:
    Variant.objects.filter(sku="BREAD").update(tracking=Tracking.LOT)

    found = _check(stamp, repair=True)

    assert {each.damage for each in found.findings} == {Damage.UNTOLD_LOTS}
    assert (found.found, found.repaired) == (2, 0)


def _less_worth() -> None:
    ItemValue.objects.filter(variant__sku="APPLE").update(value=F("value") + 1)


def _fewer_layers() -> None:
    CostLayer.objects.filter(variant__sku="APPLE").update(left=1)


@pytest.mark.parametrize(
    ("plant", "damage"), [(_less_worth, Damage.VALUE), (_fewer_layers, Damage.LAYERS)]
)
def test_what_stock_is_worth_is_compared_and_made_anew(
    shop: Company, stamp: Stamp, plant: Callable[[], None], damage: Damage
) -> None:
    value_stock(stamp=stamp)
    assert _check(stamp).found == 0
    plant()

    found = _check(stamp, repair=True)

    assert [(each.damage, each.sku, each.repaired) for each in found.findings] == [
        (damage, "APPLE", True)
    ]
    assert _check(stamp).found == 0


def test_what_nobody_has_valued_is_found_and_valued(shop: Company, stamp: Stamp) -> None:
    """A line that was left out long ago lies before all that has been valued since."""
    value_stock(stamp=stamp)
    two_hours = timedelta(hours=2)
    early = (new_id().int >> 80) - int(two_hours.total_seconds() * 1_000)
    _line(2, id=UUID(int=early << 80), recorded_at=stamp.at - two_hours)
    _row(on_hand=F("on_hand") + 2)
    assert value_stock(stamp=stamp) == 0

    found, mended = _check(stamp), _check(stamp, repair=True)

    told = [(each.damage, each.proven, each.repaired) for each in found.findings]
    assert told == [(Damage.UNVALUED, "1", False)]
    assert [(each.damage, each.repaired) for each in mended.findings] == [(Damage.UNVALUED, True)]
    assert _check(stamp).found == 0


def test_a_check_of_one_location_finds_nothing_elsewhere(shop: Company, stamp: Stamp) -> None:
    _more_on_hand()

    assert _check(stamp, location="S2").found == 0
    assert _check(stamp, location="S1").found == 1


def test_a_check_of_nowhere_is_refused(shop: Company, stamp: Stamp) -> None:
    with pytest.raises(LocationNotFound):
        start_check(location="S9", stamp=stamp)
    with pytest.raises(CheckNotFound):
        run_check(new_id(), stamp=stamp)


def test_two_checks_do_not_run_at_once(shop: Company, stamp: Stamp) -> None:
    start_check(stamp=stamp)

    with pytest.raises(CheckRunning):
        start_check(stamp=stamp)


def test_a_check_that_has_finished_does_not_run_again(shop: Company, stamp: Stamp) -> None:
    check = start_check(stamp=stamp)
    run_check(check, stamp=stamp)
    _more_on_hand()

    run_check(check, stamp=stamp)

    assert get_check(check).found == 0


def test_every_kind_of_damage_is_planted_somewhere() -> None:
    planted = set[Damage]().union(*(expected for _, expected in PLANTED))
    worth = {Damage.VALUE, Damage.LAYERS, Damage.UNVALUED}
    elsewhere = {Damage.OVERSOLD, Damage.UNTOLD_LOTS, Damage.HINT, *worth}

    assert planted | elsewhere == set(Damage)
    assert "stock.mended" in registered()
