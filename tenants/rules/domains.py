"""What a domain is, how it is written, and what proves whose it is. Pure."""

import re
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

import idna

from tenants.states import DomainMove, DomainState, Proof

CHALLENGE = "_guildhall-challenge"
PROMISE = "guildhall-domain-verification="
# So that the name of the record still fits into the 253 characters of a name.
LONGEST = 253 - len(CHALLENGE) - 1
LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
TOP = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{1,59}")

# A record may vanish by a mistake that takes a working day to notice.
GRACE = timedelta(days=3)


def domain_of(text: str) -> str | None:
    """Return a domain the way it is kept (lower case, punycode), or None if it is none.

    A port, a path, an address of numbers or a single label is none.
    """
    try:
        host = idna.encode(text.strip().rstrip("."), uts46=True).decode().lower()
    except (idna.IDNAError, UnicodeError):
        return None
    labels = host.split(".")
    if len(host) > LONGEST or len(labels) < 2 or not TOP.fullmatch(labels[-1]):
        return None
    return host if all(LABEL.fullmatch(label) for label in labels) else None


def is_ours(host: str, *, suffix: str, public: Collection[str]) -> bool:
    """Return whether a host belongs to the platform itself, and so to no company."""
    return host == suffix or host.endswith(f".{suffix}") or host in public


def record_of(host: str, token: str) -> tuple[str, str]:
    """Return the name and the text of the record that proves whose a domain is."""
    return f"{CHALLENGE}.{host}", f"{PROMISE}{token}"


def proof_in(texts: Iterable[str], *, token: str) -> Proof:
    """Return what the texts at the record's name say; others may stand beside ours."""
    found = {text.strip() for text in texts}
    if not found:
        return Proof.MISSING
    return Proof.FOUND if f"{PROMISE}{token}" in found else Proof.WRONG


def move_after(
    state: DomainState, proof: Proof, *, failing_since: datetime | None, at: datetime
) -> DomainMove | None:
    """Return what a look at the record moves, if anything.

    Only an answer that the record is gone counts, and only after days: a name server that
    does not answer proves nothing.
    """
    if proof is Proof.FOUND and state in {DomainState.PENDING, DomainState.FAILED}:
        return DomainMove.VERIFY
    if state not in {DomainState.VERIFIED, DomainState.ACTIVE} or failing_since is None:
        return None
    gone = proof in {Proof.MISSING, Proof.WRONG} and at - failing_since >= GRACE
    return DomainMove.FAIL if gone else None
