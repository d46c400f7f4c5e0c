"""Files that come in, stored before a row names them: no network inside a transaction."""

from dataclasses import dataclass
from datetime import timedelta
from typing import IO
from uuid import UUID

import structlog
from django.core.files.base import File
from django.core.files.storage import storages

from guildhall.catalog.errors.imports import FileMissing
from guildhall.catalog.models import Import
from guildhall.catalog.operations.shelf import RIGHT
from guildhall.catalog.queries.sheets import look_at
from guildhall.catalog.types.imports import Sheet
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp

LONGEST_NAME = 200
FOLDER = "imports"
FORGOTTEN_AFTER = timedelta(days=1)
"""Between a file and its row lies a moment; who needs longer has died."""
AT_ONCE = 500

log = structlog.get_logger(__name__)


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
    place = storages["default"].save(f"{FOLDER}/{run}.{sheet.layout.format.value}", File(file))
    return Stored(run, name[-LONGEST_NAME:], place, sheet)


def drop_file(stored: Stored) -> None:
    """Take a file away that no row names."""
    storages["default"].delete(stored.place)


def sweep_files(*, stamp: Stamp) -> int:
    """Take away the files that no row has named for a day: whoever stored them died.

    Returns how many. Nothing here waits for storage inside a transaction.
    """
    storage = storages["default"]
    try:
        _, names = storage.listdir(FOLDER)
    except FileNotFoundError:
        return 0
    places = [f"{FOLDER}/{name}" for name in names]
    swept = 0
    for start in range(0, len(places), AT_ONCE):
        some = places[start : start + AT_ONCE]
        named = set(Import.objects.filter(file__in=some).values_list("file", flat=True))
        for place in set(some) - named:
            if stamp.at - storage.get_modified_time(place) > FORGOTTEN_AFTER:
                storage.delete(place)
                swept += 1
    if swept:
        log.info("files_of_imports_swept", files=swept)
    return swept
