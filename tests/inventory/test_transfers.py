"""One paper for goods that go from one place to another, through one that is neither."""

from datetime import date
from decimal import Decimal

import pytest

from guildhall.catalog.states import Tracking
from guildhall.inventory import operations
from guildhall.inventory.errors import (
    BelowReserved,
    LocationNotSelling,
    LotShort,
    MoreThanSent,
    NotOnTransfer,
    PaperNotFound,
    SamePlace,
)
from guildhall.inventory.models import Expected as Inbound
from guildhall.inventory.models import LotStock, Movement, StockLevel
from guildhall.inventory.operations.places import IN_TRANSIT
from guildhall.inventory.queries import (
    audit_stock,
    available_for,
    get_transfer,
    list_transfers,
    lots_differing,
)
from guildhall.inventory.states import LocationKind
from guildhall.inventory.types import PaperFilter, Source, TransferPlan, TransferWish
from guildhall.kernel.conditions import ChangedMeanwhile, Expected
from guildhall.kernel.facts import facts_about
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.states import MoveNotAllowed
from guildhall.kernel.tenancy import Scope
from tests.factories.company import Company, make_company, make_order
from tests.factories.warehouse import keep_by, level_of, receive


def _plan(*lines: tuple[str, str], stamp: Stamp) -> str:
    wishes = tuple(TransferWish(sku, Decimal(quantity)) for sku, quantity in lines)
    return operations.plan_transfer(TransferPlan("S1", "S2", wishes), stamp=stamp)


def _on_hand(sku: str, *places: str) -> list[Decimal]:
    rows = StockLevel.objects.filter(variant__sku=sku)
    here = dict(rows.values_list("location__code", "on_hand"))
    return [here.get(place, Decimal(0)) for place in places]


def _sellable(company: Company, sku: str) -> Decimal:
    variant = company.variants[sku]
    return available_for([variant], source=Source(company.site.channel.id))[variant]


def _keeper_of(place: str, stamp: Stamp) -> Stamp:
    grants = (Grant("stock:edit", f"location:{place}"),)
    return Stamp(Actor("staff", f"staff:{place}", grants), stamp.at, stamp.request_id)


def test_goods_on_their_way_are_inbound_where_they_go_and_sold_nowhere(
    alpha: Scope, stamp: Stamp
) -> None:
    company = make_company(stock=Decimal(20))
    number = _plan(("APPLE", "6"), stamp=stamp)
    assert _on_hand("APPLE", "S1", IN_TRANSIT, "S2") == [10, 0, 10]

    operations.send_transfer(number, stamp=stamp)

    assert number.startswith(f"TRF-{stamp.at.year}-")
    assert _on_hand("APPLE", "S1", IN_TRANSIT, "S2") == [4, 6, 10]
    assert StockLevel.objects.get(id=level_of("APPLE", "S2").id).inbound == 6
    assert _sellable(company, "APPLE") == 14
    assert audit_stock().ledger_differs == 0


