"""Work that nobody waits for: files carried in, in slices, side by side; pictures drawn."""

import time
from datetime import timedelta
from uuid import UUID

from django.core.cache import cache

from guildhall.catalog.operations.carrying import carry_import
from guildhall.catalog.operations.daily_rates import take_daily_rates
from guildhall.catalog.operations.pictures import draw_picture as draw
from guildhall.catalog.operations.pictures import tend_pictures as tend
from guildhall.catalog.operations.uploads import sweep_files
from guildhall.catalog.queries.imports import imports_at_work
from guildhall.kernel import clock
from guildhall.kernel.jobs import job
from guildhall.kernel.stamp import system_stamp

PICTURES = "catalog.pictures"
SLICE = 40.0
"""Seconds after which a file makes room for others."""

SWEPT_EVERY = timedelta(days=1)
RATES_EVERY = timedelta(hours=4)
SILENT_FOR = timedelta(minutes=2)
"""After so long without a word, whoever carried a file is taken for dead."""


@job(queue="default", max_retries=5, time_limit_ms=240_000)
def carry(run: str) -> None:
    """Carry one file in for a while, and come again if there is more of it."""
    began = time.monotonic()
    more = carry_import(UUID(run), now=clock.now, is_late=lambda: time.monotonic() - began > SLICE)
    if more:
        carry.send(run)


@job(queue="default", max_retries=0, time_limit_ms=600_000)
def sweep_imports() -> None:
    """Take away files of which nothing came, because whoever stored them died."""
    sweep_files(stamp=system_stamp("catalog.imports", clock.now()))


@job(queue="default", max_retries=0)
def tend_imports() -> None:
    """Take up the files that somebody died over, and once a day sweep those without a row."""
    if cache.add("catalog.sweep_imports", 1, SWEPT_EVERY.total_seconds()):
        sweep_imports.send()
    for run, heard_at in imports_at_work():
        if heard_at is None or clock.now() - heard_at > SILENT_FOR:
            carry.send(str(run))


@job(queue="default", max_retries=0, time_limit_ms=120_000)
def tend_rates() -> None:
    """Ask what currencies are worth, a few times a day: a rate that is known changes nothing."""
    if cache.add("catalog.daily_rates", 1, RATES_EVERY.total_seconds()):
        take_daily_rates(stamp=system_stamp("catalog.rates", clock.now()))


@job(queue="pictures", max_retries=2)
def draw_picture(picture: str) -> None:
    """Make the smaller sizes of one picture."""
    draw(UUID(picture), stamp=system_stamp(PICTURES, clock.now()))


@job(queue="pictures", max_retries=0)
def tend_pictures() -> None:
    """Go on with what stopped half way, and take away the files of removed pictures."""
    tend(stamp=system_stamp(PICTURES, clock.now()))
