"""Files of products, as people have them."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from openpyxl import Workbook

from guildhall.catalog.operations.carrying import carry_import
from guildhall.catalog.operations.imports import (
    check_import,
    explain_columns,
    keep_file,
    run_import,
)
from guildhall.catalog.queries.imports import get_import, look_into
from guildhall.catalog.rules.cells import guarded
from guildhall.catalog.states import ImportPolicy, ImportState, Packaging
from guildhall.catalog.types import BarcodeCard
from guildhall.catalog.types.imports import ImportCard, ImportTerms
from guildhall.kernel import clock
from guildhall.kernel.stamp import Stamp

type Rows = Iterable[Sequence[Any]]

MAPPING = {
    "SKU": "sku",
    "Product": "product",
    "Name": "title",
    "Brand": "brand",
    "Category": "category",
    "Barcode": "barcodes",
    "Color": "option:Color",
    "Size": "option:Size",
    "Unit": "unit",
    "Grams": "weight_grams",
    "Price": "price",
}


def csv_of(headings: Sequence[str], rows: Rows, *, delimiter: str = ",") -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(headings)
    writer.writerows(rows)
    return text.getvalue().encode()


def xlsx_of(headings: Sequence[str], rows: Rows) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(headings))
    for row in rows:
        # As text: what begins with = would be a formula that nobody has computed yet.
        sheet.append([guarded(cell) if isinstance(cell, str) else cell for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def kept(
    data: bytes,
    *,
    mapping: Mapping[str, str] | None = None,
    policy: ImportPolicy = ImportPolicy.SKIP,
    name: str = "products.csv",
    stamp: Stamp,
) -> UUID:
    """Return an import of this file with its columns explained, on channel "web"."""
    card = keep_file(io.BytesIO(data), name=name, size=len(data), stamp=stamp)
    said = MAPPING if mapping is None else mapping
    headings = look_into(card).headings
    told = {heading: target for heading, target in said.items() if heading in headings}
    terms = ImportTerms(mapping=told, channel="web", policy=policy)
    explain_columns(card.id, terms=terms, stamp=stamp)
    return card.id


def checked(data: bytes, *, stamp: Stamp, **how: Any) -> ImportCard:
    """Return an import of this file that was checked."""
    run = kept(data, stamp=stamp, **how)
    check_import(run, stamp=stamp)
    return carried(run)


def imported(data: bytes, *, stamp: Stamp, **how: Any) -> ImportCard:
    """Return an import of this file that was checked and taken."""
    card = checked(data, stamp=stamp, **how)
    assert card.state is ImportState.CHECKED, card.problem
    run_import(card.id, stamp=stamp)
    return carried(card.id)


def carried(run: UUID) -> ImportCard:
    """Carry a file to its end, here and now."""
    assert not carry_import(run, now=now, is_late=lambda: False)
    return get_import(run)


def now() -> datetime:
    return clock.now()


def unit_code(code: str) -> BarcodeCard:
    """Return a barcode of one unit."""
    return BarcodeCard(code, Packaging.UNIT, Decimal(1), is_legacy=False)
