"""Codes as scanners send them: GS1 in all its spellings, labels of our own, plain text."""

from datetime import date
from decimal import Decimal

import hypothesis.strategies as st
import pytest
from hypothesis import given

from guildhall.catalog.states import Tracking
from guildhall.inventory.errors import MaskInvalid, ScanUnknown, ScanUnreadable
from guildhall.inventory.operations import set_scan_pattern
from guildhall.inventory.operations.places import way_between
from guildhall.inventory.queries import read_scan
from guildhall.inventory.rules.masks import MaskBroken, check_digit, read_mask, shape_of
from guildhall.inventory.rules.scanning import Unreadable, read, typed_quantity
from guildhall.inventory.states import ScanKind
from guildhall.inventory.types import Mask, Reading
from guildhall.kernel.facts import facts_about
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope
from tests.factories.company import make_company
from tests.factories.warehouse import keep_by, label

GS = "\x1d"
GTIN = "04006381333931"
MESSAGE = f"01{GTIN}10LOT-7{GS}17301231"
WEIGHED = Mask("weighed", "21{item:5}{weight:5.3}{check}")
PRICED = Mask("priced", "22{item:5}{price:5.2}{check}")


def _said(text: str, *masks: Mask) -> dict[ScanKind, str]:
    return {fact.kind: fact.value for fact in read(text, masks)[0].facts}


def _facts_or_reason(text: str, *masks: Mask) -> bool:
    """Return whether every reading says something, or else why there is none."""
    try:
        readings = read(text, masks)
    except Unreadable as refused:
        return bool(str(refused))
    return bool(readings) and all(reading.facts for reading in readings)


def _weighed(item: str, grams: int) -> str:
    digits = f"21{item}{grams:05}"
    return digits + check_digit(digits)


@pytest.mark.parametrize(
    "text",
    [
        MESSAGE,
        f"]C1{MESSAGE}",
        f"]d2{MESSAGE}",
        f"]Q3{MESSAGE}",
        f"{GS}{MESSAGE}",
        f"  {MESSAGE}\r\n",
        *(
            MESSAGE.replace(GS, way)
            for way in ("{GS}", "<GS>", "[FNC1]", "^]", "\u241d", "\\x1d", "~1", "|", "\u00e8")
        ),
        f"(01){GTIN}(10)LOT-7(17)301231",
    ],
)
def test_a_separator_is_understood_however_a_scanner_writes_it(text: str) -> None:
    said = read(text)[0]

    assert said.by == "gs1"
    assert {fact.kind: fact.value for fact in said.facts} == {
        ScanKind.ITEM: GTIN,
        ScanKind.LOT: "LOT-7",
        ScanKind.EXPIRES_ON: "301231",
    }


def test_every_identifier_that_a_warehouse_needs_is_told() -> None:
    text = f"01{GTIN}1125010117301200310200125021SN-9{GS}3012{GS}10A{GS}39221995"

    said = read(text)[0]

    assert {fact.kind for fact in said.facts} == {
        ScanKind.ITEM,
        ScanKind.MADE_ON,
        ScanKind.EXPIRES_ON,
        ScanKind.WEIGHT,
        ScanKind.SERIAL,
        ScanKind.COUNT,
        ScanKind.LOT,
        ScanKind.PRICE,
    }
    ends, weight, price = (
        said.first(ScanKind.EXPIRES_ON),
        said.first(ScanKind.WEIGHT),
        said.first(ScanKind.PRICE),
    )
    assert ends is not None
    assert ends.day == date(2030, 12, 31)
    assert weight is not None
    assert (weight.number, weight.unit) == (Decimal("12.50"), "kg")
    assert price is not None
    assert price.number == Decimal("19.95")


def test_a_container_and_what_it_holds_are_told() -> None:
    sscc = "00" + "00614141123456789" + check_digit("00614141123456789")

    assert _said(sscc) == {ScanKind.CONTAINER: sscc[2:]}
    assert _said(f"02{GTIN}3724") == {ScanKind.ITEM: GTIN, ScanKind.COUNT: "24"}


@pytest.mark.parametrize("text", ["4006381333931", "96385074", "036000291452", GTIN])
def test_a_plain_barcode_is_goods_and_not_a_message(text: str) -> None:
    """The first digits of 4006381333931 would read as the number of an order (AI 400)."""
    assert read(text)[0] == Reading("gtin", read(text)[0].facts, (text,))


