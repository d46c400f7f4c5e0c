"""Files of products for programs: sent, explained, checked, taken, stopped."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.translation import get_language_from_request, override
from ninja import File, Router
from ninja.files import UploadedFile
from pydantic import Field

from guildhall.catalog.api.import_shapes import (
    ColumnsIn,
    ColumnsOut,
    ImportOut,
    ImportPageOut,
    WrongRowOut,
    WrongRowsOut,
)
from guildhall.catalog.errors.imports import FileMissing
from guildhall.catalog.operations import imports as operations
from guildhall.catalog.operations.uploads import Stored, drop_file, store_file
from guildhall.catalog.queries import imports as queries
from guildhall.catalog.queries.writing import TYPES
from guildhall.catalog.queries.wrong_rows import wrong_rows_file
from guildhall.catalog.states import SheetFormat
from guildhall.catalog.types.imports import ImportCard
from guildhall.kernel.conditions import CONDITIONAL, IF_MATCH, expected_of, sealed
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import REPLAYED, idempotent

router = Router(tags=["imports"])

# What lies in a file is of all channels: whoever sees one holds the right everywhere.
RIGHT = "catalog:edit"
MOST = 200
DOWNLOAD = {
    "responses": {
        200: {
            "content": {
                kind.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
                for kind in TYPES.values()
            }
        }
    }
}


@router.get(
    "",
    response=ImportPageOut,
    auth=Needs(RIGHT),
    operation_id="list_imports",
    url_name="product_files",  # config bounds what is sent there by this name
)
def list_imports(
    request: HttpRequest, *, cursor: str | None = None, limit: int = 50
) -> ImportPageOut:
    """List imports, the newest first."""
    stamp_of(request).by.must(RIGHT)
    page = queries.list_imports(cursor=cursor, limit=limit)
    items = [ImportOut.of(card) for card in page.items]
    return ImportPageOut(items=items, next_cursor=page.next_cursor)


@router.post("", response={201: ImportOut}, auth=Needs(RIGHT), operation_id="send_import")
def send(request: HttpRequest, file: File[UploadedFile]) -> HttpResponse:
    """Send a file of products, CSV or XLSX; what its columns hold is guessed."""
    if file.file is None:
        raise FileMissing
    stored = store_file(
        file.file, name=file.name or "", size=file.size or 0, stamp=stamp_of(request)
    )
    noted = False
    try:
        answer = _note(request, stored)
        noted = REPLAYED not in answer
    finally:
        if not noted:
            drop_file(stored)
    return answer


@idempotent(status=201)
def _note(request: HttpRequest, stored: Stored) -> ImportOut:
    return ImportOut.of(operations.note_file(stored, stamp=stamp_of(request)))


@router.get(
    "/{run}",
    response=ImportOut,
    auth=Needs(RIGHT),
    operation_id="get_import",
    openapi_extra=CONDITIONAL,
)
def get_import(request: HttpRequest, run: UUID) -> HttpResponse:
    """Show how far a file has come."""
    stamp_of(request).by.must(RIGHT)
    card = queries.get_import(run)
    with override(get_language_from_request(request)):
        return sealed(request, ImportOut.of(card), version=card.version)


@router.get(
    "/{run}/columns",
    response=ColumnsOut,
    auth=Needs(RIGHT),
    operation_id="get_import_columns",
)
def get_columns(request: HttpRequest, run: UUID) -> ColumnsOut:
    """Show the columns of a file, and what they are taken for."""
    stamp_of(request).by.must(RIGHT)
    card = queries.get_import(run)
    return ColumnsOut.of(card, queries.look_into(card))


@router.put(
    "/{run}/columns",
    response={200: ImportOut},
    auth=Needs(RIGHT),
    operation_id="explain_import_columns",
    openapi_extra=IF_MATCH,
)
def explain(request: HttpRequest, run: UUID, body: ColumnsIn) -> HttpResponse:
    """Say what the columns hold; what a check has found is forgotten."""
    said = operations.read_columns(run, terms=body.terms(), stamp=stamp_of(request))
    return _keep(request, said)


@idempotent(status=200)
def _keep(request: HttpRequest, said: operations.Explained) -> ImportOut:
    stamp = stamp_of(request)
    return ImportOut.of(operations.keep_columns(said, stamp=stamp, expected=expected_of(request)))


@router.post(
    "/{run}/check",
    response={200: ImportOut},
    auth=Needs(RIGHT),
    operation_id="check_import",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def check(request: HttpRequest, run: UUID) -> ImportOut:
    """Begin to find out what taking the file would do. Nothing of the catalogue changes."""
    return _begun(request, run, operations.check_import)


@router.post(
    "/{run}/start",
    response={200: ImportOut},
    auth=Needs(RIGHT),
    operation_id="start_import",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def start(request: HttpRequest, run: UUID) -> ImportOut:
    """Begin to take a file that was checked, or go on with one that was stopped."""
    return _begun(request, run, operations.run_import)


@router.post(
    "/{run}/stop",
    response={200: ImportOut},
    auth=Needs(RIGHT),
    operation_id="stop_import",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def stop(request: HttpRequest, run: UUID) -> ImportOut:
    """Stop after the rows that are being taken right now; what was taken stays."""
    return _begun(request, run, operations.stop_import)


@router.get(
    "/{run}/wrong-rows",
    response=WrongRowsOut,
    auth=Needs(RIGHT),
    operation_id="list_wrong_rows",
)
def list_wrong_rows(
    request: HttpRequest,
    run: UUID,
    *,
    after: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0,
    limit: Annotated[int, Field(ge=1, le=MOST)] = 50,
) -> WrongRowsOut:
    """List the rows that were not taken, as they stood in the file, with what to do."""
    stamp_of(request).by.must(RIGHT)
    lines = queries.list_faults(queries.get_import(run).id, most=limit, after=after)
    with override(get_language_from_request(request)):
        items = [WrongRowOut.of(line) for line in lines]
    return WrongRowsOut(items=items, next_after=items[-1].row if len(items) == limit else None)


@router.get(
    "/{run}/wrong-rows/{format}",
    response={200: None},
    auth=Needs(RIGHT),
    operation_id="download_wrong_rows",
    openapi_extra=DOWNLOAD,
)
def download_wrong_rows(
    request: HttpRequest,
    run: UUID,
    format: SheetFormat,  # noqa: A002 - as the address says
) -> FileResponse:
    """Send the rows that were not taken as they stood in the file, with what to do beside."""
    stamp_of(request).by.must(RIGHT)
    with override(get_language_from_request(request)):
        file = wrong_rows_file(run, format=format)
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"wrong-rows.{format.value}",
        content_type=TYPES[format],
    )


def _begun(request: HttpRequest, run: UUID, act: Callable[..., ImportCard]) -> ImportOut:
    stamp, expected = stamp_of(request), expected_of(request)
    return ImportOut.of(act(run, stamp=stamp, expected=expected))
