"""Files that come in, stored before a row names them: no network inside a transaction."""

from dataclasses import dataclass
from typing import IO
from uuid import UUID

from django.core.files.base import File
from django.core.files.storage import storages

from guildhall.catalog.errors.imports import FileMissing
from guildhall.catalog.operations.shelf import RIGHT
from guildhall.catalog.queries.sheets import look_at
from guildhall.catalog.types.imports import Sheet
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that lies in the storage, and what a look at it has told."""

    run: UUID
    name: str
    place: str
    sheet: Sheet


def store_file(file: IO[bytes], *, name: str, size: int, stamp: Stamp) -> Stored:
    """Store a file of products as it came.

    Refuses with NotPermitted, FileMissing, FileEmpty, FileTooLarge, FileUnreadable,
    HeadingsMissing or HeadingsRepeat.
    """
    stamp.by.must(RIGHT)
    if not name:
        raise FileMissing
    sheet = look_at(file, size=size)
    run = new_id()
    file.seek(0)
    place = storages["default"].save(f"imports/{run}.{sheet.layout.format.value}", File(file))
    return Stored(run, name[-LONGEST_NAME:], place, sheet)


def drop_file(stored: Stored) -> None:
    """Take a file away that no row names."""
    storages["default"].delete(stored.place)
