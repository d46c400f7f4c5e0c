"""How facts are hashed, seals chained and days signed. Pure.

The form of what is hashed is for good: whoever changes it can check no older seal.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from guildhall.audit.states import Wrong
from guildhall.audit.types import Finding, Link, Print

START = b"\0" * 32
BEFORE_ALL = -(2**63)
"""Where the first seal begins: below every number that a fact could be given."""
_SEQUENCE, _DIGEST = 8, 32


def fact_digest(columns: Mapping[str, Any]) -> bytes:
    """Return the hash of all that one fact says, bookkeeping of its delivery left out."""
    plain = {name: _plain(value) for name, value in columns.items()}
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def link_digest(link: Link) -> bytes:
    """Return the hash of a seal, that of the one before it included."""
    head = f"1:{link.number}:{link.after}:{link.until}:{_instant(link.sealed_at)}:".encode()
    return hashlib.sha256(head + link.previous + packed(link.prints)).digest()


def day_signature(key: bytes, day: date, *, seal: int, digest: bytes, facts: int) -> bytes:
    """Return what proves that the chain stood there at the end of a day."""
    text = f"1:{day.isoformat()}:{seal}:{facts}:".encode() + digest
    return hmac.digest(key, text, "sha256")


def packed(prints: Iterable[Print]) -> bytes:
    return b"".join(each.sequence.to_bytes(_SEQUENCE) + each.digest for each in prints)


def unpacked(prints: bytes) -> tuple[Print, ...]:
    step = _SEQUENCE + _DIGEST
    return tuple(
        Print(int.from_bytes(prints[at : at + _SEQUENCE]), prints[at + _SEQUENCE : at + step])
        for at in range(0, len(prints), step)
    )


def first_difference(link: Link, found: Sequence[Print]) -> Finding | None:
    """Return the first fact under a seal that is not as it was sealed."""
    sealed = {each.sequence: each.digest for each in link.prints}
    there = {each.sequence: each.digest for each in found}
    for sequence in sorted(sealed.keys() | there.keys()):
        wrong = _wrong(sealed.get(sequence), there.get(sequence))
        if wrong is not None:
            return Finding(wrong, link.number, sequence)
    return None


def broken_link(link: Link, digest: bytes, *, before: tuple[int, int, bytes]) -> Finding | None:
    """Return what is wrong with a seal itself, `before` being number, end and digest of the last.

    One that does not follow the last one lacks what was between them.
    """
    number, until, previous = before
    if link.number != number + 1:
        return Finding(Wrong.SEAL_REMOVED, number + 1, max(until + 1, 1))
    follows = link.after == until and hmac.compare_digest(link.previous, previous)
    if not follows or not hmac.compare_digest(link_digest(link), digest):
        return Finding(Wrong.SEAL_CHANGED, link.number, max(link.after + 1, 1))
    return None


def _wrong(sealed: bytes | None, there: bytes | None) -> Wrong | None:
    if sealed is None:
        return Wrong.FACT_INSERTED
    if there is None:
        return Wrong.FACT_REMOVED
    return None if hmac.compare_digest(sealed, there) else Wrong.FACT_CHANGED


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return _instant(value)
    return value if isinstance(value, str | int | bool | dict | list | None) else str(value)


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")
