"""Files of which nothing came, because whoever stored them was killed before the row was there."""

import io
import os
from datetime import timedelta
from pathlib import Path

from django.core.files.storage import storages

from guildhall.catalog.jobs import sweep_imports
from guildhall.catalog.operations.imports import note_file
from guildhall.catalog.operations.uploads import FOLDER, Stored, store_file, sweep_files
from guildhall.kernel import clock
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.units import unit
from tests.factories.sheets import csv_of


def _stored(stamp: Stamp, *, days: int) -> Stored:
    """Store a file as somebody did who died right after, so many days ago."""
    content = csv_of(("SKU", "Name"), [("N-1", "One")])
    stored = store_file(io.BytesIO(content), name="a.csv", size=len(content), stamp=stamp)
    then = (clock.now() - timedelta(days=days)).timestamp()
    os.utime(Path(storages["default"].path(stored.place)), (then, then))
    return stored


def _lie(*files: Stored) -> list[bool]:
    return [storages["default"].exists(each.place) for each in files]


def test_a_file_without_a_row_is_swept_after_a_day_and_no_other(
    committed: dict[str, Scope], stamp: Stamp
) -> None:
    with enter(committed["beta"]), unit():
        elsewhere = _stored(stamp, days=2)
    with enter(committed["alpha"]), unit():
        orphan, fresh, kept = (_stored(stamp, days=days) for days in (2, 0, 2))
        note_file(kept, stamp=stamp)

        sweep_imports.fn()

        assert _lie(orphan, fresh, kept) == [False, True, True]
        assert sweep_files(stamp=stamp) == 0
    with enter(committed["beta"]), unit():
        assert _lie(elsewhere) == [True]


def test_where_nothing_was_ever_stored_nothing_is_swept(alpha: Scope, stamp: Stamp) -> None:
    storage = storages["default"]
    for name in storage.listdir(FOLDER)[1] if storage.exists(FOLDER) else ():
        storage.delete(f"{FOLDER}/{name}")
    storage.delete(FOLDER)

    assert sweep_files(stamp=stamp) == 0