@pytest.mark.parametrize("text", ["10-ABC", "21MAN", "17-A", "0100-BOLT", "APPLE", "30"])
def test_an_sku_that_begins_like_an_identifier_is_an_sku(text: str) -> None:
    assert [reading.by for reading in read(text)] == ["plain"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \r\n",
        GS,
        "x" * 201,
        f"]C101{GTIN[:-1]}2",
        "]C117309931",
        "]C1",
        f"01{GTIN}{GS}9X",
        "(01)123",
        "AB\x00CD",
    ],
)
def test_what_cannot_be_read_says_why(text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(text)

    assert str(refused.value)


@given(st.text(max_size=250))
def test_any_text_says_something_or_why_not(text: str) -> None:
    assert _facts_or_reason(text, WEIGHED, PRICED, Mask("any", "{lot}"))


_NOISE = st.text(alphabet=f"0123456789ABC]C1d2()~{GS}\u241d{{}}", max_size=60)


@given(st.sampled_from(["", "]C1", "01", "(01)", f"01{GTIN}", f"01{GTIN}10"]), _NOISE)
def test_anything_that_looks_like_gs1_says_something_or_why_not(start: str, rest: str) -> None:
    assert _facts_or_reason(start + rest, WEIGHED)


_LOTS = st.text(alphabet="ABCXYZ0123456789-./", min_size=1, max_size=20)


@given(_LOTS, _LOTS, st.dates(date(2000, 1, 1), date(2040, 12, 31)))
def test_what_was_put_into_a_message_is_read_out_of_it(lot: str, serial: str, ends: date) -> None:
    text = f"01{GTIN}10{lot}{GS}21{serial}{GS}17{ends:%y%m%d}"

    said = read(text)[0]

    day = said.first(ScanKind.EXPIRES_ON)
    assert day is not None
    assert day.day == ends
    assert _said(text)[ScanKind.LOT] == lot
    assert _said(text)[ScanKind.SERIAL] == serial


@given(st.integers(0, 99_999), st.integers(0, 99_999))
def test_a_weighed_label_of_our_own_gives_its_goods_and_its_weight(item: int, grams: int) -> None:
    said = read(_weighed(f"{item:05}", grams), (WEIGHED,))[0]

    weight = said.first(ScanKind.WEIGHT)
    assert weight is not None
    assert weight.number == Decimal(grams) / 1000
    assert said.codes == (f"21{item:05}", f"{item:05}")


def test_a_label_whose_check_digit_is_wrong_is_not_ours() -> None:
    good = _weighed("12345", 500)
    bad = good[:-1] + str((int(good[-1]) + 1) % 10)

    assert read_mask(good, WEIGHED) is not None
    assert read_mask(bad, WEIGHED) is None


def test_the_first_pattern_that_fits_is_asked_first() -> None:
    general = Mask("general", "2{lot:12}")
    text = _weighed("12345", 500)

    assert [reading.by for reading in read(text, (WEIGHED, general))][:2] == ["weighed", "general"]
    assert [reading.by for reading in read(text, (general, WEIGHED))][:2] == ["general", "weighed"]


@pytest.mark.parametrize(
    "mask",
    ["21", "{what:5}", "{item:5", "{weight}", "{item}{lot}", "{weight:2.3}", "{lot:2}{lot:3}"],
)
def test_a_pattern_that_says_nothing_sound_is_refused(mask: str) -> None:
    with pytest.raises(MaskBroken):
        shape_of(mask)


@pytest.mark.parametrize(
    ("text", "quantity"),
    [("*12", "12"), ("x3", "3"), ("*0.5", "0.5"), ("*1,25", "1.25"), ("12", None), ("*", None)],
)
def test_how_many_is_typed_behind_a_star(text: str, quantity: str | None) -> None:
    assert typed_quantity(text) == (None if quantity is None else Decimal(quantity))


def test_a_scan_finds_goods_by_barcode_package_sku_and_message(alpha: Scope) -> None:
    make_company()
    keep_by(Tracking.LOT, "CHEESE")
    label("4006381333931", "CHEESE")
    label("CASE-1", "APPLE", factor="12")

    found = {text: read_scan(text) for text in ("CASE-1", "APPLE", GTIN, MESSAGE, f"02{GTIN}376")}

    told = {
        text: (each.item.sku, each.item.quantity, each.lot)
        for text, each in found.items()
        if each.item
    }
    assert told == {
        "CASE-1": ("APPLE", Decimal(12), ""),
        "APPLE": ("APPLE", Decimal(1), ""),
        GTIN: ("CHEESE", Decimal(1), ""),
        MESSAGE: ("CHEESE", Decimal(1), "LOT-7"),
        f"02{GTIN}376": ("CHEESE", Decimal(6), ""),
    }
    assert found[MESSAGE].expires_on == date(2030, 12, 31)


def test_a_label_of_our_own_is_known_once_somebody_said_how(alpha: Scope, stamp: Stamp) -> None:
    make_company()
    label("2112345", "APPLE")
    text = _weighed("12345", 500)
    with pytest.raises(ScanUnknown):
        read_scan(text)

    set_scan_pattern("weighed", mask=WEIGHED.mask, stamp=stamp)
    set_scan_pattern("weighed", mask=WEIGHED.mask, stamp=stamp)

    scanned = read_scan(text)
    assert scanned.item is not None
    assert (scanned.by, scanned.item.sku) == ("weighed", "APPLE")
    assert len(facts_about(["scan_pattern:weighed"])) == 1
    with pytest.raises(MaskInvalid):
        set_scan_pattern("broken", mask="21", stamp=stamp)


def test_places_and_papers_are_told_apart_from_goods(alpha: Scope) -> None:
    make_company()
    way_between()

    place, paper = read_scan("S1"), read_scan("trf-2026-000001")

    assert (place.item, place.facts[0].kind, place.facts[0].value) == (
        None,
        ScanKind.LOCATION,
        "S1",
    )
    assert (paper.facts[0].kind, paper.facts[0].value) == (ScanKind.PAPER, "TRF-2026-000001")


def test_what_nobody_knows_and_what_nobody_can_read_get_two_answers(alpha: Scope) -> None:
    make_company()

    with pytest.raises(ScanUnknown):
        read_scan("NOPE")
    with pytest.raises(ScanUnreadable):
        read_scan("]C1nonsense")


@pytest.mark.parametrize("text", [" ", "x" * 500, "a\x07b", "(01)04012345678902"])
def test_why_a_scan_cannot_be_read_is_told_in_the_words_of_the_reader(
    alpha: Scope, text: str
) -> None:
    with pytest.raises(ScanUnreadable) as refused:
        read_scan(text)

    told = refused.value.told(lambda words: f"<{words}>")
    assert told == f"<This code cannot be read: <{refused.value.facts['reason']}>.>"
