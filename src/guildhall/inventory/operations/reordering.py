"""When to buy again: rules that people set."""

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from guildhall.catalog.queries import variant_ids
from guildhall.inventory.errors import (
    LocationNotFound,
    ReorderRuleInvalid,
    ReorderRuleNotFound,
    StockNotFound,
)
from guildhall.inventory.events import ReorderRuleChanged
from guildhall.inventory.models import Location, ReorderRule
from guildhall.inventory.queries.places import scopes_of_keeper
from guildhall.inventory.queries.replenishment import version_of
from guildhall.inventory.types import ReorderTerms
from guildhall.kernel.changes import Changes, edit
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.events import record
from guildhall.kernel.refusals import N_
from guildhall.kernel.stamp import Stamp

MOST = Decimal(10) ** 10
QUANTITIES = ("level", "quantity", "least_order", "multiple")
LONGEST_LEAD = 3_650
NOT_A_QUANTITY = N_("A quantity from zero on, with three decimals at most.")
TOO_LONG = N_("A number of days from 0 to 3,650.")


@transaction.atomic
def set_reorder_rule(
    sku: str,
    location: str,
    *,
    terms: ReorderTerms,
    expected: Expected = WHATEVER,
    stamp: Stamp,
) -> UUID:
    """Say when to buy a variant for a location again, and how much.

    Refuses with LocationNotFound, NotPermitted, StockNotFound where nobody knows the SKU,
    ReorderRuleInvalid or ChangedMeanwhile.
    """
    place = Location.objects.filter(code=location).first()
    if place is None:
        raise LocationNotFound(code=location)
    stamp.by.must("stock:edit", scope=scopes_of_keeper(location))
    variant = variant_ids([sku]).get(sku)
    if variant is None:
        raise StockNotFound(sku=sku, location=location)
    _must_be_good(terms)

    row = ReorderRule.objects.select_for_update().filter(variant=variant, location=place).first()
    if row is None:
        row = ReorderRule(variant_id=variant, location=place, level=Decimal(-1))
    else:
        expected.must_be(version_of(row))
    changes: Changes = edit(row, **asdict(terms))
    if changes:
        row.updated_at = stamp.at
        row.problem = ""
        row.save()
        record(ReorderRuleChanged(sku=sku, location=location, stamp=stamp), changes=changes)
    return row.id


@transaction.atomic
def snooze_reorder_rule(sku: str, location: str, *, until: datetime | None, stamp: Stamp) -> None:
    """Let a rule rest until then; None wakes it.

    Refuses with ReorderRuleNotFound or NotPermitted.
    """
    rows = ReorderRule.objects.select_for_update(of=("self",))
    row = rows.filter(variant__sku=sku, location__code=location).first()
    if row is None:
        raise ReorderRuleNotFound(sku=sku, location=location)
    stamp.by.must("stock:edit", scope=scopes_of_keeper(location))
    changes = edit(row, snoozed_until=until)
    if changes:
        row.updated_at = stamp.at
        row.save(update_fields=["snoozed_until", "updated_at"])
        record(ReorderRuleChanged(sku=sku, location=location, stamp=stamp), changes=changes)


def _must_be_good(terms: ReorderTerms) -> None:
    errors = {
        name: NOT_A_QUANTITY for name in QUANTITIES if not _is_quantity(getattr(terms, name))
    }
    if not 0 <= terms.lead_days <= LONGEST_LEAD:
        errors["lead_days"] = TOO_LONG
    if errors:
        raise ReorderRuleInvalid(errors=errors)


def _is_quantity(value: Decimal) -> bool:
    return value.is_finite() and 0 <= value < MOST and value == round(value, 3)
