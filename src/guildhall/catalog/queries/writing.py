"""Rows as files: CSV and XLSX, written to a temporary file a row at a time."""

import csv
import io
import tempfile
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import IO

from openpyxl import Workbook

from guildhall.catalog.rules.cells import guarded
from guildhall.catalog.states import SheetFormat

IN_MEMORY = 2 * 1024 * 1024
TYPES = {
    SheetFormat.CSV: "text/csv; charset=utf-8",
    SheetFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def sheet_file(
    rows: Iterable[Sequence[str]],
    *,
    headings: Sequence[str],
    format: SheetFormat,  # noqa: A002 - what it is
) -> IO[bytes]:
    """Return a file of rows, from its start. No cell of it is a formula to a spreadsheet."""
    file: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - whoever sends it closes it
    write = _write_csv if format is SheetFormat.CSV else _write_xlsx
    write(file, map(guarded_cells, chain([headings], rows)))
    file.seek(0)
    return file


def guarded_cells(row: Sequence[str]) -> list[str]:
    """Return cells that a spreadsheet takes for text, each of them."""
    return [guarded(cell) for cell in row]


def _write_csv(file: IO[bytes], rows: Iterable[Sequence[str]]) -> None:
    # With a mark at its start, or Excel takes it for Latin-1.
    text = io.TextIOWrapper(file, "utf-8-sig", newline="")
    csv.writer(text).writerows(rows)
    text.detach()


def _write_xlsx(file: IO[bytes], rows: Iterable[Sequence[str]]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Products")
    for row in rows:
        sheet.append(list(row))
    book.save(file)
