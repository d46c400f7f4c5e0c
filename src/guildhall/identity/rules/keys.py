"""How a key is made and checked. Pure."""

import hashlib
import hmac
import re
import secrets
import string
import zlib
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from guildhall.identity.rules.people import digest_of
from guildhall.identity.states import KeyKind

PREFIX_BYTES = 6
SECRET_LENGTH = 43  # of 62 signs: 256 bits
CHECKSUM_LENGTH = 6
SIGNS = string.digits + string.ascii_uppercase + string.ascii_lowercase
# What a keyed hash begins with, and how many bytes then name the key that made it.
KEYED = b"\x01"
NAME_BYTES = 4

_TOKEN = re.compile(r"gh_(?:pk|sk)_([0-9a-f]{12})_[0-9A-Za-z]{49}")
_FORMER = re.compile(r"gh_([0-9a-f]{12})_.+")


def make_token(kind: KeyKind = KeyKind.SECRET) -> tuple[str, str]:
    """Return a new key's public prefix and the whole token, 256 bits of it secret.

    It ends in a checksum, so that whoever scans for leaked keys finds no false ones, and a
    mistyped one is refused before anything is looked up.
    """
    prefix = secrets.token_hex(PREFIX_BYTES)
    secret = "".join(secrets.choice(SIGNS) for _ in range(SECRET_LENGTH))
    sign = "pk" if kind is KeyKind.PUBLISHABLE else "sk"
    body = f"gh_{sign}_{prefix}_{secret}"
    return prefix, body + checksum_of(body)


def checksum_of(body: str) -> str:
    """Return the CRC-32 of a token's other part, in six signs."""
    rest, told = zlib.crc32(body.encode()), ""
    for _ in range(CHECKSUM_LENGTH):
        rest, digit = divmod(rest, len(SIGNS))
        told = SIGNS[digit] + told
    return told


def prefix_of(token: str) -> str | None:
    """Return the public prefix of a token, or None if it is not one of ours."""
    found = _TOKEN.fullmatch(token)
    if found is None:
        former = _FORMER.fullmatch(token)
        return former[1] if former else None
    body, told = token[:-CHECKSUM_LENGTH], token[-CHECKSUM_LENGTH:]
    return found[1] if told == checksum_of(body) else None


def keyed_digest(token: str, pepper: bytes) -> bytes:
    """Return what is stored: worth nothing without the house's own secret."""
    return KEYED + _name_of(pepper) + hmac.digest(pepper, token.encode(), "sha256")


def matches(token: str, digest: bytes, peppers: tuple[bytes, ...] = ()) -> bool:
    """Return whether a token has this digest; keys of the first days have a bare SHA-256."""
    for pepper in peppers:
        if digest.startswith(KEYED + _name_of(pepper)):
            return hmac.compare_digest(keyed_digest(token, pepper), digest)
    return hmac.compare_digest(digest_of(token), digest)


def is_newest(digest: bytes, peppers: tuple[bytes, ...]) -> bool:
    """Return whether a digest was made with the newest secret of the house."""
    return len(digest) > hashlib.sha256().digest_size and digest.startswith(
        KEYED + _name_of(peppers[0])
    )


def _name_of(pepper: bytes) -> bytes:
    return hashlib.sha256(pepper).digest()[:NAME_BYTES]


def comes_from(address: str, allowed: tuple[str, ...]) -> bool:
    """Return whether a key may be used from an address: anywhere, or from these networks."""
    if not allowed:
        return True
    if not address:
        return False
    found = _plain(address)
    return any(found in ip_network(each) for each in allowed)


def network_of(address: str) -> str:
    """Return the neighborhood of an address: that of one line at home, not of one machine."""
    if not address:
        return ""
    found = _plain(address)
    return str(ip_network((found, 24 if found.version == 4 else 48), strict=False))


def _plain(address: str) -> IPv4Address | IPv6Address:
    """Return an address; one of version 4 as such, however it was written."""
    found = ip_address(address)
    return getattr(found, "ipv4_mapped", None) or found
