"""Files as people have them are read, and what cannot be one is refused with what to do."""

import io
import zipfile

import pytest

from guildhall.catalog.errors.imports import (
    FileEmpty,
    FileTooLarge,
    FileUnreadable,
    HeadingsMissing,
    HeadingsRepeat,
)
from guildhall.catalog.queries import sheets
from guildhall.catalog.queries.sheets import count_rows, look_at, rows_of
from guildhall.catalog.states import SheetFormat
from guildhall.catalog.types.imports import Sheet
from tests.factories.sheets import csv_of, xlsx_of

HEADINGS = ("SKU", "名称", "Price")
ROWS = (("A-1", "苹果", "12.90"), ("A-2", "“引号”, 逗号", "8"))


def looked_at(data: bytes) -> Sheet:
    return look_at(io.BytesIO(data), size=len(data))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_is_read_in_any_encoding_and_with_any_delimiter_that_people_have(
    encoding: str, delimiter: str
) -> None:
    data = csv_of(HEADINGS, ROWS, delimiter=delimiter).decode().encode(encoding)

    sheet = looked_at(data)

    assert sheet.headings == HEADINGS
    assert sheet.sample == ROWS
    assert sheet.layout.delimiter == delimiter


def test_a_workbook_is_read_as_a_person_would_have_typed_it() -> None:
    rows = [(6901234567892, "苹果", 12.9, None, True, 0.1 + 0.2)]
    data = xlsx_of(("SKU", "名称", "Price", "Empty", "Flag", "Sum"), rows)

    sheet = looked_at(data)

    assert sheet.layout.format is SheetFormat.XLSX
    assert sheet.sample == (("6901234567892", "苹果", "12.9", "", "TRUE", "0.3"),)


def test_rows_end_with_the_last_that_is_not_blank() -> None:
    data = csv_of(("SKU",), [("A",), ("",), ("B",), ("",), ("",)])

    assert count_rows(io.BytesIO(data), looked_at(data).layout) == 3


def test_a_cell_may_hold_lines_and_quotes() -> None:
    data = csv_of(("SKU", "Text"), [("A", 'first\nsecond "third"')])

    layout = looked_at(data).layout

    assert list(rows_of(io.BytesIO(data), layout))[1] == ["A", 'first\nsecond "third"']


@pytest.mark.parametrize("data", [b"", b"\n\n", b"SKU,Name\n", b"SKU,Name\n,\n , \n"])
def test_a_file_without_rows_is_refused(data: bytes) -> None:
    with pytest.raises((FileEmpty, HeadingsMissing)):
        looked_at(data)


@pytest.mark.parametrize("data", [b"1,2,3\n4,5,6\n", b",,\nA,B,C\n", b'"6901","12.90"\n"1","2"\n'])
def test_a_file_whose_first_row_names_no_column_is_refused(data: bytes) -> None:
    with pytest.raises(HeadingsMissing):
        looked_at(data)


def test_two_columns_of_one_name_are_refused_by_their_name() -> None:
    with pytest.raises(HeadingsRepeat) as refusal:
        looked_at(b"SKU,Name, sku ,Name\nA,B,C,D\n")

    assert refusal.value.facts["names"] == "SKU, Name, sku"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (xlsx_of(HEADINGS, ROWS)[:-200], "half"),
        (xlsx_of(HEADINGS, ROWS)[:900], "half"),
        (b"PK\x03\x04" + b"\0" * 200, "half"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "old_excel"),
        (b"%PDF-1.7\n\0\1\2", "no_text"),
        (b"\x89PNG\r\n\x1a\n\0\0", "no_text"),
        ("SKU,Näme\nA,B\n".encode("utf-8-sig") + b"\xff\xfe,\n", "encoding"),
    ],
)
def test_what_is_no_list_or_only_half_of_one_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(FileUnreadable) as refusal:
        looked_at(data)

    assert refusal.value.facts["reason"] == reason


def test_a_workbook_with_a_damaged_part_is_refused() -> None:
    data = bytearray(xlsx_of(HEADINGS, ROWS * 400))
    data[len(data) // 2] ^= 0xFF

    with pytest.raises(FileUnreadable):
        looked_at(bytes(data))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/sharedStrings.xml", b" " * 40_000_000)

    with pytest.raises(FileUnreadable) as refusal:
        looked_at(file.getvalue())

    assert refusal.value.facts["reason"] == "bomb"


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("products.csv", "SKU\nA\n")

    with pytest.raises(FileUnreadable) as refusal:
        looked_at(file.getvalue())

    assert refusal.value.facts["reason"] == "no_text"


def test_a_quote_that_is_never_closed_is_refused_with_its_row() -> None:
    data = b'SKU,Name\nA,One\nB,"Two\nC,Three\n' + b"D,Four\n" * 10

    with pytest.raises(FileUnreadable) as refusal:
        list(rows_of(io.BytesIO(data), looked_at(b"SKU,Name\nA,One\n").layout))

    assert refusal.value.facts == {"reason": "quotes", "row": 3}
    assert "row 3" in refusal.value.told()


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "LARGEST", 100)

    with pytest.raises(FileTooLarge):
        looked_at(csv_of(HEADINGS, ROWS * 10))


def test_a_file_of_too_many_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 10)
    data = csv_of(HEADINGS, ROWS * 10)

    with pytest.raises(FileTooLarge):
        count_rows(io.BytesIO(data), looked_at(data).layout)
