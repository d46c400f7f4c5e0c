"""The manifest as text, and whether what was found agrees with it."""

import hashlib
from collections.abc import Iterable, Iterator

from pydantic import TypeAdapter, ValidationError

from tenants.archives.errors import ArchiveDamaged
from tenants.archives.types import Answer, Definition, Difference, Manifest, TableLine

FORM = 1
PLACE = "t_template0000"
_adapter = TypeAdapter(Manifest)


def written(manifest: Manifest) -> bytes:
    return _adapter.dump_json(manifest)


def read(text: bytes) -> Manifest:
    """Return the manifest. Refuses with ArchiveDamaged."""
    try:
        found = _adapter.validate_json(text)
    except ValidationError as error:
        raise ArchiveDamaged(what="manifest") from error
    if found.form != FORM:
        raise ArchiveDamaged(what=f"manifest of form {found.form}")
    return found


def fingerprint(definition: Definition) -> str:
    """Return a hash over all that a schema is made of, its name left out."""
    text = "\n".join((*definition.before, *definition.after))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def table_differences(
    archived: Iterable[TableLine], found: Iterable[TableLine]
) -> Iterator[Difference]:
    """Yield every table that has not the rows that it should have."""
    lines = {line.name: line for line in found}
    for line in archived:
        other = lines.get(line.name)
        if other is None:
            yield Difference(line.name, f"{line.rows} rows", "no table")
        elif (line.rows, line.sha256) != (other.rows, other.sha256):
            yield Difference(line.name, _told(line), _told(other))


def answer_differences(
    archived: Iterable[Answer], found: Iterable[Answer]
) -> Iterator[Difference]:
    answers = {answer.name: answer.value for answer in found}
    for answer in archived:
        value = answers.get(answer.name, "no answer")
        if value != answer.value:
            yield Difference(answer.name, answer.value, value)


def _told(line: TableLine) -> str:
    return f"{line.rows} rows, sha256 {line.sha256[:12]}"
