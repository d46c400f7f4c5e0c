"""Snapshots of levels, so that no explanation reads a whole ledger."""

from datetime import datetime

from guildhall.inventory.models import LevelSnapshot
from guildhall.inventory.queries.snapshots import EVERY, due_snapshots, levels_after
from guildhall.kernel.stamp import Stamp

CHUNK = 200


def take_snapshots(*, since: datetime | None = None, every: int = EVERY, stamp: Stamp) -> int:
    """Write the snapshots that levels lack, and return how many; with `since`, of those changed.

    In chunks, without a lock and without a fact: a snapshot says nothing new. Killed half way,
    it has done a part; two at once write the same, once.
    """
    stamp.by.must("stock:edit")
    taken, key = 0, None
    while levels := levels_after(key, since=since, most=CHUNK):
        due = due_snapshots(levels, every=every)
        LevelSnapshot.objects.bulk_create(due, ignore_conflicts=True, batch_size=1_000)
        taken, key = taken + len(due), levels[-1]
    return taken
