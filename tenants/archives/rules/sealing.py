"""Sealed streams: AES-256-GCM in numbered chunks, the last one marked as such.

Each stream has a key of its own, derived from the company's data key, a random salt and the
stream's name. A chunk's nonce is its number and whether it is the last: what was cut off,
reordered, repeated or taken from another stream does not open.
"""

import os
import struct
from collections.abc import Callable, Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tenants.archives.errors import ArchiveDamaged

MAGIC = b"guildhall-seal-1"
SALT = 16
CHUNK = 1 << 18
TAG = 16
_LENGTH = struct.Struct(">I")


def seal(chunks: Iterable[bytes], *, key: bytes, name: str) -> Iterator[bytes]:
    """Yield the sealed stream of these bytes."""
    salt = os.urandom(SALT)
    box = _box(key, salt, name)
    yield MAGIC + salt
    number, held = 0, b""
    for block in regroup(chunks, CHUNK):
        if held:
            yield _sealed(box, held, _nonce(number, last=False))
            number += 1
        held = block
    yield _sealed(box, held, _nonce(number, last=True))


def unseal(read: Callable[[int], bytes], *, key: bytes, name: str) -> Iterator[bytes]:
    """Yield what a sealed stream holds. Refuses with ArchiveDamaged."""
    head = _exactly(read, len(MAGIC) + SALT, name)
    if not head.startswith(MAGIC):
        raise ArchiveDamaged(what=name)
    box = _box(key, head[len(MAGIC) :], name)
    length = _exactly(read, _LENGTH.size, name)
    number = 0
    while length:
        (size,) = _LENGTH.unpack(length)
        if not TAG <= size <= CHUNK + TAG:
            raise ArchiveDamaged(what=name)
        block = _exactly(read, size, name)
        length = read(_LENGTH.size)
        if length and len(length) < _LENGTH.size:
            length += _exactly(read, _LENGTH.size - len(length), name)
        try:
            yield box.decrypt(_nonce(number, last=not length), block, None)
        except InvalidTag as error:
            raise ArchiveDamaged(what=name) from error
        number += 1


def wrap(data_key: bytes, *, master: bytes, owner: bytes) -> bytes:
    """Return a data key that only the master key opens, and only for its owner."""
    nonce = os.urandom(12)
    return nonce + AESGCM(master).encrypt(nonce, data_key, owner)


def unwrap(wrapped: bytes, *, master: bytes, owner: bytes) -> bytes:
    """Return the data key. Refuses with ArchiveDamaged."""
    try:
        return AESGCM(master).decrypt(wrapped[:12], wrapped[12:], owner)
    except InvalidTag as error:
        raise ArchiveDamaged(what="key") from error


def regroup(chunks: Iterable[bytes | memoryview], size: int) -> Iterator[bytes]:
    """Yield the same bytes in blocks of this size; the last one may be smaller."""
    held = bytearray()
    for chunk in chunks:
        held += chunk
        while len(held) >= size:
            yield bytes(held[:size])
            del held[:size]
    if held:
        yield bytes(held)


def _box(key: bytes, salt: bytes, name: str) -> AESGCM:
    derive = HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=name.encode())
    return AESGCM(derive.derive(key))


def _sealed(box: AESGCM, block: bytes, nonce: bytes) -> bytes:
    sealed = box.encrypt(nonce, block, None)
    return _LENGTH.pack(len(sealed)) + sealed


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11) + bytes([last])


def _exactly(read: Callable[[int], bytes], size: int, name: str) -> bytes:
    parts: list[bytes] = []
    missing = size
    while missing:
        part = read(missing)
        if not part:
            raise ArchiveDamaged(what=name)
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)
