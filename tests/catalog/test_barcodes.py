"""Barcodes, packages and units: read by scanners, converted exactly or not at all."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.catalog.errors import (
    BarcodeNotFound,
    BarcodeTaken,
    CheckDigitWrong,
    NotExact,
    ProductNotFound,
    UnitNotFound,
)
from guildhall.catalog.operations import (
    add_barcode,
    create_product,
    drop_barcode,
    drop_unit,
    set_unit,
)
from guildhall.catalog.queries import (
    find_barcode,
    find_variants,
    from_base_units,
    get_product_detail,
    to_base_units,
)
from guildhall.catalog.rules import gtins, units
from guildhall.catalog.states import Packaging
from guildhall.catalog.types import BarcodeCard, ProductDraft
from guildhall.kernel.facts import facts_about
from guildhall.kernel.refusals import Invalid, NotPermitted
from guildhall.kernel.stamp import Actor, Stamp
from guildhall.kernel.tenancy import Scope

EAN = BarcodeCard("4006381333931", Packaging.UNIT, Decimal(1), is_legacy=False)
CASE = BarcodeCard("14006381333938", Packaging.CASE, Decimal(12), is_legacy=False)


@pytest.fixture
def pen(alpha: Scope, stamp: Stamp) -> str:
    create_product(ProductDraft("PEN", "Pen"), stamp=stamp)
    return "PEN"


@pytest.fixture
def ham(alpha: Scope, stamp: Stamp) -> str:
    create_product(ProductDraft("HAM", "Ham", unit="kg"), stamp=stamp)
    return "HAM"


def test_a_variant_has_barcodes_of_its_packages(pen: str, stamp: Stamp) -> None:
    old = replace(EAN, code="PEN-OLD", is_legacy=True)
    for barcode in (EAN, CASE, old):
        add_barcode(pen, barcode=barcode, stamp=stamp)

    assert get_product_detail(pen).variants[0].barcodes == (EAN, CASE, old)
    assert find_barcode("14006381333938") == (pen, CASE)
    assert find_barcode("nothing") is None


@pytest.mark.parametrize("code", ["4006381333932", "036000291453", "96385075", "10614141000416"])
def test_a_wrong_check_digit_is_told_with_the_right_one(pen: str, stamp: Stamp, code: str) -> None:
    with pytest.raises(CheckDigitWrong) as caught:
        add_barcode(pen, barcode=replace(EAN, code=code), stamp=stamp)

    right = f"{code[:-1]}{caught.value.facts['expected']}"
    add_barcode(pen, barcode=replace(EAN, code=right), stamp=stamp)


@pytest.mark.parametrize("code", ["4011", "PEN-1", "12345678901", "ABCDEFGHIJKLM"])
def test_a_code_of_our_own_needs_no_check_digit(pen: str, stamp: Stamp, code: str) -> None:
    add_barcode(pen, barcode=replace(EAN, code=code), stamp=stamp)

    assert find_barcode(code) == (pen, replace(EAN, code=code))


def test_one_number_is_one_barcode_however_many_zeros_it_has(
    pen: str, ham: str, stamp: Stamp
) -> None:
    """A UPC of 12 digits is the EAN of 13 with a zero in front: scanners send either."""
    add_barcode(pen, barcode=replace(EAN, code="036000291452"), stamp=stamp)

    assert [each for each, _card in filter(None, map(find_barcode, ("0036000291452",)))] == [pen]
    assert find_variants("00036000291452").count() == 1
    with pytest.raises(BarcodeTaken):
        add_barcode(ham, barcode=replace(EAN, code="0036000291452"), stamp=stamp)


@pytest.mark.parametrize(
    ("barcode", "field"),
    [
        (replace(EAN, code=" "), "code"),
        (replace(EAN, code="é"), "code"),
        (replace(EAN, code="1" * 33), "code"),
        (replace(EAN, factor=Decimal(2)), "factor"),
        (replace(CASE, factor=Decimal(0)), "factor"),
        (replace(CASE, factor=Decimal("1.5")), "factor"),
        (replace(CASE, factor=Decimal("NaN")), "factor"),
    ],
)
def test_a_barcode_that_cannot_be_is_refused(
    pen: str, stamp: Stamp, barcode: BarcodeCard, field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        add_barcode(pen, barcode=barcode, stamp=stamp)

    assert set(caught.value.errors) == {field}


def test_a_barcode_that_was_taken_away_can_be_given_to_another(
    pen: str, ham: str, stamp: Stamp
) -> None:
    add_barcode(pen, barcode=EAN, stamp=stamp)
    drop_barcode(pen, code=EAN.code, stamp=stamp)

    add_barcode(ham, barcode=EAN, stamp=stamp)

    assert find_barcode(EAN.code) == (ham, EAN)
    with pytest.raises(BarcodeNotFound):
        drop_barcode(pen, code=EAN.code, stamp=stamp)


def test_the_same_barcode_twice_is_one_fact(pen: str, stamp: Stamp) -> None:
    for _ in range(2):
        add_barcode(pen, barcode=EAN, stamp=stamp)

    types = [fact.type for fact in facts_about(["product:PEN"])]
    assert types.count("catalog.barcodes_changed") == 1


def test_units_convert_exactly_or_are_refused(pen: str, ham: str, stamp: Stamp) -> None:
    """C-6: rounding between units is where stock begins to drift."""
    set_unit(pen, unit="dozen", factor=Decimal(12), stamp=stamp)
    set_unit(ham, unit="oz", factor=Decimal("0.028"), stamp=stamp)

    assert to_base_units(pen, Decimal("1.5"), "dozen") == 18
    assert from_base_units(pen, Decimal(18), "dozen") == Decimal("1.5")
    assert to_base_units(pen, Decimal(7), "each") == 7
    assert to_base_units(ham, Decimal(3), "oz") == Decimal("0.084")
    with pytest.raises(NotExact):
        to_base_units(pen, Decimal("0.1"), "dozen")
    with pytest.raises(NotExact):
        from_base_units(pen, Decimal(7), "dozen")
    with pytest.raises(NotExact):
        to_base_units(ham, Decimal("0.5001"), "oz")
    with pytest.raises(UnitNotFound):
        to_base_units(pen, Decimal(1), "box")
    with pytest.raises(ProductNotFound):
        to_base_units("NOPE", Decimal(1), "box")


def test_a_unit_is_changed_and_taken_away(pen: str, stamp: Stamp) -> None:
    set_unit(pen, unit="box", factor=Decimal(10), stamp=stamp)
    set_unit(pen, unit="box", factor=Decimal(20), stamp=stamp)
    assert [each.factor for each in get_product_detail(pen).variants[0].units] == [20]

    drop_unit(pen, unit="box", stamp=stamp)

    assert get_product_detail(pen).variants[0].units == ()
    with pytest.raises(UnitNotFound):
        drop_unit(pen, unit="box", stamp=stamp)
    for unit, factor in (("each", "2"), ("", "2"), ("box", "0"), ("box", "0.5")):
        with pytest.raises(Invalid):
            set_unit(pen, unit=unit, factor=Decimal(factor), stamp=stamp)


def test_who_may_not_edit_gives_no_barcode(pen: str, stamp: Stamp) -> None:
    theirs = replace(stamp, by=Actor("staff", "x"))

    with pytest.raises(NotPermitted):
        add_barcode(pen, barcode=EAN, stamp=theirs)
    with pytest.raises(NotPermitted):
        set_unit(pen, unit="box", factor=Decimal(2), stamp=theirs)


measures = st.decimals(min_value=0, max_value=10**6, places=3)
factors = st.decimals(min_value=Decimal("0.001"), max_value=10**4, places=3)


@given(measures, factors)
def test_what_goes_to_the_base_unit_comes_back_the_same(
    quantity: Decimal, factor: Decimal
) -> None:
    base = units.to_base(quantity, factor=factor, base="kg")

    assert base is None or units.from_base(base, factor=factor, unit="x") == quantity


@given(st.text("0123456789", min_size=7, max_size=13))
def test_each_gtin_has_one_right_last_digit(body: str) -> None:
    right = [digit for digit in "0123456789" if gtins.wrong_digit(body + digit) is None]

    assert len(right) == 1
