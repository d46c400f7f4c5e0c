"""Bundles: of what they consist, and how their revenue is shared."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.catalog.errors import (
    BundleIsEmpty,
    NotABundle,
    PartNotPossible,
    UsedInBundle,
)
from guildhall.catalog.operations import (
    archive_product,
    archive_variant,
    create_product,
    set_parts,
)
from guildhall.catalog.queries import (
    explode,
    get_product_detail,
    parts_of,
    shares_of,
    variant_ids,
)
from guildhall.catalog.states import ProductKind
from guildhall.catalog.types import Part, PartDraft, ProductDraft
from guildhall.kernel.facts import facts_about
from guildhall.kernel.ids import new_id
from guildhall.kernel.money import Money
from guildhall.kernel.refusals import Invalid, NotPermitted
from guildhall.kernel.stamp import Actor, Stamp
from guildhall.kernel.tenancy import Scope

TWO_PENS = PartDraft("PEN", Decimal(2), Decimal(1))
HAM = PartDraft("HAM", Decimal("0.250"), Decimal(3))


@pytest.fixture
def box(alpha: Scope, stamp: Stamp) -> str:
    create_product(ProductDraft("PEN", "Pen"), stamp=stamp)
    create_product(ProductDraft("HAM", "Ham", unit="kg"), stamp=stamp)
    create_product(ProductDraft("BOX", "Box", kind=ProductKind.BUNDLE), stamp=stamp)
    return "BOX"


def _parts(sku: str) -> list[tuple[str, Decimal]]:
    ids = variant_ids([sku])
    return [(part.sku, part.quantity) for part in parts_of(ids.values()).get(ids[sku], ())]


def test_a_bundle_consists_of_what_was_said_last(box: str, stamp: Stamp) -> None:
    set_parts(box, parts=[TWO_PENS], stamp=stamp)
    set_parts(box, parts=[HAM, replace(TWO_PENS, quantity=Decimal(3))], stamp=stamp)
    set_parts(box, parts=[HAM, replace(TWO_PENS, quantity=Decimal(3))], stamp=stamp)

    assert _parts(box) == [("HAM", Decimal("0.250")), ("PEN", Decimal(3))]
    changes = [f.changes for f in facts_about(["product:BOX"]) if f.type.endswith("parts_changed")]
    assert changes == [
        {"PEN": [None, "2 / 1"]},
        {"PEN": ["2 / 1", "3 / 1"], "HAM": [None, "0.25 / 3"]},
    ]
    assert [part.title for part in get_product_detail(box).variants[0].parts] == ["Ham", "Pen"]


@pytest.mark.parametrize(
    "part",
    [
        replace(TWO_PENS, quantity=Decimal(0)),
        replace(TWO_PENS, quantity=Decimal("1.5")),
        replace(TWO_PENS, quantity=Decimal("NaN")),
        replace(HAM, quantity=Decimal("0.0001")),
        replace(TWO_PENS, weight=Decimal(-1)),
    ],
)
def test_a_part_that_cannot_be_counted_is_refused(box: str, stamp: Stamp, part: PartDraft) -> None:
    with pytest.raises(Invalid):
        set_parts(box, parts=[part], stamp=stamp)

    assert _parts(box) == []


def test_no_bundle_is_a_part_so_no_bundle_holds_itself(box: str, stamp: Stamp) -> None:
    create_product(ProductDraft("CRATE", "Crate", kind=ProductKind.BUNDLE), stamp=stamp)

    for sku in ("CRATE", "BOX", "NOPE"):
        with pytest.raises(PartNotPossible):
            set_parts(box, parts=[PartDraft(sku, Decimal(1))], stamp=stamp)
    with pytest.raises(NotABundle):
        set_parts("PEN", parts=[HAM], stamp=stamp)
    with pytest.raises(Invalid):
        set_parts(box, parts=[HAM, HAM], stamp=stamp)


def test_what_a_bundle_needs_is_not_archived(box: str, stamp: Stamp) -> None:
    set_parts(box, parts=[TWO_PENS], stamp=stamp)

    with pytest.raises(UsedInBundle):
        archive_variant("PEN", stamp=stamp)
    with pytest.raises(UsedInBundle):
        archive_product("PEN", stamp=stamp)
    archive_product(box, stamp=stamp)
    archive_product("PEN", stamp=stamp)


def test_a_bundle_without_parts_is_not_sold(box: str) -> None:
    (variant,) = variant_ids([box]).values()

    with pytest.raises(BundleIsEmpty):
        explode({variant: box})


def test_who_may_not_edit_changes_no_parts(box: str, stamp: Stamp) -> None:
    with pytest.raises(NotPermitted):
        set_parts(box, parts=[HAM], stamp=replace(stamp, by=Actor("staff", "x")))


def _part(quantity: Decimal, weight: Decimal = Decimal(0)) -> Part:
    return Part(new_id(), "X", quantity, weight)


amounts = st.decimals(min_value=-(10**7), max_value=10**7, places=2)
measures = st.decimals(min_value=Decimal("0.001"), max_value=1000, places=3)
weights = st.one_of(st.just(Decimal(0)), measures)


@given(amounts, st.lists(st.tuples(measures, weights), min_size=1, max_size=12), st.data())
def test_the_shares_of_a_bundle_are_its_revenue_to_the_cent(
    amount: Decimal, drawn: list[tuple[Decimal, Decimal]], data: Any
) -> None:
    currency = data.draw(st.sampled_from(["USD", "JPY", "KWD"]))
    total = Money(amount, currency).rounded()
    parts = tuple(_part(quantity, weight) for quantity, weight in drawn)

    shares = shares_of(total, parts)

    assert sum((share.amount for share in shares), Money.zero(currency)) == total
    assert all(share.amount.amount * total.amount >= 0 for share in shares)
