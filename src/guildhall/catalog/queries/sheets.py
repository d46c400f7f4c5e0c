"""Files as rows of text: CSV in the encodings people have, and XLSX, one row at a time.

Nothing is held but the row that is read. A file that cannot be what it says is refused before
its first row: empty, half, of another kind, or one that unpacks to far more than it seems.
"""

import csv
import io
import zlib
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from itertools import islice
from typing import IO, Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from defusedxml.common import DefusedXmlException
from django.core.files.storage import storages
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from guildhall.catalog.errors.imports import (
    FileEmpty,
    FileTooLarge,
    FileUnreadable,
    HeadingsMissing,
    HeadingsRepeat,
)
from guildhall.catalog.states import SheetFormat
from guildhall.catalog.types.imports import Layout, Sheet

LARGEST = 100 * 1024 * 1024
MOST_ROWS = 500_000
MOST_COLUMNS = 200
SAMPLE = 5
ENCODINGS = ("utf-8-sig", "utf-16", "gb18030", "windows-1252")
DELIMITERS = (",", ";", "\t", "|")

# A workbook of numbers and words shrinks to a tenth; nothing honest shrinks to a hundredth.
_UNPACKED = 1024 * 1024 * 1024
_RATIO = 150
_SMALL = 10 * 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK"
_BLOCK = 1024 * 1024
_EXACT = 1e15
_BROKEN = (BadZipFile, zlib.error, ParseError, DefusedXmlException, InvalidFileException)
# What openpyxl raises where parts of a workbook are missing or say what they may not.
_ODD = (KeyError, ValueError, IndexError, TypeError, EOFError, AttributeError)

csv.field_size_limit(_BLOCK)


@contextmanager
def opened(name: str) -> Iterator[IO[bytes]]:
    """Open a file that was uploaded, as it lies in this company's storage."""
    with storages["default"].open(name, "rb") as file:
        yield file


def look_at(file: IO[bytes], *, size: int, asked: Layout | None = None) -> Sheet:
    """Return how a file is to be read, its columns and its first rows.

    `asked` is what a person knows better. Refuses with FileEmpty, FileTooLarge, FileUnreadable,
    HeadingsMissing or HeadingsRepeat.
    """
    if not size:
        raise FileEmpty
    if size > LARGEST:
        raise FileTooLarge(limit=f"{LARGEST // 1024 // 1024} MB")
    layout = asked or _layout(file)
    if layout.format is SheetFormat.XLSX:
        _must_be_whole(file)
    rows = rows_of(file, layout)
    headings = _headings(next(rows, []))
    width = len(headings)
    sample = tuple(
        tuple((row + [""] * width)[:width]) for row in islice(filter(says_something, rows), SAMPLE)
    )
    if not sample:
        raise FileEmpty
    return Sheet(layout, headings, sample)


def rows_of(file: IO[bytes], layout: Layout) -> Iterator[list[str]]:
    """Yield the rows of a file, its headings first. Refuses with FileUnreadable."""
    file.seek(0)
    rows = _of_csv(file, layout) if layout.format is SheetFormat.CSV else _of_xlsx(file)
    for number, row in enumerate(rows):
        if number > MOST_ROWS:
            raise FileTooLarge(limit=f"{MOST_ROWS:,}")
        yield row


def count_rows(file: IO[bytes], layout: Layout) -> int:
    """Return how many rows there are below the headings, up to the last that is not blank."""
    last = 0
    for number, row in enumerate(rows_of(file, layout)):
        if says_something(row):
            last = number
    return last


def says_something(row: Sequence[str]) -> bool:
    """Return whether a row is more than blanks."""
    return any(row) and any(map(str.strip, row))


def _layout(file: IO[bytes]) -> Layout:
    file.seek(0)
    head = file.read(4)
    if head.startswith(_ZIP):
        return Layout(SheetFormat.XLSX)
    if head.startswith(_OLE):
        raise FileUnreadable(reason="old_excel")
    encoding = _encoding(file, head)
    delimiter = _delimiter(file, encoding)
    return Layout(SheetFormat.CSV, encoding, delimiter, "," if delimiter == ";" else ".")


