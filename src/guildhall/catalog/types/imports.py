"""What others may see of files that come in, and what a row of one says."""

import dataclasses
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from guildhall.catalog.states import ImportPolicy, ImportState, SheetFormat
from guildhall.kernel.stamp import Actor


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is to be read. `encoding`, `delimiter` and `decimal` are of CSV alone."""

    format: SheetFormat = SheetFormat.CSV
    encoding: str = "utf-8"
    delimiter: str = ","
    decimal: str = "."


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the top of a file shows: its columns, and some rows below them."""

    layout: Layout
    headings: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class ImportTerms:
    """What a person says about a file before it is checked.

    `mapping` names for each heading what it holds: a `Column`, with `:name` for an option or
    a price list; a heading that is not in it is left out. `channel` is where a plain price is.
    """

    mapping: Mapping[str, str]
    channel: str = ""
    policy: ImportPolicy = ImportPolicy.SKIP
    encoding: str = ""
    delimiter: str = ""
    decimal: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of rows. `products` is how many of the added came with a new product."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    failed: int = 0
    products: int = 0


@dataclass(frozen=True, slots=True)
class ImportCard:
    """One file on its way in, or that came in."""

    id: UUID
    name: str
    layout: Layout
    mapping: Mapping[str, str]
    channel: str
    policy: ImportPolicy
    state: ImportState
    is_trial: bool
    rows: int | None
    next_row: int
    tally: Tally
    checked: Tally | None
    started_by: str
    created_at: datetime
    finished_at: datetime | None
    problem: str
    file: str = field(repr=False)
    by: Actor = field(repr=False)

    @property
    def version(self) -> str:
        """The name of how far it has come, and of what its columns are taken for."""
        said = repr((sorted(self.mapping.items()), self.channel, self.policy, self.layout))
        about = hashlib.sha256(said.encode()).hexdigest()[:16]
        return f"{self.state}-{self.next_row}-{about}"

    @property
    def percent(self) -> int:
        if not self.rows:
            return 0
        return min(100, self.next_row * 100 // self.rows)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row: in which field, and the facts of what to do about it."""

    row: int
    field: str
    code: str
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FaultLine:
    """A row of the file that was not taken, as it stood there, and everything wrong with it."""

    row: int
    cells: tuple[str, ...]
    faults: tuple[Fault, ...]


@dataclass(slots=True)
class Incoming:
    """One row of a file, understood. None is what the row does not say."""

    row: int
    sku: str
    product: str | None = None
    title: str | None = None
    variant_title: str | None = None
    description: str | None = None
    brand: str | None = None
    category: str | None = None
    tax_class: str | None = None
    unit: str | None = None
    weight_grams: int | None = None
    barcodes: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    prices: tuple[tuple[str, Decimal], ...] = ()

    @property
    def about_product(self) -> tuple[str | None, ...]:
        """What the row says of the product, for which its first good row speaks."""
        return (self.title, self.description, self.brand, self.category, self.tax_class)
