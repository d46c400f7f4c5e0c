"""What arrives, what is corrected, and what can never be rewritten."""

from decimal import Decimal
from typing import Any, LiteralString

import pytest
from django.apps import apps
from django.conf import settings
from django.db import ProgrammingError, connection, transaction
from psycopg import sql
from psycopg.errors import InsufficientPrivilege

from guildhall.inventory.errors import (
    BelowReserved,
    LocationNotFound,
    QuantityInvalid,
    StockNotFound,
)
from guildhall.inventory.operations import adjust_stock, open_location, receive_stock
from guildhall.inventory.queries import audit_stock, list_levels, list_movements
from guildhall.inventory.states import LocationKind
from guildhall.inventory.types import Correction, LevelCard, NewStock, StockKey
from guildhall.kernel.facts import facts_about
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import Scope
from tests.factories.company import make_company, make_order


def _level(sku: str, location: str) -> LevelCard:
    return next(x for x in list_levels().items if (x.sku, x.location) == (sku, location))


def _adjust(by: str, stamp: Stamp, location: str = "S1") -> None:
    seen = _level("APPLE", location)
    adjust_stock(seen.key, Correction(Decimal(by), seen.on_hand, "counted"), stamp=stamp)


def _only(stamp: Stamp, *grants: Grant) -> Stamp:
    return Stamp(Actor("staff", "staff:x", grants), stamp.at, stamp.request_id)


def test_what_arrives_is_on_hand_and_on_the_ledger(alpha: Scope, stamp: Stamp) -> None:
    company = make_company(stock=Decimal(10))
    lines = [NewStock(company.variants["APPLE"], "APPLE", Decimal("2.5"))] * 2

    receive_stock("S1", lines=lines, reference="PO-1", stamp=stamp)

    level = _level("APPLE", "S1")
    assert level.on_hand == Decimal(10)
    assert [m.quantity for m in list_movements(level.id).items if m.reference == "PO-1"] == [
        Decimal("2.5")
    ] * 2
    assert audit_stock().ledger_differs == 0


@pytest.mark.parametrize("quantity", ["0", "-1", "0.0001", "NaN", "Infinity"])
def test_what_cannot_be_counted_does_not_arrive(alpha: Scope, stamp: Stamp, quantity: str) -> None:
    company = make_company(stock=Decimal(10))
    lines = [NewStock(company.variants["APPLE"], "APPLE", Decimal(quantity))]

    with pytest.raises(QuantityInvalid):
        receive_stock("S1", lines=lines, reference="PO-1", stamp=stamp)

    assert _level("APPLE", "S1").on_hand == Decimal(5)


def test_nothing_arrives_where_there_is_no_location(alpha: Scope, stamp: Stamp) -> None:
    make_company()

    with pytest.raises(LocationNotFound):
        receive_stock("S9", lines=[], reference="PO-1", stamp=stamp)


@pytest.mark.parametrize("by", ["-5", "-0.5", "3"])
def test_a_correction_is_another_line_of_the_ledger(alpha: Scope, stamp: Stamp, by: str) -> None:
    make_company(stock=Decimal(10))

    _adjust(by, stamp)

    level = _level("APPLE", "S1")
    assert level.on_hand == Decimal(5) + Decimal(by)
    assert {m.reason for m in list_movements(level.id).items} == {"", "counted"}
    assert audit_stock().ledger_differs == 0
    assert "stock.adjusted" in [fact.type for fact in facts_about(["location:S1"])]


def test_what_is_promised_cannot_be_corrected_away(alpha: Scope, stamp: Stamp) -> None:
    company = make_company(stock=Decimal(10))
    make_order(company, {"APPLE": 4}, stamp=stamp)

    with pytest.raises(BelowReserved) as refused:
        _adjust("-2", stamp)

    assert (refused.value.facts["reserved"], refused.value.facts["asked"]) == (4, 2)
    assert _level("APPLE", "S1").on_hand == Decimal(5)


@pytest.mark.parametrize("by", ["0", "NaN", "0.0001"])
def test_a_correction_by_nothing_is_refused(alpha: Scope, stamp: Stamp, by: str) -> None:
    make_company()

    with pytest.raises(QuantityInvalid):
        _adjust(by, stamp)


def test_what_is_not_kept_at_a_location_cannot_be_corrected(alpha: Scope, stamp: Stamp) -> None:
    make_company()

    with pytest.raises(StockNotFound):
        adjust_stock(
            StockKey("NOPE", "S1"), Correction(Decimal(1), Decimal(0), "counted"), stamp=stamp
        )


def test_a_right_at_one_location_corrects_nothing_at_another(alpha: Scope, stamp: Stamp) -> None:
    make_company()
    at_one = _only(stamp, Grant("stock:edit", "location:S1"), Grant("stock:view"))

    _adjust("1", at_one, location="S1")
    with pytest.raises(NotPermitted):
        _adjust("1", at_one, location="S2")


def test_opening_a_location_again_changes_nothing(alpha: Scope, stamp: Stamp) -> None:
    first = open_location("W1", name="Warehouse", kind=LocationKind.WAREHOUSE, stamp=stamp)

    again = open_location("W1", name="Warehouse", kind=LocationKind.WAREHOUSE, stamp=stamp)

    assert again == first
    assert len(facts_about(["location:W1"])) == 1


LEDGERS: dict[str, Any] = {
    model._meta.db_table: model
    for config in apps.get_app_configs()
    if config.name in settings.TENANT_APPS
    for model in config.get_models()
    if hasattr(model, "ledger")
}


def test_what_counts_things_is_a_ledger() -> None:
    expected = {"inventory_movement", "kernel_fact", "payments_payment", "payments_paymentevent"}

    assert expected <= set(LEDGERS)


@pytest.mark.parametrize("table", LEDGERS)
def test_a_tenants_role_cannot_erase_from_a_ledger(alpha: Scope, table: str) -> None:
    _must_be_forbidden("DELETE FROM {0}", table)
    _must_be_forbidden("TRUNCATE {0}", table)


@pytest.mark.parametrize("table", LEDGERS)
def test_a_tenants_role_cannot_rewrite_a_ledger(alpha: Scope, table: str) -> None:
    model = LEDGERS[table]
    columns = {column.column for column in model._meta.concrete_fields}

    for column in sorted(columns - set(model.ledger.mutable)):
        _must_be_forbidden("UPDATE {0} SET {1} = {1}", table, column)


def _must_be_forbidden(statement: LiteralString, *names: str) -> None:
    with (
        pytest.raises(ProgrammingError) as refused,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
    assert isinstance(refused.value.__cause__, InsufficientPrivilege)
