"""What an archive consists of, and what others may see of archives, restorations, erasures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tenants.archives.states import ArchiveKind, ArchiveState, ErasureState, RestorationState


@dataclass(frozen=True, slots=True)
class Question:
    """Something the business knows about itself: SQL with one value for an answer."""

    name: str
    sql: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question was answered when an archive was taken. It carries its own SQL along."""

    name: str
    sql: str
    value: str


@dataclass(frozen=True, slots=True)
class TableLine:
    """One table of an archive; the checksum is that of the COPY text before compression."""

    name: str
    columns: tuple[str, ...]
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SequenceLine:
    name: str
    value: int
    is_called: bool


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file of the company, by the name that its storage knows it by."""

    name: str
    bytes: int
    sha256: str
    member: str


@dataclass(frozen=True, slots=True)
class Definition:
    """The DDL of a schema, with a placeholder for its name: what comes before data, and after."""

    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """The table of contents. Written last: an archive without one does not exist."""

    form: int
    archive_id: UUID
    tenant_id: UUID
    slug: str
    taken_at: datetime
    schema_version: int
    fingerprint: str
    migrations: tuple[str, ...]
    definition: Definition
    tables: tuple[TableLine, ...]
    sequences: tuple[SequenceLine, ...]
    files: tuple[FileLine, ...]
    answers: tuple[Answer, ...]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    @property
    def bytes(self) -> int:
        tables = sum(table.bytes for table in self.tables)
        return tables + sum(file.bytes for file in self.files)


@dataclass(frozen=True, slots=True)
class ArchiveCard:
    """One archive, as lists and progress bars show it."""

    id: UUID
    tenant_id: UUID
    kind: ArchiveKind
    state: ArchiveState
    rows: int
    bytes: int
    stored: int
    done: int
    total: int
    asked_by: str
    created_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None
    error: str


@dataclass(frozen=True, slots=True)
class RestorationCard:
    id: UUID
    tenant_id: UUID
    archive_id: UUID
    state: RestorationState
    asked_by: str
    created_at: datetime
    swapped_at: datetime | None
    keeps_until: datetime | None
    error: str


@dataclass(frozen=True, slots=True)
class ErasureCard:
    """A request to erase, and in the end its receipt: who, when, and what was counted."""

    id: UUID
    tenant_id: UUID
    slug: str
    state: ErasureState
    asked_by: str
    asked_at: datetime
    due_at: datetime
    finished_at: datetime | None
    final_export: UUID | None
    counts: Mapping[str, int]

    @property
    def is_over(self) -> bool:
        return self.state in {ErasureState.CANCELED, ErasureState.DONE}


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as the manifest says."""

    what: str
    archived: str
    found: str


@dataclass(frozen=True, slots=True)
class DrillReport:
    archive_id: UUID
    tables: int
    rows: int
    questions: int
    differences: tuple[Difference, ...]
    seconds: float
