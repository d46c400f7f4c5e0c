"""A ZIP made while it is read, in memory that does not grow with it."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from io import RawIOBase
from typing import IO, Any, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

OWNER_READS = 0o100600 << 16


class _Drain(RawIOBase):
    """Where ZipFile writes to, and we read from. It cannot seek, and ZipFile copes with that."""

    def __init__(self) -> None:
        super().__init__()
        self._held: list[bytes] = []

    def write(self, block: Any) -> int:
        self._held.append(bytes(block))
        return len(block)

    def writable(self) -> bool:
        return True

    def flush(self) -> None:
        """Keep nothing back: all that was written waits to be taken."""

    def taken(self) -> bytes:
        block = b"".join(self._held)
        self._held.clear()
        return block


def zipped(members: Iterable[tuple[str, Iterable[bytes]]], *, at: datetime) -> Iterator[bytes]:
    """Yield a ZIP of these members, each read when its turn has come."""
    drain = _Drain()
    with ZipFile(cast(IO[bytes], drain), "w", ZIP_DEFLATED) as archive:
        for name, blocks in members:
            info = ZipInfo(name, at.timetuple()[:6])
            info.compress_type, info.external_attr = ZIP_DEFLATED, OWNER_READS
            with archive.open(info, "w", force_zip64=True) as member:
                for block in blocks:
                    member.write(block)
                    if ready := drain.taken():
                        yield ready
    yield drain.taken()
