"""What is done by itself, and whether it would help."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, enter
from tenants.archives.errors import ArchiveDamaged, ArchiveNotFound
from tenants.archives.jobs import keep_archives
from tenants.archives.models import Archive
from tenants.archives.operations.drilling import drill
from tenants.archives.operations.exporting import make_archive
from tenants.archives.operations.keeping import due_now, keep, prune
from tenants.archives.operations.restoring import restore
from tenants.archives.rules.timing import EVERY, KEEP, KEEP_FORMER, is_due, slot
from tenants.archives.states import ArchiveKind, ArchiveState
from tests.factories.company import Company
from tests.harness.owner import as_owner
from tests.tenants.archives.shop import schemas, state_of

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
IDS = [new_id() for _ in range(300)]


@pytest.mark.parametrize("tenant_id", IDS[:20])
def test_a_turn_comes_once_a_day_and_is_never_in_the_future(tenant_id: UUID) -> None:
    turn = slot(tenant_id, NOON)

    assert NOON - EVERY < turn <= NOON
    assert not is_due(tenant_id, last=turn, at=NOON)
    assert is_due(tenant_id, last=turn - timedelta(seconds=1), at=NOON)
    assert is_due(tenant_id, last=turn, at=turn + EVERY)


def test_turns_are_spread_over_the_day() -> None:
    hours = {slot(tenant_id, NOON).hour for tenant_id in IDS}

    assert len(hours) == 24


def test_a_company_is_archived_when_its_turn_has_come_and_not_again(
    shop: Company, stamp: Stamp
) -> None:
    assert "delta" in due_now(stamp=stamp)

    keep(stamp=stamp)

    assert due_now(stamp=stamp) == ()
    with enter(PLATFORM):
        (row,) = Archive.objects.filter(tenant_id=shop.scope.tenant_id)
    assert (row.kind, row.state) == (ArchiveKind.SCHEDULED, ArchiveState.DONE)
    tomorrow = replace(stamp, at=stamp.at + EVERY)
    assert "delta" in due_now(stamp=tomorrow)


def test_an_archive_is_removed_when_its_time_is_over_and_not_before(
    shop: Company, vault: Path, stamp: Stamp
) -> None:
    make_archive("delta", kind=ArchiveKind.SCHEDULED, stamp=stamp)
    make_archive("delta", kind=ArchiveKind.MANUAL, stamp=stamp)
    folder = vault / "archives" / "tenants" / str(shop.scope.tenant_id)
    almost = replace(stamp, at=stamp.at + KEEP[ArchiveKind.SCHEDULED])

    assert prune(stamp=almost) == 0
    assert prune(stamp=replace(almost, at=almost.at + timedelta(seconds=1))) == 1

    assert len(list(folder.iterdir())) == 1
    assert drill("delta", stamp=stamp).differences == ()


def test_a_former_schema_is_dropped_after_its_week(shop: Company, stamp: Stamp) -> None:
    make_archive("delta", stamp=stamp)
    before = schemas()
    restore("delta", stamp=stamp)
    live = state_of(shop.scope)
    assert len(schemas() - before) == 1

    assert prune(stamp=replace(stamp, at=stamp.at + KEEP_FORMER)) == 0
    prune(stamp=replace(stamp, at=stamp.at + KEEP_FORMER + timedelta(seconds=1)))

    assert schemas() == before
    assert state_of(shop.scope) == live


def test_a_drill_touches_nothing_and_answers_as_the_company_did(
    shop: Company, stamp: Stamp
) -> None:
    make_archive("delta", stamp=stamp)
    before, beside = state_of(shop.scope), schemas()

    report = drill("delta", stamp=stamp)

    assert report.differences == ()
    assert report.questions >= 20
    assert report.rows > 50
    assert state_of(shop.scope) == before
    assert schemas() == beside


def test_a_drill_of_a_company_without_an_archive_says_so(shop: Company, stamp: Stamp) -> None:
    with pytest.raises(ArchiveNotFound):
        drill("delta", stamp=stamp)


@pytest.mark.parametrize("member", ["manifest", "tables/orders_order"])
def test_a_drill_notices_what_is_missing_or_changed(
    shop: Company, vault: Path, member: str, stamp: Stamp
) -> None:
    archive = make_archive("delta", stamp=stamp)
    place = vault / "archives" / "tenants" / str(shop.scope.tenant_id) / str(archive) / member
    whole = place.read_bytes()

    place.write_bytes(whole[:-20])
    with pytest.raises(ArchiveDamaged):
        drill("delta", stamp=stamp)
    place.unlink()
    with pytest.raises(ArchiveDamaged):
        drill("delta", stamp=stamp)


def test_one_company_that_refuses_holds_up_nobody_else(shop: Company, stamp: Stamp) -> None:
    with as_owner(shop.scope) as owner:
        owner.execute("CREATE VIEW totals AS SELECT 1")

    keep(stamp=stamp)

    with enter(PLATFORM):
        rows = Archive.objects.filter(state=ArchiveState.DONE)
        done = set(rows.values_list("tenant_id", flat=True))
        failed = Archive.objects.get(state=ArchiveState.FAILED)
    assert len(done) == 3
    assert failed.tenant_id == shop.scope.tenant_id
    assert "schema_not_plain" in failed.error


def test_the_job_does_what_the_command_does(shop: Company) -> None:
    with enter(PLATFORM):
        keep_archives()

        row = Archive.objects.get(tenant_id=shop.scope.tenant_id)
    assert (row.kind, row.state) == (ArchiveKind.SCHEDULED, ArchiveState.DONE)
