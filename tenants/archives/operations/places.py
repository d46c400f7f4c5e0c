"""Where archives lie: objects of the storage `archives`, below a folder per company.

tenants/<tenant>/<archive>/manifest         last of all, sealed like everything else
tenants/<tenant>/<archive>/tables/<table>   COPY text, compressed
tenants/<tenant>/<archive>/files/<number>
tenants/<tenant>/<archive>/export.zip       what a company takes along
tombstones/<tenant>                         who was erased: outlives any database
"""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import cast
from uuid import UUID

from django.core.files.base import File
from django.core.files.storage import Storage, storages

from tenants.archives.errors import ArchiveDamaged
from tenants.archives.rules.sealing import seal, unseal

PIECE = 1 << 20
MANIFEST = "manifest"
ZIP = "export.zip"
TOMBSTONES = "tombstones"


class Flow:
    """Bytes that are still being made, for storages that read what they save. Read once."""

    closed = False

    def __init__(self, chunks: Iterable[bytes], name: str) -> None:
        self.name = name
        self.passed = 0
        self._chunks = iter(chunks)
        self._held = bytearray()

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        while block := self.read(chunk_size or PIECE):
            yield block

    def read(self, size: int | None = -1) -> bytes:
        """Return this many bytes, or the rest: S3 asks for it once it knows that it is little."""
        if size is None or size < 0:
            size = sys.maxsize
        while len(self._held) < size and (chunk := next(self._chunks, b"")):
            self._held += chunk
        block = bytes(self._held[:size])
        del self._held[:size]
        self.passed += len(block)
        return block

    def seekable(self) -> bool:
        return False

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._held.clear()


def archives() -> Storage:
    return storages["archives"]


def folder_of(tenant_id: UUID) -> str:
    return f"tenants/{tenant_id}"


def place(tenant_id: UUID, archive_id: UUID, member: str) -> str:
    return f"{folder_of(tenant_id)}/{archive_id}/{member}"


def put(name: str, chunks: Iterable[bytes], *, key: bytes) -> int:
    """Seal and keep an object; return how many bytes it takes up."""
    flow = Flow(seal(chunks, key=key, name=name), name)
    put_plain(name, flow)
    return flow.passed


def put_plain(name: str, flow: Flow) -> None:
    saved = archives().save(name, cast("File[bytes]", flow))
    if saved != name:
        raise RuntimeError("the storage `archives` must overwrite what has the same name")


@contextmanager
def taken(name: str, *, key: bytes) -> Iterator[Iterator[bytes]]:
    """Open an object and yield its plain bytes. Refuses with ArchiveDamaged on the way."""
    try:
        source = archives().open(name, "rb")
    except FileNotFoundError as error:
        raise ArchiveDamaged(what=name) from error
    with source:
        yield unseal(source.read, key=key, name=name)


def remove_folder(storage: Storage, folder: str) -> int:
    """Delete everything below a folder; return how many objects that were."""
    removed = 0
    for name in list(names_below(storage, folder)):
        storage.delete(name)
        removed += 1
    _remove_empty(storage, folder)
    return removed


def names_below(storage: Storage, folder: str) -> Iterator[str]:
    """Yield the name of every object below a folder."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(files):
        yield f"{folder}/{name}" if folder else name
    for inner in sorted(folders):
        if inner:
            yield from names_below(storage, f"{folder}/{inner}" if folder else inner)


def _remove_empty(storage: Storage, folder: str) -> None:
    """Remove the folders themselves, where a storage has such things; object stores have none."""
    try:
        folders, _ = storage.listdir(folder)
    except FileNotFoundError:
        return
    for inner in folders:
        if inner:
            _remove_empty(storage, f"{folder}/{inner}" if folder else inner)
    if folder:
        storage.delete(folder)
