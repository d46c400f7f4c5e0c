"""A bill on its way from a vendor to a table: a file on disk, so that none is held in memory."""

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import IO

from guildhall.payments.errors import BillBroken
from guildhall.payments.states import LineKind
from guildhall.payments.types import BillLine

AT_ONCE = 1 << 18
KINDS = frozenset(kind.value for kind in LineKind)
# What COPY reads as something else.
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_LONGEST = 120


@dataclass(slots=True)
class Spool:
    """A bill's lines as COPY wants them, how many there are, and what makes it this version."""

    file: IO[bytes]
    lines: int
    hash: str

    def chunks(self) -> Iterator[bytes]:
        self.file.seek(0)
        while chunk := self.file.read(AT_ONCE):
            yield chunk

    def close(self) -> None:
        self.file.close()


def spool(lines: Iterable[BillLine], *, day: date) -> Spool:
    """Write a bill down line by line as it comes. Refuses with BillBroken."""
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - whoever loads it closes it
    seal = sha256()
    count = 0
    try:
        for count, line in enumerate(lines, start=1):
            row = _row(line, day)
            seal.update(row)
            file.write(b"%d\t%b" % (count, row))
    except BaseException:
        file.close()
        raise
    return Spool(file, count, seal.hexdigest())


def _row(line: BillLine, day: date) -> bytes:
    if line.kind not in KINDS or len(line.psp_reference) > _LONGEST or len(line.key) > _LONGEST:
        raise BillBroken(day=str(day), what=f"{line.kind} {line.psp_reference}"[:80])
    psp = line.psp_reference.translate(_ESCAPED)
    key = line.key.translate(_ESCAPED)
    batch = line.batch.translate(_ESCAPED)
    amount, fee = line.amount, line.fee
    net = f"{line.net.amount}\t{line.net.currency}" if line.net else "\\N\t"
    return (
        f"{line.kind}\t{key}\t{psp}\t{amount.amount}\t{amount.currency}\t"
        f"{fee.amount}\t{fee.currency}\t{line.occurred_at.isoformat()}\t{batch}\t{net}\n"
    ).encode()
