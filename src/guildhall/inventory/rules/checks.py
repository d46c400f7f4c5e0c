"""What is wrong with a level, and whether its row can simply be made anew."""

from collections.abc import Iterator
from dataclasses import fields

from guildhall.inventory.states import Damage
from guildhall.inventory.types import Buckets, Proof

type Wrong = tuple[Damage, object, object]

_BUCKETS = {
    "on_hand": Damage.ON_HAND,
    "reserved": Damage.RESERVED,
    "unavailable": Damage.UNAVAILABLE,
    "inbound": Damage.INBOUND,
}


def wrongs_of(proof: Proof) -> Iterator[Wrong]:
    """Yield what is wrong with a level: the damage, what is kept, what is proven."""
    for name, damage in _BUCKETS.items():
        kept, proven = getattr(proof.kept, name), getattr(proof.proven, name)
        if kept != proven:
            yield damage, kept, proven
    if not can_hold(proof.proven, proof):
        promised = proof.proven.reserved + proof.proven.unavailable - proof.backorder_limit
        yield Damage.OVERSOLD, promised, proof.proven.on_hand
    if proof.blocks != proof.proven.unavailable:
        yield Damage.BLOCKS, proof.blocks, proof.proven.unavailable
    if proof.lots != proof.lotted:
        yield Damage.LOTS, proof.lots, proof.lotted
    if proof.tracked and proof.lotted != proof.proven.on_hand:
        yield Damage.UNTOLD_LOTS, proof.lotted, proof.proven.on_hand
    if proof.wrong_snapshots:
        yield Damage.SNAPSHOT, proof.wrong_snapshots, 0


def can_hold(buckets: Buckets, proof: Proof) -> bool:
    """Return whether the database would take these buckets: what it refuses was oversold."""
    if any(getattr(buckets, each.name) < 0 for each in fields(buckets)):
        return False
    bound = buckets.reserved + buckets.unavailable - proof.backorder_limit
    return buckets.on_hand >= max(bound, buckets.unavailable)


def mended(proof: Proof) -> Buckets | None:
    """Return the buckets that a repair writes, or None where somebody has to count first.

    The ledger wins. Only where it cannot be, since more is promised than it has, does what is on
    hand stay, and the ledger gets a line that says so.
    """
    if can_hold(proof.proven, proof):
        return proof.proven
    proven = proof.proven
    stays = Buckets(proof.kept.on_hand, proven.reserved, proven.unavailable, proven.inbound)
    return stays if can_hold(stays, proof) else None
