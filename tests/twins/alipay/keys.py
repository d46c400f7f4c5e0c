"""Keys and signatures of the twin, written apart from the adapter's, from the documentation."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from functools import cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

APP_ID, SELLER = "2021000000000001", "2088000000000001"
ALIPAY, MERCHANT, STRANGER = "alipay", "alipay-merchant", "stranger"


@cache
def key_named(name: str) -> RSAPrivateKey:
    return generate_private_key(65537, 2048)


def private_text(name: str) -> str:
    """Return a private key as Alipay's own tool writes it: base64 on one line."""
    der = key_named(name).private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return b64encode(der).decode()


def public_pem(name: str) -> str:
    key = key_named(name).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def signature(name: str, text: str) -> str:
    return b64encode(key_named(name).sign(text.encode(), PKCS1v15(), SHA256())).decode()


def joined(fields: Mapping[str, str], *left_out: str) -> str:
    kept = sorted(name for name, value in fields.items() if value and name not in left_out)
    return "&".join(f"{name}={fields[name]}" for name in kept)


def fits(fields: Mapping[str, str]) -> bool:
    """Return whether the merchant signed a request."""
    try:
        raw = b64decode(fields.get("sign", ""))
        text = joined(fields, "sign").encode()
        key_named(MERCHANT).public_key().verify(raw, text, PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True
