"""What must be read again and yet not lie open: secrets of third parties, private keys.

`seal` encrypts with the first key of `settings.VAULT_KEYS` (Fernet: AES-128-CBC with HMAC);
`open_sealed` takes what any of them sealed, so that keys can be exchanged one after another.
The scope is sealed in: what was copied into another schema does not open there.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from guildhall.kernel.tenancy import require


class SealBroken(RuntimeError):
    """What was to be opened was sealed by no key that we hold, or for another company."""


def seal(text: str, *, purpose: str) -> str:
    """Return `text` encrypted for this scope and purpose."""
    return _box(settings.VAULT_KEYS, _context(purpose)).encrypt(text.encode()).decode()


def open_sealed(sealed: str, *, purpose: str) -> str:
    """Return what was sealed. Raises SealBroken."""
    try:
        return _box(settings.VAULT_KEYS, _context(purpose)).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise SealBroken(purpose) from error


def reseal(sealed: str, *, purpose: str) -> str:
    """Return the same secret, sealed with the newest key. Raises SealBroken."""
    return seal(open_sealed(sealed, purpose=purpose), purpose=purpose)


def is_current(sealed: str, *, purpose: str) -> bool:
    """Return whether the newest key sealed it."""
    newest = _box(settings.VAULT_KEYS[:1], _context(purpose))
    try:
        newest.decrypt(sealed.encode())
    except InvalidToken:
        return False
    return True


def peppers(purpose: str) -> tuple[bytes, ...]:
    """Return secrets of the house for keyed hashes, one for each key of the vault, newest first.

    Not of one company: what is hashed with them moves with its schema.
    """
    return _peppers(settings.VAULT_KEYS, purpose)


@lru_cache(maxsize=64)
def _peppers(keys: tuple[str, ...], purpose: str) -> tuple[bytes, ...]:
    return tuple(_derived(key, f"pepper:{purpose}") for key in keys)


def _context(purpose: str) -> str:
    return f"{require().tenant_id}:{purpose}"


@lru_cache(maxsize=4_096)
def _box(keys: tuple[str, ...], context: str) -> MultiFernet:
    """Return a box whose keys are derived for one scope and purpose (HKDF, RFC 5869)."""
    return MultiFernet([Fernet(_derived(key, context)) for key in keys])


def _derived(key: str, context: str) -> bytes:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=context.encode())
    return urlsafe_b64encode(kdf.derive(urlsafe_b64decode(key)))
