"""Signatures and seals of API v3: RSA-2048 over lines, AES-256-GCM over resources. Pure."""

import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from cryptography.x509 import load_pem_x509_certificate

from guildhall.payments.errors import NoticeForged

SCHEMA = "WECHATPAY2-SHA256-RSA2048"
# WeChat's own words: what is older is a replay.
WINDOW = timedelta(minutes=5)
# They send a false signature now and then, to see whether we look.
PROBE = "WECHATPAY/SIGNTEST/"
PUBLIC_KEY_MODE = "PUB_KEY_ID_"


def lines(*parts: str) -> str:
    """Return what is signed: every part on a line of its own, the last one too."""
    return "".join(f"{part}\n" for part in parts)


def sign(text: str, *, key: str) -> str:
    """Return the signature of a text by a private key in PEM."""
    return b64encode(_private(key).sign(text.encode(), PKCS1v15(), SHA256())).decode()


def is_signed(text: str, signature: str, *, key: str) -> bool:
    """Return whether a text was signed by the owner of a public key or certificate in PEM."""
    try:
        raw = b64decode(signature, validate=True)
        _public(key).verify(raw, text.encode(), PKCS1v15(), SHA256())
    except (InvalidSignature, NotBase64, ValueError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class Merchant:
    """Who asks: a merchant's number, the serial of their certificate, and its private key."""

    mchid: str
    serial: str
    key: str = field(repr=False)


def authorization(
    method: str, target: str, body: str, *, merchant: Merchant, at: int, nonce: str
) -> str:
    """Return the Authorization header of a request; `target` is its path with its query."""
    fields = {
        "mchid": merchant.mchid,
        "nonce_str": nonce,
        "timestamp": str(at),
        "serial_no": merchant.serial,
        "signature": sign(lines(method, target, str(at), nonce, body), key=merchant.key),
    }
    return f"{SCHEMA} " + ",".join(f'{name}="{value}"' for name, value in fields.items())


def must_be_theirs(
    body: bytes, headers: Mapping[str, str], *, keys: Mapping[str, str], at: datetime
) -> None:
    """Refuse with NoticeForged unless WeChat signed these bytes within the last five minutes.

    `keys` holds every platform key that counts now, by serial: while keys are exchanged, two do.
    Header names are in lowercase.
    """
    key = keys.get(headers.get("wechatpay-serial", ""))
    signature = headers.get("wechatpay-signature", "")
    stamp = headers.get("wechatpay-timestamp", "")
    if key is None or signature.startswith(PROBE) or not _is_fresh(stamp, at=at):
        raise NoticeForged
    try:
        text = lines(stamp, headers.get("wechatpay-nonce", ""), body.decode())
    except UnicodeDecodeError as error:
        raise NoticeForged from error
    if not is_signed(text, signature, key=key):
        raise NoticeForged


def platform_keys(text: str) -> dict[str, str]:
    """Return an account's platform keys: a JSON object of PEM texts by serial."""
    found = json.loads(text or "{}")
    return {str(serial): str(pem) for serial, pem in found.items()}


def newest_serial(keys: Mapping[str, str]) -> str:
    """Return the serial by which we ask to be answered: a public key's before a certificate's."""
    return next((each for each in keys if each.startswith(PUBLIC_KEY_MODE)), next(iter(keys), ""))


def opened(resource: Mapping[str, str], *, key: str) -> str:
    """Return what a notification's resource holds. Refuses with NoticeForged."""
    try:
        plain = AESGCM(key.encode()).decrypt(
            resource["nonce"].encode(),
            b64decode(resource["ciphertext"], validate=True),
            resource.get("associated_data", "").encode(),
        )
    except (InvalidTag, KeyError, NotBase64, ValueError) as error:
        raise NoticeForged from error
    return plain.decode()


def concealed(text: str, *, key: str) -> str:
    """Return a sensitive field (a receiver's name) for WeChat alone: RSA-OAEP with its key."""
    padding = OAEP(mgf=MGF1(SHA1()), algorithm=SHA1(), label=None)  # noqa: S303 - their protocol
    return b64encode(_public(key).encrypt(text.encode(), padding)).decode()


def _is_fresh(stamp: str, *, at: datetime) -> bool:
    if not stamp.isascii() or not stamp.isdigit() or len(stamp) > 12:
        return False
    return abs(at - datetime.fromtimestamp(int(stamp), UTC)) <= WINDOW


def _private(pem: str) -> RSAPrivateKey:
    key = load_pem_private_key(pem.encode(), None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("WeChat Pay signs with RSA alone")
    return key


@lru_cache(maxsize=256)
def _public(pem: str) -> RSAPublicKey:
    if "BEGIN CERTIFICATE" in pem:
        key = load_pem_x509_certificate(pem.encode()).public_key()
    else:
        key = load_pem_public_key(pem.encode())  # type: ignore[assignment]
    if not isinstance(key, RSAPublicKey):
        raise TypeError("WeChat Pay signs with RSA alone")
    return key
