"""The life of a file that comes in: kept, explained, checked, taken, stopped."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import IO
from uuid import UUID

from django.db import transaction

from guildhall.catalog.errors.imports import (
    ImportHasFaults,
    ImportNotChecked,
    ImportNotFound,
    MappingInvalid,
)
from guildhall.catalog.events.imports import ImportEnded, ImportStarted
from guildhall.catalog.models import Import, ImportFault
from guildhall.catalog.operations.lists import PRICES, Lists
from guildhall.catalog.operations.shelf import RIGHT
from guildhall.catalog.operations.uploads import Stored, store_file
from guildhall.catalog.ports import carry_on_commit
from guildhall.catalog.queries.imports import (
    card_of,
    get_import,
    guessed_mapping,
    look_into,
    price_list_codes,
)
from guildhall.catalog.rules.columns import UNKNOWN_CHANNEL, parted, problems_of
from guildhall.catalog.states import Column, ImportMove, ImportPolicy
from guildhall.catalog.types.imports import ImportCard, ImportTerms, Layout, Tally
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.events import record
from guildhall.kernel.limits import must_have_room
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp
from guildhall.organization.queries import list_channels

SUBJECT = "products"


@dataclass(frozen=True, slots=True)
class Explained:
    """What somebody says of the columns of a file, held against the file."""

    run: UUID
    terms: ImportTerms
    layout: Layout


def keep_file(file: IO[bytes], *, name: str, size: int, stamp: Stamp) -> ImportCard:
    """Keep a file of products, and guess what its columns hold.

    Refuses with whatever `store_file` does.
    """
    return note_file(store_file(file, name=name, size=size, stamp=stamp), stamp=stamp)


def note_file(stored: Stored, *, stamp: Stamp) -> ImportCard:
    """Begin an import of a file that is stored. Refuses with NotPermitted."""
    stamp.by.must(RIGHT)
    layout = stored.sheet.layout
    row = Import(
        id=stored.run,
        subject=SUBJECT,
        name=stored.name,
        file=stored.place,
        format=layout.format.value,
        mapping=guessed_mapping(stored.sheet.headings),
        options=_options(layout, channel=_only_channel(), policy=ImportPolicy.SKIP),
        started_by=stamp.by.name,
        created_at=stamp.at,
    )
    row.save(force_insert=True)
    return card_of(row)


def explain_columns(run: UUID, *, terms: ImportTerms, stamp: Stamp) -> ImportCard:
    """Say what the columns of a file hold and how its rows are to be taken.

    Refuses with whatever `read_columns` and `keep_columns` do.
    """
    return keep_columns(read_columns(run, terms=terms, stamp=stamp), stamp=stamp)


def read_columns(run: UUID, *, terms: ImportTerms, stamp: Stamp) -> Explained:
    """Hold what is said of a file against it, before its row is locked.

    Refuses with NotPermitted, ImportNotFound, FileUnreadable or MappingInvalid.
    """
    stamp.by.must(RIGHT)
    card = get_import(run)
    layout = replace(
        card.layout,
        encoding=terms.encoding or card.layout.encoding,
        delimiter=terms.delimiter or card.layout.delimiter,
        decimal=terms.decimal or card.layout.decimal,
    )
    headings = look_into(replace(card, layout=layout)).headings
    mapping = {heading: target for heading, target in terms.mapping.items() if target}
    _must_fit(mapping, headings, terms.channel)
    return Explained(run, replace(terms, mapping=mapping), layout)


@transaction.atomic
def keep_columns(
    explained: Explained, *, stamp: Stamp, expected: Expected = WHATEVER
) -> ImportCard:
    """Keep what is said of a file; what a check found before is forgotten.

    Refuses with NotPermitted, ImportNotFound, ChangedMeanwhile or MoveNotAllowed.
    """
    terms = explained.terms
    row = _lock(explained.run, stamp, expected)
    row.move(ImportMove.PREPARE)
    row.mapping = dict(terms.mapping)
    row.options = _options(explained.layout, channel=terms.channel, policy=terms.policy)
    row.rows = row.checked = row.finished_at = None
    row.is_trial = True
    _forget_counts(row)
    row.save()
    return card_of(row)


@transaction.atomic
def check_import(run: UUID, *, stamp: Stamp, expected: Expected = WHATEVER) -> ImportCard:
    """Begin to find out what taking a file would do; nothing of the catalogue changes.

    Refuses with NotPermitted, ImportNotFound, ChangedMeanwhile, MappingInvalid or
    MoveNotAllowed.
    """
    row = _lock(run, stamp, expected)
    row.move(ImportMove.CHECK)
    _must_fit(row.mapping, tuple(row.mapping), row.options.get("channel", ""))
    Lists.of(card_of(row)).must_be_open_to(stamp)

    row.is_trial = True
    _forget_counts(row)
    _begin(row, stamp)
    carry_on_commit(run)
    return card_of(row)


@transaction.atomic
def run_import(run: UUID, *, stamp: Stamp, expected: Expected = WHATEVER) -> ImportCard:
    """Begin to take a file that was checked, or go on with one that was stopped.

    Refuses with NotPermitted, ImportNotFound, ChangedMeanwhile, MoveNotAllowed,
    ImportNotChecked, ImportHasFaults, or with PlanLimitReached before anything is written.
    """
    row = _lock(run, stamp, expected)
    row.move(ImportMove.RUN)
    if row.checked is None:
        raise ImportNotChecked
    Lists.of(card_of(row)).must_be_open_to(stamp)
    checked = Tally(**row.checked)
    if row.options.get("policy") == ImportPolicy.REFUSE and checked.failed:
        raise ImportHasFaults(failed=checked.failed)
    if row.is_trial:
        _forget_counts(row)
    must_have_room("products", adding=max(0, checked.products - row.new_products))

    row.is_trial = False
    _begin(row, stamp)
    carry_on_commit(run)
    record(
        ImportStarted(
            run=str(run), name=row.name, rows=row.rows or 0, from_row=row.next_row, stamp=stamp
        )
    )
    return card_of(row)


@transaction.atomic
def stop_import(run: UUID, *, stamp: Stamp, expected: Expected = WHATEVER) -> ImportCard:
    """Stop after the rows that are being taken right now; what was taken stays.

    Refuses with NotPermitted, ImportNotFound, ChangedMeanwhile or MoveNotAllowed.
    """
    row = _lock(run, stamp, expected)
    row.move(ImportMove.STOP)
    end(row, stamp=stamp)
    return card_of(row)


@transaction.atomic
def fail_import(run: UUID, *, refusal: Refusal, stamp: Stamp) -> None:
    """Keep why an import cannot go on. Refuses with ImportNotFound or MoveNotAllowed."""
    row = lock_import(run)
    row.move(ImportMove.FAIL)
    facts = {
        name: value if isinstance(value, int) else str(value)
        for name, value in refusal.facts.items()
    }
    row.problem = json.dumps({"code": refusal.code, "facts": facts})
    end(row, stamp=stamp)


def end(row: Import, *, stamp: Stamp) -> None:
    """Save an import that has come to an end, and tell of it if it changed anything."""
    row.finished_at = row.heard_at = stamp.at
    row.save()
    if row.is_trial:
        return
    record(
        ImportEnded(
            run=str(row.id),
            state=row.state,
            added=row.added,
            changed=row.changed,
            unchanged=row.unchanged,
            failed=row.failed,
            stamp=stamp,
        )
    )


def lock_import(run: UUID) -> Import:
    """Return an import, locked. Refuses with ImportNotFound."""
    row = Import.objects.select_for_update().filter(id=run).first()
    if row is None:
        raise ImportNotFound
    return row


def _lock(run: UUID, stamp: Stamp, expected: Expected) -> Import:
    stamp.by.must(RIGHT)
    row = lock_import(run)
    expected.must_be(card_of(row).version)
    return row


def _begin(row: Import, stamp: Stamp) -> None:
    row.problem = ""
    row.finished_at = None
    row.heard_at = stamp.at
    row.started_by = stamp.by.name
    row.grants = [
        [grant.capability, grant.scope, grant.until.isoformat() if grant.until else None]
        for grant in stamp.by.grants
        if grant.capability in {RIGHT, PRICES, "*"}
    ]
    row.save()


def _forget_counts(row: Import) -> None:
    ImportFault.objects.filter(run=row).delete()
    row.next_row = row.added = row.changed = row.unchanged = row.failed = row.new_products = 0
    row.problem = ""


def _must_fit(mapping: dict[str, str], headings: Iterable[str], channel: str) -> None:
    """Refuse with MappingInvalid unless the columns can be taken as they are explained."""
    asks_prices = any(parted(target)[0] is Column.PRICE for target in mapping.values())
    problems = problems_of(
        mapping,
        headings=headings,
        channel=channel,
        price_lists=price_list_codes() if asks_prices else (),
    )
    if channel and channel not in {card.code for card in list_channels()}:
        problems["channel"] = UNKNOWN_CHANNEL
    if problems:
        raise MappingInvalid(errors=problems)


def _only_channel() -> str:
    """Return the channel on which prices are, where there is no other."""
    channels = list_channels()
    return channels[0].code if len(channels) == 1 else ""


def _options(layout: Layout, *, channel: str, policy: ImportPolicy) -> dict[str, str]:
    told = asdict(layout)
    told.pop("format")
    return {**told, "channel": channel, "policy": policy.value}
