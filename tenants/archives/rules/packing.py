"""Zstandard on streams. Its bindings come with Python from 3.14 on, until then from a backport."""

import sys
from collections.abc import Iterable, Iterator
from typing import Any

from tenants.archives.errors import ArchiveDamaged

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LEVEL = 1  # docs/decisions/0012 has the figures
_zstd: Any = zstd


def pack(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the compressed stream."""
    packer = _zstd.ZstdCompressor(level=LEVEL)
    for chunk in chunks:
        if packed := packer.compress(chunk):
            yield packed
    yield packer.flush()


def unpack(chunks: Iterable[bytes], *, name: str) -> Iterator[bytes]:
    """Yield what was compressed. Refuses with ArchiveDamaged."""
    unpacker = _zstd.ZstdDecompressor()
    try:
        for chunk in chunks:
            if plain := unpacker.decompress(chunk):
                yield plain
    except _zstd.ZstdError as error:
        raise ArchiveDamaged(what=name) from error
    if not unpacker.eof:
        raise ArchiveDamaged(what=name)
