"""Sealing the trail. Sealing is itself no fact, or there would always be one more to seal."""

import secrets
from datetime import UTC, date, datetime, time

import structlog
from django.db import transaction

from guildhall.audit import rules
from guildhall.audit.events import TrailExported, TrailFoundBroken
from guildhall.audit.models import DaySeal, Seal, TrailCheck, TrailKey
from guildhall.audit.queries import (
    facts_under,
    prints_between,
    signing_key,
    verify_chain,
)
from guildhall.audit.states import KEY_PURPOSE, SEAL_AT_MOST
from guildhall.audit.types import Link, Verdict
from guildhall.kernel.events import record
from guildhall.kernel.facts import settled_until
from guildhall.kernel.fault_points import reached
from guildhall.kernel.locking import lock_name
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.vault import seal

LOCK = "audit.seal"

log = structlog.get_logger(__name__)


def seal_trail(*, stamp: Stamp, patience: float = 2.0) -> int:
    """Seal all facts that are settled, in runs, each in a transaction of its own.

    Returns how many facts were sealed. Where a long transaction still writes facts, nothing is
    sealed: the next run finds them.
    """
    stamp.by.must("audit:edit")
    until = settled_until(patience=patience)
    sealed = 0
    while until is not None and (run := _seal_next(until, stamp)):
        sealed += run
        reached("audit.run_sealed")
    seal_days(stamp=stamp)
    return sealed


@transaction.atomic
def _seal_next(until: int, stamp: Stamp) -> int:
    lock_name(LOCK)
    last = Seal.objects.order_by("-number").first()
    after = last.until if last else rules.BEFORE_ALL
    prints = prints_between(after, until, most=SEAL_AT_MOST)
    if not prints:
        return 0
    reached("audit.facts_read")

    link = Link(
        number=last.number + 1 if last else 1,
        after=after,
        until=prints[-1].sequence,
        prints=prints,
        previous=bytes(last.digest) if last else rules.START,
        sealed_at=stamp.at,
    )
    digest = _keep(link)
    reached("audit.seal_written")
    # The line is a witness outside the database: docs/operators/trails-and-keys.md.
    log.info("trail_sealed", number=link.number, until=link.until, head=digest.hex())
    return len(prints)


def _keep(link: Link) -> bytes:
    digest = rules.link_digest(link)
    Seal.objects.create(
        number=link.number,
        after=link.after,
        until=link.until,
        facts=len(link.prints),
        prints=rules.packed(link.prints),
        previous=link.previous,
        digest=digest,
        sealed_at=link.sealed_at,
    )
    return digest


@transaction.atomic
def seal_days(*, stamp: Stamp) -> int:
    """Sign where the chain stood at the end of each day that is over; return how many."""
    stamp.by.must("audit:edit")
    lock_name(LOCK)
    last = DaySeal.objects.order_by("-day").first()
    midnight = datetime.combine(stamp.at.astimezone(UTC).date(), time(0), UTC)
    over = Seal.objects.filter(number__gt=last.seal if last else 0, sealed_at__lt=midnight)
    ends: dict[date, tuple[int, bytes]] = {}
    for number, digest, at in over.order_by("number").values_list("number", "digest", "sealed_at"):
        ends[at.astimezone(UTC).date()] = (number, bytes(digest))
    for day, (number, digest) in sorted(ends.items()):
        _sign_day(day, number, digest, stamp=stamp)
    return len(ends)


def _sign_day(day: date, number: int, digest: bytes, *, stamp: Stamp) -> None:
    if not TrailKey.objects.exists():
        TrailKey.objects.create(id=1, sealed=seal(secrets.token_hex(32), purpose=KEY_PURPOSE))
    facts = facts_under(number)
    signature = rules.day_signature(signing_key(), day, seal=number, digest=digest, facts=facts)
    DaySeal.objects.create(
        day=day,
        seal=number,
        digest=digest,
        facts=facts,
        signature=signature,
        sealed_at=stamp.at,
    )
    reached("audit.day_signed")


def check_trail(*, stamp: Stamp) -> Verdict:
    """Verify the whole chain and keep what was found. What is broken becomes a fact."""
    stamp.by.must("audit:view")
    verdict = verify_chain()
    _keep_check(verdict, stamp)
    return verdict


@transaction.atomic
def _keep_check(verdict: Verdict, stamp: Stamp) -> None:
    finding = verdict.finding
    TrailCheck.objects.create(
        checked_at=stamp.at,
        seal=verdict.seals,
        facts=verdict.facts,
        finding=finding.wrong.value if finding else "",
        sequence=finding.sequence if finding else None,
    )
    if finding is not None:
        log.error("trail_broken", wrong=finding.wrong.value, seal=finding.seal)
        record(TrailFoundBroken(wrong=finding.wrong.value, seal=finding.seal, stamp=stamp))


@transaction.atomic
def note_export(*, lines: int, stamp: Stamp) -> None:
    """Keep that somebody took a part of the trail along. Refuses with NotPermitted."""
    stamp.by.must("audit:export")
    record(TrailExported(lines=lines, stamp=stamp))
