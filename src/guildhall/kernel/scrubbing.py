"""Nothing secret or personal in what leaves for operators: log lines, error reports, dumps.

Three nets, one behind the other: what stands under a telling name; what looks like a token, an
address or a card; and the very secrets that this process was configured with.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

HIDDEN = "***"
# Names that are secret or personal as a whole, and parts of names that make one so.
_NAMES = frozenset({"email", "phone", "address", "cookie", "cookies", "dsn"})
_PARTS = re.compile(
    r"password|passwd|passphrase|secret|token|authorization|credential|cookie|session_?id|sessionid"
    r"|api_?key|vault|archive_key|private_key|signature|(^|_)(key|keys|email|phone|pin|otp|totp)$",
    re.IGNORECASE,
)
_LOOKS = (
    # keys and tokens of ours, JWTs, what the vault sealed, and what a header carries
    (re.compile(r"\bgh[a-z]?_[A-Za-z0-9_-]{8,}"), HIDDEN),
    (re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*"), HIDDEN),
    (re.compile(r"\bgAAAA[\w=-]{16,}"), HIDDEN),
    (re.compile(r"\b(Bearer|Basic|DPoP)\s+[\w.~+/=:-]{6,}", re.IGNORECASE), r"\1 " + HIDDEN),
    (re.compile(r"-----BEGIN [^-]*PRIVATE KEY-----.*?-----END [^-]*-----", re.DOTALL), HIDDEN),
    # https://user:password@host, and password=… in an address, a form or a message
    (re.compile(r"(?<=://)[^\s/@:]*:[^\s/@]+(?=@)"), HIDDEN),
    (
        re.compile(
            r"""((?:password|passwd|secret|token|api_?key|signature|otp)"""
            r"""["']?\s*[=:]\s*["']?)[^\s&"',;}\]]+""",
            re.IGNORECASE,
        ),
        r"\1" + HIDDEN,
    ),
    (re.compile(r"(?<=[?&])(code|state|sid|q|login)=[^\s&\"'#]+"), r"\1=" + HIDDEN),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), HIDDEN),
    (re.compile(r"\+\d(?:[ ().-]{0,2}\d){7,14}\b"), HIDDEN),
    (re.compile(r"(?<![\w-])1[3-9]\d{9}(?![\w-])"), HIDDEN),
)
_CARD = re.compile(r"(?<![\w.-])(?:\d[ -]?){12,18}\d(?![\w.-])")
_SHORTEST = 6
_known: list[str] = []


def know_secrets(secrets: Iterable[str]) -> None:
    """Name secrets that this process holds: wherever they turn up, they are taken out."""
    found = {*_known, *(secret for secret in secrets if len(secret) >= _SHORTEST)}
    _known[:] = sorted(found, key=len, reverse=True)  # a secret may be a part of another


def scrub(value: Any, *, name: str = "") -> Any:
    """Return a value without what is secret or personal in it, however deep it lies."""
    if name and is_telling(name):
        return value if isinstance(value, bool | None) else HIDDEN
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    match value:
        case str():
            return scrub_text(value)
        case Mapping():
            return {scrub(key): scrub(inner, name=str(key)) for key, inner in value.items()}
        case list() | tuple() | set() | frozenset():
            return [scrub(inner) for inner in value]
        case _:
            return value


def scrub_text(text: str) -> str:
    """Return a text without what looks secret or personal, or is known to be."""
    for secret in _known:
        text = text.replace(secret, HIDDEN)
    for look, instead in _LOOKS:
        text = look.sub(instead, text)
    return _CARD.sub(lambda found: HIDDEN if _is_card(found[0]) else found[0], text)


def is_telling(name: str) -> bool:
    """Return whether what stands under a name is secret or personal as a whole."""
    plain = name.lower().replace("-", "_")
    return plain in _NAMES or _PARTS.search(plain) is not None


def _is_card(text: str) -> bool:
    """Return whether digits pass the check that cards pass (Luhn)."""
    digits = [int(sign) for sign in reversed(text) if sign.isdigit()]
    doubled = (digit * 2 for digit in digits[1::2])
    return (sum(digits[::2]) + sum(each - 9 if each > 9 else each for each in doubled)) % 10 == 0
