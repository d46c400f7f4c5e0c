"""Keys and signatures of the twin, written apart from the adapter's, from the documentation."""

import json
import re
from base64 import b64decode, b64encode
from functools import cache
from secrets import token_hex
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

MCHID, APPID, SERIAL = "1900000109", "wx8888888888888888", "5157F09EFDC096DE15EBE81A47057A72"
API_V3_KEY = "0123456789abcdefghijklmnopqrstuv"
FIRST = "PUB_KEY_ID_0119000001092026010100000000"
ALWAYS_KNOWN = re.compile(r'(\w+)="([^"]*)"')


@cache
def key_named(name: str) -> RSAPrivateKey:
    """Return a key of this process; making one is slow, so each is made once."""
    return generate_private_key(65537, 2048)


def private_pem(name: str) -> str:
    pem = key_named(name).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return pem.decode()


def public_pem(name: str) -> str:
    key = key_named(name).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def signature(name: str, *parts: str) -> str:
    text = "".join(f"{part}\n" for part in parts)
    return b64encode(key_named(name).sign(text.encode(), PKCS1v15(), SHA256())).decode()


def fields_of(authorization: str) -> dict[str, str]:
    scheme, _space, rest = authorization.partition(" ")
    return dict(ALWAYS_KNOWN.findall(rest)) if scheme == "WECHATPAY2-SHA256-RSA2048" else {}


def fits(signed: str, *parts: str) -> bool:
    text = "".join(f"{part}\n" for part in parts)
    try:
        key = key_named("merchant").public_key()
        key.verify(b64decode(signed), text.encode(), PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True


def sealed(value: dict[str, Any], *, kind: str) -> dict[str, str]:
    """Return a notification's resource."""
    nonce, about = token_hex(6), kind
    plain = json.dumps(value, ensure_ascii=False).encode()
    cipher = AESGCM(API_V3_KEY.encode()).encrypt(nonce.encode(), plain, about.encode())
    return {
        "original_type": kind,
        "algorithm": "AEAD_AES_256_GCM",
        "ciphertext": b64encode(cipher).decode(),
        "associated_data": about,
        "nonce": nonce,
    }


def name_read(concealed: str) -> str:
    padding = OAEP(mgf=MGF1(SHA1()), algorithm=SHA1(), label=None)  # noqa: S303 - the protocol's
    return key_named(FIRST).decrypt(b64decode(concealed), padding).decode()