def _encoding(file: IO[bytes], head: bytes) -> str:
    """Return the first encoding in which all of a file can be read."""
    if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16"
    for encoding in ("utf-8-sig",) if head.startswith(BOM_UTF8) else ("utf-8-sig", "gb18030"):
        if _can_be(file, encoding):
            return encoding
    raise FileUnreadable(reason="encoding" if head.startswith(BOM_UTF8) else "no_text")


def _can_be(file: IO[bytes], encoding: str) -> bool:
    file.seek(0)
    decoder = getincrementaldecoder(encoding)()
    try:
        while block := file.read(_BLOCK):
            if "\0" in decoder.decode(block):
                raise FileUnreadable(reason="no_text")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(file: IO[bytes], encoding: str) -> str:
    """Return what stands most often between the headings."""
    file.seek(0)
    first = file.read(65_536).decode(encoding, "replace").splitlines()[:1]
    told = "".join(part for part in "".join(first).split('"')[::2])
    return max(DELIMITERS, key=told.count)


class _Borrowed(io.TextIOWrapper):
    """A file as text; it stays open when this is let go of, for it is read more than once."""

    def close(self) -> None:
        """Leave the file alone."""


def _of_csv(file: IO[bytes], layout: Layout) -> Iterator[list[str]]:
    text = _Borrowed(file, layout.encoding, newline="")  # S3's is one, too
    rows = csv.reader(text, delimiter=layout.delimiter, strict=True)
    number = 0
    try:
        for row in rows:
            number += 1
            yield row
    except csv.Error as error:
        raise FileUnreadable(reason="quotes", row=number + 1) from error
    except UnicodeDecodeError as error:
        raise FileUnreadable(reason="encoding") from error


def _of_xlsx(file: IO[bytes]) -> Iterator[list[str]]:
    try:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size is often wrong
        for row in sheet.iter_rows(values_only=True):
            yield _trimmed([_text(value) for value in row[:MOST_COLUMNS]])
        book.close()
    except (*_BROKEN, *_ODD) as error:
        raise FileUnreadable(reason="half") from error


def _trimmed(row: list[str]) -> list[str]:
    while row and not row[-1]:
        row.pop()
    return row


def _text(value: Any) -> str:
    """Return a cell as a person would have typed it."""
    match value:
        case None:
            text = ""
        case bool():
            text = "TRUE" if value else "FALSE"
        case float():  # as many digits as a spreadsheet keeps
            text = format(value, ".15g" if abs(value) < _EXACT else ".0f")
        case datetime() | date() | time():
            text = value.isoformat()
        case _:
            text = str(value)
    return text


def _must_be_whole(file: IO[bytes]) -> None:
    """Refuse a workbook that is half, or that unpacks to far more than it seems."""
    file.seek(0)
    try:
        with ZipFile(file) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            packed = sum(part.compress_size for part in parts)
            if unpacked > _UNPACKED or unpacked > max(_SMALL, packed * _RATIO):
                raise FileUnreadable(reason="bomb")
            if archive.testzip() is not None:
                raise FileUnreadable(reason="half")
            if "xl/workbook.xml" not in archive.namelist():
                raise FileUnreadable(reason="no_text")
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise FileUnreadable(reason="half") from error


def _headings(row: list[str]) -> tuple[str, ...]:
    """Return the names of the columns. Refuses with HeadingsMissing or HeadingsRepeat."""
    headings = [" ".join(cell.replace("\ufeff", "").split()) for cell in row[:MOST_COLUMNS]]
    while headings and not headings[-1]:
        headings.pop()
    named = [heading for heading in headings if heading]
    if not named or all(_is_value(heading) for heading in named):
        raise HeadingsMissing
    folded = [heading.casefold() for heading in named]
    twice = dict.fromkeys(name for name in named if folded.count(name.casefold()) > 1)
    if twice:
        raise HeadingsRepeat(names=", ".join(twice))
    letters = (f"[{index}]" for index in range(1, len(headings) + 1))
    return tuple(heading or letter for heading, letter in zip(headings, letters, strict=True))


def _is_value(heading: str) -> bool:
    """Return whether this is rather a value than a name: nothing in it but digits and signs."""
    return not any(map(str.isalpha, heading))
