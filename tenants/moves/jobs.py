"""Periodic work on moves, where this worker has the owner's login: nobody rests for long."""

from datetime import timedelta

import psycopg
import structlog
from django.conf import settings
from django.db import DatabaseError

from guildhall.kernel import clock
from guildhall.kernel.jobs import job
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import system_stamp
from tenants.moves.operations import prune_copy, resume_move
from tenants.moves.operations.journey import Way
from tenants.moves.queries import kept_copies, moves_left_at_rest
from tenants.moves.types import Pace

log = structlog.get_logger(__name__)

SILENT_FOR = timedelta(seconds=20)


@job(time_limit_ms=300_000)
def tend_moves() -> None:
    """End moves whose program died where the company rests, and drop copies that are due.

    What died earlier, while the company works, waits for `manage.py moves resume`: its copy
    may take hours, which is no job's work.
    """
    if "owner" not in settings.DATABASES:
        return
    stamp = system_stamp("moves", clock.now())
    for move in moves_left_at_rest(silent_since=stamp.at - SILENT_FOR):
        way = Way(stamp, Pace(), lambda line: log.info("move", told=line))
        try:
            resume_move(move.slug, way=way)
        except (Refusal, DatabaseError, psycopg.Error) as error:
            # Another company's move is none the worse for it; this one is tried again.
            log.warning("move_not_ended", tenant=move.slug, error=type(error).__name__)
    for move in kept_copies(until=stamp.at):
        prune_copy(move.slug, stamp=stamp)
