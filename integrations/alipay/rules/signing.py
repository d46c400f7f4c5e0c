"""RSA2 over sorted parameters, over the raw node of an answer, over a notification. Pure."""

import json
import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    load_der_private_key,
    load_der_public_key,
)

from guildhall.payments.errors import NoticeForged

SIGN_TYPE = "RSA2"
_UNSIGNED_IN_NOTICES = frozenset({"sign", "sign_type"})
_PEM = re.compile(r"-----BEGIN [A-Z ]+-----(.+?)-----END [A-Z ]+-----", re.DOTALL)


def content(fields: Mapping[str, str], *, without: Iterable[str] = ("sign",)) -> str:
    """Return what is signed of parameters: by name, empty ones left out, undone of any coding."""
    left_out = frozenset(without)
    named = sorted((k, v) for k, v in fields.items() if v != "" and k not in left_out)
    return "&".join(f"{name}={value}" for name, value in named)


def sign(text: str, *, key: str) -> str:
    """Return the signature of a text by a private key, in PEM or as Alipay's tool writes it."""
    found = load_der_private_key(_der(key)[0], None)
    if not isinstance(found, RSAPrivateKey):
        raise TypeError("Alipay signs with RSA alone")
    return b64encode(found.sign(text.encode(), PKCS1v15(), SHA256())).decode()


def is_signed(text: str, signature: str, *, keys: str) -> bool:
    """Return whether one of Alipay's keys signed a text; while keys are exchanged, two count."""
    try:
        raw = b64decode(signature, validate=True)
        return any(_fits(text.encode(), raw, key) for key in _der(keys))
    except (NotBase64, ValueError):
        return False


def must_be_theirs(fields: Mapping[str, str], *, keys: str) -> None:
    """Refuse with NoticeForged unless Alipay signed the fields of this notification."""
    text = content(fields, without=_UNSIGNED_IN_NOTICES)
    if fields.get("sign_type") != SIGN_TYPE:
        raise NoticeForged
    if not is_signed(text, fields.get("sign", ""), keys=keys):
        raise NoticeForged


def node_of(text: str, name: str) -> tuple[str, Mapping[str, Any]]:
    """Return the part of an answer that is signed, as it was written and as it reads.

    Raises ValueError where there is none.
    """
    place = re.search(rf'"{re.escape(name)}"\s*:\s*', text)
    if place is None:
        raise ValueError(f"no {name} in the answer")
    found, end = json.JSONDecoder().raw_decode(text, place.end())
    if not isinstance(found, dict):
        raise TypeError(f"{name} is no object")
    return text[place.end() : end], found


def _fits(text: bytes, signature: bytes, der: bytes) -> bool:
    try:
        _public(der).verify(signature, text, PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True


def _der(text: str) -> list[bytes]:
    """Return the keys in a text: PEM blocks, or one key in bare base64."""
    blocks = _PEM.findall(text) or [text]
    return [b64decode("".join(block.split()), validate=True) for block in blocks]


@lru_cache(maxsize=256)
def _public(der: bytes) -> RSAPublicKey:
    key = load_der_public_key(der)
    if not isinstance(key, RSAPublicKey):
        raise TypeError("Alipay signs with RSA alone")
    return key
