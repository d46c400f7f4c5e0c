"""The rows of a file that were not taken, as a file: mended, it is sent as the next one."""

from collections.abc import Iterator
from typing import IO
from uuid import UUID

from django.utils.translation import gettext

from guildhall.catalog.errors.imports import FAULTS
from guildhall.catalog.queries.imports import every_fault, get_import, look_into
from guildhall.catalog.queries.writing import sheet_file
from guildhall.catalog.states import SheetFormat
from guildhall.catalog.types.imports import Fault


def wrong_rows_file(
    run: UUID,
    *,
    format: SheetFormat,  # noqa: A002 - what it is
) -> IO[bytes]:
    """Return the wrong rows as they stood in the file, with what to do beside, in our language.

    No cell of it is a formula to a spreadsheet. Refuses with ImportNotFound or FileUnreadable.
    """
    headings = look_into(get_import(run)).headings
    told = (*headings, gettext("Row"), gettext("What to do"))
    return sheet_file(_rows(run, len(headings)), headings=told, format=format)


def _rows(run: UUID, width: int) -> Iterator[list[str]]:
    for line in every_fault(run):
        cells = (*line.cells, *[""] * width)[:width]
        yield [*cells, str(line.row), "\n".join(map(_told, line.faults))]


def _told(fault: Fault) -> str:
    told = gettext(FAULTS.get(fault.code, fault.code)).format_map(dict(fault.facts))
    return f"{fault.field}: {told}".lstrip(": ")
