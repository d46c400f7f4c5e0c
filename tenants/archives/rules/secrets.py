"""What no company may carry away in its own export, since it would let the bearer in."""

import re
from collections.abc import Mapping

SOUNDS_SECRET = re.compile(r"password|secret|token|digest|credential|(^|_)(key|hash|salt)$")


def public_columns(
    columns: Mapping[str, tuple[str, ...]], secrets: Mapping[str, frozenset[str]]
) -> dict[str, tuple[str, ...]]:
    """Return the tables and columns that are left when the secrets are taken out."""
    left = {}
    for table, names in columns.items():
        kept = names if table not in secrets else _less(names, secrets[table])
        if kept:
            left[table] = kept
    return left


def _less(names: tuple[str, ...], secret: frozenset[str]) -> tuple[str, ...]:
    """Return the names but the secret ones. An empty set means all of them."""
    return tuple(name for name in names if secret and name not in secret)
