"""What happens to files of products."""

from dataclasses import dataclass

from guildhall.kernel.events import Event, fact


@fact("catalog.import_started", subject="import:{run}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ImportStarted(Event):
    """A file that was checked is being taken, from a row on."""

    run: str
    name: str
    rows: int
    from_row: int


@fact("catalog.products_imported", subject="import:{run}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ProductsImported(Event):
    """Some rows of a file were taken. Of what they name, some was added or changed."""

    run: str
    first_row: int
    last_row: int
    added: int
    changed: int


@fact("catalog.import_ended", subject="import:{run}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ImportEnded(Event):
    """A file was taken to its end, or not: `state` says which."""

    run: str
    state: str
    added: int
    changed: int
    unchanged: int
    failed: int


@fact("catalog.products_exported", subject="catalog")
@dataclass(frozen=True, kw_only=True, slots=True)
class ProductsExported(Event):
    """Somebody took a list of products out of the house."""

    format: str
    count: int