def test_no_channel_can_be_let_sell_what_is_on_its_way(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    operations.send_transfer(_plan(("APPLE", "6"), stamp=stamp), stamp=stamp)

    with pytest.raises(LocationNotSelling):
        operations.sell_from(IN_TRANSIT, channel_id=company.site.channel.id, rank=0, stamp=stamp)


def test_what_arrives_in_parts_is_received_in_parts(alpha: Scope, stamp: Stamp) -> None:
    make_company(stock=Decimal(20))
    number = _plan(("APPLE", "6"), ("BREAD", "2"), stamp=stamp)
    operations.send_transfer(number, stamp=stamp)

    operations.receive_transfer(number, arrived=[TransferWish("APPLE", Decimal(4))], stamp=stamp)
    half = get_transfer(number)
    operations.receive_transfer(number, stamp=stamp)

    assert (half.row.state, half.on_the_way) == ("sent", Decimal(4))
    assert get_transfer(number).row.state == "received"
    assert _on_hand("APPLE", "S1", IN_TRANSIT, "S2") == [4, 0, 16]
    assert _on_hand("BREAD", "S1", IN_TRANSIT, "S2") == [8, 0, 12]
    assert not StockLevel.objects.filter(inbound__gt=0).exists()
    assert not Inbound.objects.filter(closed_at=None).exists()
    assert [fact.type for fact in facts_about([f"transfer:{number}"])] == [
        "transfer.planned",
        "transfer.sent",
        "transfer.arrived",
        "transfer.arrived",
        "transfer.closed",
    ]


def test_what_never_arrives_is_written_off_with_a_reason(alpha: Scope, stamp: Stamp) -> None:
    """3.12: one paper of two legs with a variance, not two adjustments."""
    make_company(stock=Decimal(20))
    number = _plan(("APPLE", "6"), stamp=stamp)
    operations.send_transfer(number, stamp=stamp)
    operations.receive_transfer(number, arrived=[TransferWish("APPLE", Decimal(5))], stamp=stamp)

    operations.close_transfer(number, reason="one was crushed", stamp=stamp)

    card = get_transfer(number)
    assert (card.row.state, card.lines[0].lost) == ("received", Decimal(1))
    assert card.lines[0].loss_reason == "one was crushed"
    assert _on_hand("APPLE", "S1", IN_TRANSIT, "S2") == [4, 0, 15]
    assert not StockLevel.objects.filter(inbound__gt=0).exists()
    lost = Movement.objects.get(reference=number, kind="write_off")
    assert (lost.quantity, lost.reason) == (Decimal(-1), "one was crushed")


def test_more_cannot_arrive_than_was_sent(alpha: Scope, stamp: Stamp) -> None:
    make_company(stock=Decimal(20))
    number = _plan(("APPLE", "6"), stamp=stamp)
    operations.send_transfer(number, stamp=stamp)

    with pytest.raises(MoreThanSent):
        operations.receive_transfer(
            number, arrived=[TransferWish("APPLE", Decimal(7))], stamp=stamp
        )

    assert _on_hand("APPLE", "S1", IN_TRANSIT, "S2") == [4, 6, 10]


def test_a_transfer_is_called_off_only_before_it_is_sent(alpha: Scope, stamp: Stamp) -> None:
    make_company(stock=Decimal(20))
    early, late = _plan(("APPLE", "1"), stamp=stamp), _plan(("APPLE", "1"), stamp=stamp)
    operations.send_transfer(late, stamp=stamp)

    operations.cancel_transfer(early, reason="no need", stamp=stamp)
    with pytest.raises(MoveNotAllowed):
        operations.cancel_transfer(late, reason="no need", stamp=stamp)

    assert get_transfer(early).row.state == "canceled"
    assert _on_hand("APPLE", "S1", IN_TRANSIT, "S2") == [9, 1, 10]


@pytest.mark.parametrize("again", ["send_transfer", "receive_transfer"])
def test_the_same_step_twice_moves_goods_once(alpha: Scope, stamp: Stamp, again: str) -> None:
    make_company(stock=Decimal(20))
    number = _plan(("APPLE", "6"), stamp=stamp)
    operations.send_transfer(number, stamp=stamp)
    operations.receive_transfer(number, stamp=stamp)

    with pytest.raises(MoveNotAllowed):
        getattr(operations, again)(number, stamp=stamp)

    assert _on_hand("APPLE", "S1", IN_TRANSIT, "S2") == [4, 0, 16]


def test_what_somebody_changed_meanwhile_is_not_sent(alpha: Scope, stamp: Stamp) -> None:
    make_company(stock=Decimal(20))
    number = _plan(("APPLE", "6"), stamp=stamp)

    with pytest.raises(ChangedMeanwhile):
        operations.send_transfer(number, stamp=stamp, expected=Expected(('"old"',)))


def test_what_orders_were_promised_stays(alpha: Scope, stamp: Stamp) -> None:
    company = make_company(stock=Decimal(20))
    make_order(company, {"APPLE": 5}, stamp=stamp)
    number = _plan(("APPLE", "6"), stamp=stamp)

    with pytest.raises(BelowReserved):
        operations.send_transfer(number, stamp=stamp)

    assert _on_hand("APPLE", "S1", IN_TRANSIT, "S2") == [10, 0, 10]
    assert get_transfer(number).row.state == "draft"


def test_less_than_was_asked_for_can_be_sent(alpha: Scope, stamp: Stamp) -> None:
    make_company(stock=Decimal(20))
    number = _plan(("APPLE", "6"), stamp=stamp)

    operations.send_transfer(number, sent=[TransferWish("APPLE", Decimal(2))], stamp=stamp)

    (line,) = get_transfer(number).lines
    assert (line.asked, line.sent, line.open) == (Decimal(6), Decimal(2), Decimal(2))


def test_a_keeper_of_either_place_asks_and_each_does_their_own_part(
    alpha: Scope, stamp: Stamp
) -> None:
    make_company(stock=Decimal(20))
    first, second = _keeper_of("S1", stamp), _keeper_of("S2", stamp)
    number = _plan(("APPLE", "6"), stamp=second)

    with pytest.raises(NotPermitted):
        operations.send_transfer(number, stamp=second)
    operations.send_transfer(number, stamp=first)
    with pytest.raises(NotPermitted):
        operations.receive_transfer(number, stamp=first)
    operations.receive_transfer(number, stamp=second)

    assert _on_hand("APPLE", "S1", IN_TRANSIT, "S2") == [4, 0, 16]


def test_goods_are_not_sent_to_where_they_are(alpha: Scope, stamp: Stamp) -> None:
    make_company()
    wish = (TransferWish("APPLE", Decimal(1)),)

    with pytest.raises(SamePlace):
        operations.plan_transfer(TransferPlan("S1", "S1", wish), stamp=stamp)
    with pytest.raises(PaperNotFound):
        get_transfer("TRF-1999-000001")


def test_the_lots_that_expire_first_travel_first_and_arrive_as_themselves(
    alpha: Scope, stamp: Stamp
) -> None:
    make_company(stock=Decimal(0))
    keep_by(Tracking.LOT, "CHEESE")
    receive("CHEESE", "4", lot="LATE", ends=date(2032, 1, 1), stamp=stamp)
    receive("CHEESE", "3", lot="SOON", ends=date(2031, 1, 1), stamp=stamp)
    number = _plan(("CHEESE", "5"), stamp=stamp)

    operations.send_transfer(number, stamp=stamp)
    operations.receive_transfer(number, stamp=stamp)

    lines = {line.lot: (line.asked, line.arrived) for line in get_transfer(number).lines}
    assert lines == {"SOON": (Decimal(3), Decimal(3)), "LATE": (Decimal(2), Decimal(2))}
    kept = LotStock.objects.filter(level__location__code="S2", on_hand__gt=0)
    assert dict(kept.values_list("lot__code", "on_hand")) == {"SOON": 3, "LATE": 2}
    assert lots_differing() == 0


def test_a_named_lot_travels_and_one_that_is_not_there_does_not(
    alpha: Scope, stamp: Stamp
) -> None:
    make_company(stock=Decimal(0))
    keep_by(Tracking.LOT, "CHEESE")
    receive("CHEESE", "4", lot="A", stamp=stamp)
    receive("CHEESE", "4", at="S2", lot="B", stamp=stamp)
    named = TransferPlan("S1", "S2", (TransferWish("CHEESE", Decimal(2), "A"),))
    absent = TransferPlan("S1", "S2", (TransferWish("CHEESE", Decimal(2), "B"),))

    operations.send_transfer(operations.plan_transfer(named, stamp=stamp), stamp=stamp)
    number = operations.plan_transfer(absent, stamp=stamp)
    with pytest.raises(LotShort):
        operations.send_transfer(number, stamp=stamp)

    assert _on_hand("CHEESE", "S1", IN_TRANSIT, "S2") == [2, 2, 4]


def test_a_piece_with_a_serial_number_is_in_one_place_at_a_time(
    alpha: Scope, stamp: Stamp
) -> None:
    make_company(stock=Decimal(0))
    keep_by(Tracking.SERIAL, "CHEESE")
    for code in ("SN1", "SN2"):
        receive("CHEESE", "1", lot=code, stamp=stamp)
    for _ in range(2):
        number = _plan(("CHEESE", "1"), stamp=stamp)
        operations.send_transfer(number, stamp=stamp)
        operations.receive_transfer(number, stamp=stamp)

    assert _on_hand("CHEESE", "S1", IN_TRANSIT, "S2") == [0, 0, 2]
    assert LotStock.objects.filter(on_hand=1).count() == 2


def test_transfers_are_listed_to_either_end(alpha: Scope, stamp: Stamp) -> None:
    make_company(stock=Decimal(20))
    operations.open_location("W9", name="Far", kind=LocationKind.WAREHOUSE, stamp=stamp)
    number = _plan(("APPLE", "1"), stamp=stamp)

    shown = {
        place: [row.number for row in list_transfers(PaperFilter(scopes=(place,))).items]
        for place in ("location:S1", "location:S2", "location:W9")
    }

    assert shown == {"location:S1": [number], "location:S2": [number], "location:W9": []}


def test_what_is_not_on_a_transfer_is_refused_by_its_name(alpha: Scope, stamp: Stamp) -> None:
    make_company(stock=Decimal(20))
    number, bread = _plan(("APPLE", "1"), stamp=stamp), (TransferWish("BREAD", Decimal(1)),)

    with pytest.raises(NotOnTransfer) as sent:
        operations.send_transfer(number, sent=bread, stamp=stamp)
    operations.send_transfer(number, stamp=stamp)
    with pytest.raises(NotOnTransfer):
        operations.receive_transfer(number, arrived=bread, stamp=stamp)

    assert f"BREAD is not on transfer {number}." in str(sent.value)
