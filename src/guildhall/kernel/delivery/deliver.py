"""The worker's side: claim, react, mark as delivered. Safe to run twice, and killed anywhere."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from uuid import UUID

import structlog
from django.db import connection, transaction
from django.db.models import F

from guildhall.kernel import clock
from guildhall.kernel.delivery.reactions import Delivered, Reaction, Where, reactions_to
from guildhall.kernel.events import Event, read
from guildhall.kernel.hints import hint
from guildhall.kernel.ids import new_id
from guildhall.kernel.models import DeliveryDone, Fact
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.tenancy import PLATFORM, enter, require

log = structlog.get_logger(__name__)

LONGEST_WAIT = timedelta(minutes=5)

_DONE = """
INSERT INTO kernel_delivery_done (id, fact, reaction, refusal) VALUES (%s, %s, %s, %s)
ON CONFLICT (fact, reaction) DO NOTHING RETURNING id
"""


def deliver(sequences: Iterable[int], *, lease: timedelta) -> None:
    """Run every reaction to these facts of the current scope and mark them delivered.

    The claim (with its count of attempts) is committed before the work, so that a fact
    which kills its worker is known by its attempts. A failing reaction delays its own
    subject, by a wait that doubles, and nothing else.
    """
    rows = _claim(list(sequences), lease)
    delivered = [row.sequence for row in rows if _deliver_one(row)]
    Fact.objects.filter(sequence__in=delivered).update(delivered_at=clock.now(), last_error="")
    if delivered:
        hint(str(require().tenant_id))


def notes_on(facts: Collection[UUID]) -> dict[tuple[UUID, str], str]:
    """Return what was done here about these facts: (fact, reaction) with the refusal, if any."""
    rows = DeliveryDone.objects.filter(fact__in=facts)
    return {
        (fact, reaction): refusal
        for fact, reaction, refusal in rows.values_list("fact", "reaction", "refusal")
    }


def note_as_done(pairs: Iterable[tuple[UUID, str]]) -> None:
    """Write that reactions to facts took effect here in another way than by delivery."""
    notes = [DeliveryDone(fact=fact, reaction=reaction) for fact, reaction in pairs]
    DeliveryDone.objects.bulk_create(notes, ignore_conflicts=True)


def _claim(sequences: list[int], lease: timedelta) -> list[Fact]:
    undelivered = Fact.objects.filter(sequence__in=sequences, delivered_at__isnull=True)
    undelivered.update(attempts=F("attempts") + 1, lease_until=clock.now() + lease)
    return list(undelivered.order_by("sequence"))


def _deliver_one(row: Fact) -> bool:
    told = Delivered(row.fact_id, row.sequence, require().tenant_id, clock.now())
    try:
        event = read(row)  # fails for a fact that only a newer release knows
        for reaction in reactions_to(event):
            _run_once(reaction, event, told)
    except Exception as error:
        log.exception("reaction_failed", fact=row.type, sequence=row.sequence)
        _put_off(row, error)
        return False
    return True


def _run_once(reaction: Reaction, event: Event, told: Delivered) -> None:
    """Commit the reaction's effect together with the note that it was done.

    A refusal is an answer, not an accident: it is noted in place of the effect.
    """
    scope = PLATFORM if reaction.where is Where.PLATFORM else require()
    with enter(scope):
        try:
            with transaction.atomic():
                if _note_done(reaction, told):
                    reaction.run(event, told)
        except Refusal as refusal:
            log.info("reaction_refused", reaction=reaction.name, code=refusal.code)
            _note_done(reaction, told, refusal=refusal.code)


def _note_done(reaction: Reaction, told: Delivered, *, refusal: str = "") -> bool:
    """Write the note, and return whether this is the first time."""
    with connection.cursor() as cursor:
        cursor.execute(_DONE, [new_id(), told.fact_id, reaction.name, refusal])
        return cursor.fetchone() is not None


def _put_off(row: Fact, error: Exception) -> None:
    wait = min(timedelta(seconds=2 ** min(row.attempts, 12)), LONGEST_WAIT)
    Fact.objects.filter(sequence=row.sequence).update(
        lease_until=clock.now() + wait, last_error=type(error).__name__[:120]
    )
