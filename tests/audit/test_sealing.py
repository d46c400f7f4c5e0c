"""The trail is sealed after the commit, and whoever tampers with it is found."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from django.db import DatabaseError, connections, transaction
from django.db.models import Model

from guildhall.audit.models import DaySeal, Seal, TrailCheck
from guildhall.audit.operations import check_trail, seal_days, seal_trail
from guildhall.audit.queries import seal_state, verify_chain
from guildhall.audit.states import Wrong
from guildhall.kernel.facts import SEALED_COLUMNS
from guildhall.kernel.models import Fact
from guildhall.kernel.personal import conceal, destroy_keys
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from guildhall.kernel.tenancy.units import unit
from tests.harness.crowds import crowd
from tests.harness.owner import as_owner
from tests.harness.sizes import size_of
from tests.kernel.facts_lab import note


@pytest.fixture
def trail(committed: dict[str, Scope], stamp: Stamp) -> Iterator[Scope]:
    """Tenant alpha with nine facts under three seals and the last day's end signed."""
    with enter(committed["alpha"]):
        for run in range(3):
            for each in range(3):
                note(f"{run}{each}", "text")
            seal_trail(stamp=stamp)
        seal_days(stamp=Stamp(stamp.by, stamp.at + timedelta(days=1)))
        yield committed["alpha"]


def _finding() -> tuple[str, int | None] | None:
    finding = verify_chain().finding
    return (finding.wrong, finding.sequence) if finding else None


def test_what_nobody_touched_is_sound(trail: Scope) -> None:
    verdict = verify_chain()

    assert (verdict.seals, verdict.facts, verdict.days) == (3, 9, 1)
    assert verdict.finding is None


def test_every_column_of_a_fact_is_sealed_or_bookkeeping() -> None:
    columns = {field.attname for field in Fact._meta.concrete_fields}

    assert columns == {*SEALED_COLUMNS, *Fact.ledger.mutable}


INSERT = """
INSERT INTO kernel_fact (sequence, fact_id, type, subject, payload, occurred_at, actor_kind,
    actor_name, request_id)
SELECT -7, gen_random_uuid(), type, subject, payload, occurred_at, actor_kind,
    actor_name, request_id FROM kernel_fact WHERE sequence = 5
"""
TAMPERING = {
    'UPDATE kernel_fact SET payload = \'{"text": "other"}\' WHERE sequence = 5': (
        Wrong.FACT_CHANGED,
        5,
    ),
    "UPDATE kernel_fact SET actor_name = 'nobody' WHERE sequence = 4": (Wrong.FACT_CHANGED, 4),
    "UPDATE kernel_fact SET occurred_at = occurred_at - interval '1 day' WHERE sequence = 9": (
        Wrong.FACT_CHANGED,
        9,
    ),
    "DELETE FROM kernel_fact WHERE sequence = 6": (Wrong.FACT_REMOVED, 6),
    "DELETE FROM kernel_fact WHERE sequence IN (1, 2, 3)": (Wrong.FACT_REMOVED, 1),
    INSERT: (Wrong.FACT_INSERTED, -7),
    "DELETE FROM audit_seal WHERE number = 1": (Wrong.SEAL_REMOVED, 1),
    "DELETE FROM audit_seal WHERE number = 2": (Wrong.SEAL_REMOVED, 4),
    "DELETE FROM audit_seal WHERE number = 3": (Wrong.SEAL_REMOVED, None),
    "DELETE FROM audit_seal": (Wrong.SEAL_REMOVED, None),
    "UPDATE audit_seal SET prints = substr(prints, 41), facts = 2 WHERE number = 2": (
        Wrong.SEAL_CHANGED,
        4,
    ),
    "UPDATE audit_seal SET until = until + 1 WHERE number = 2": (Wrong.SEAL_CHANGED, 4),
    "UPDATE audit_dayseal SET facts = facts - 1": (Wrong.DAY_CHANGED, None),
    "UPDATE audit_dayseal SET seal = 1": (Wrong.DAY_CHANGED, None),
    "UPDATE audit_dayseal SET digest = previous FROM audit_seal WHERE number = 2": (
        Wrong.DAY_CHANGED,
        None,
    ),
}


@pytest.mark.parametrize("tampering", TAMPERING)
def test_tampering_is_found_and_told_from_where_on(trail: Scope, tampering: str) -> None:
    assert _finding() is None

    with as_owner(trail) as owner:
        owner.execute(tampering)

    assert _finding() == TAMPERING[tampering]


def test_whoever_lets_what_was_changed_be_sealed_anew_cannot_sign_the_days(
    trail: Scope, stamp: Stamp
) -> None:
    with as_owner(trail) as owner:
        owner.execute("UPDATE kernel_fact SET actor_name = 'nobody' WHERE sequence = 8")
        owner.execute("DELETE FROM audit_seal WHERE number = 3")
    seal_trail(stamp=stamp)

    finding = verify_chain().finding

    assert finding is not None
    assert finding.wrong is Wrong.DAY_CHANGED


def test_a_day_that_was_taken_out_is_missed(trail: Scope, stamp: Stamp) -> None:
    later = Stamp(stamp.by, stamp.at + timedelta(days=1))
    note("later", "text")
    seal_trail(stamp=later)
    seal_days(stamp=Stamp(stamp.by, stamp.at + timedelta(days=2)))
    assert _finding() is None

    with as_owner(trail) as owner:
        owner.execute("DELETE FROM audit_dayseal WHERE day = (SELECT min(day) FROM audit_dayseal)")

    assert _finding() == (Wrong.DAY_REMOVED, None)


@pytest.mark.parametrize("table", [Seal, DaySeal, TrailCheck])
def test_the_company_itself_can_rewrite_no_seal(trail: Scope, table: type[Model]) -> None:
    rows = table.objects  # type: ignore[attr-defined] # each of them has it

    with pytest.raises(DatabaseError, match="permission denied"):
        rows.all().delete()
    with pytest.raises(DatabaseError, match="permission denied"):
        rows.update(facts=1)


def test_delivery_of_a_fact_leaves_its_seal_whole(trail: Scope) -> None:
    Fact.objects.update(attempts=3, last_error="x", delivered_at=None)

    assert _finding() is None


def test_an_erased_person_leaves_the_chain_whole(
    committed: dict[str, Scope], stamp: Stamp
) -> None:
    with enter(committed["alpha"]):
        note("a", conceal("ada@example.com", subject="customer:1"))
        seal_trail(stamp=stamp)

        assert destroy_keys(["customer:1"]) == 1

        assert _finding() is None


def test_a_check_is_kept_and_what_it_finds_becomes_a_fact(trail: Scope, stamp: Stamp) -> None:
    check_trail(stamp=stamp)
    assert seal_state().is_sound
    with as_owner(trail) as owner:
        owner.execute("DELETE FROM kernel_fact WHERE sequence = 6")

    check_trail(stamp=Stamp(stamp.by, stamp.at + timedelta(hours=1)))

    state = seal_state()
    assert (state.is_sound, state.finding, state.sequence) == (False, "fact_removed", 6)
    assert Fact.objects.filter(type="trail.found_broken").count() == 1


def test_nothing_is_sealed_past_a_transaction_that_still_writes(
    committed: dict[str, Scope], stamp: Stamp
) -> None:
    drawn, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with enter(committed["alpha"]), unit(), transaction.atomic():
            note("late", "drawn first")
            drawn.set()
            assert go_on.wait(30)
        connections.close_all()

    with enter(committed["alpha"]):
        writer = threading.Thread(target=slow)
        writer.start()
        assert drawn.wait(30)
        note("early", "committed first")

        before = seal_trail(stamp=stamp, patience=0.2)
        go_on.set()
        writer.join()
        after = seal_trail(stamp=stamp)

        assert (before, after) == (0, 2)
        assert (
            Fact.objects.order_by("sequence").values_list("subject", flat=True)[0] == "note:late"
        )
        assert _finding() is None


def test_sealers_at_work_at_once_make_one_chain_while_facts_come_in(
    committed: dict[str, Scope], stamp: Stamp
) -> None:
    """Four write, now and then in vain, and two seal."""
    each_writes = size_of("sealing_under_load", small=40, soak=5_000)

    def act(number: int, random: Random) -> None:
        with enter(committed["alpha"]), unit():
            for _ in range(each_writes):
                if number < 2:
                    seal_trail(stamp=stamp, patience=0.1)
                else:
                    _write(random)
        connections.close_all()

    crowd(6, act)

    with enter(committed["alpha"]):
        seal_trail(stamp=stamp)
        verdict = verify_chain()
        assert verdict.finding is None
        assert verdict.facts == Fact.objects.count() > 0


def _write(random: Random) -> None:
    with transaction.atomic():
        note("a", "text")
        transaction.set_rollback(random.random() < 0.1)


KILLED_AT = {
    "audit.facts_read": (1, 0),
    "audit.seal_written": (1, 0),
    "audit.run_sealed": (2, 0),
    "audit.day_signed": (2, 0),
}


@pytest.mark.parametrize("place", KILLED_AT)
def test_a_sealer_that_is_killed_leaves_no_half_seal_and_the_next_one_goes_on(
    committed: dict[str, Scope], stamp: Stamp, place: str
) -> None:
    """One seal lies from yesterday, whose end is to be signed, and five facts wait."""
    with enter(committed["alpha"]):
        note("yesterday", "text")
        seal_trail(stamp=Stamp(stamp.by, stamp.at - timedelta(days=1)))
        for each in range(5):
            note(f"{each}", "text")

    words = ["verify_trail", "--tenant", "alpha", "--seal"]
    faulty = [sys.executable, "-m", "tests.harness.faulty", place, "kill", *words]
    killed = subprocess.run(faulty, check=False, cwd=Path.cwd(), capture_output=True)

    assert killed.returncode == -9
    with enter(committed["alpha"]):
        assert (Seal.objects.count(), DaySeal.objects.count()) == KILLED_AT[place]
        assert verify_chain().finding is None
    again = subprocess.run(
        [sys.executable, "manage.py", *words],
        check=True,
        cwd=Path.cwd(),
        capture_output=True,
        text=True,
    )
    assert "alpha: sound: 6 facts under 2 seals and 1 days" in again.stdout


def test_the_platforms_own_trail_is_sealed_too(committed: dict[str, Scope], stamp: Stamp) -> None:
    with enter(PLATFORM):
        with transaction.atomic():
            note("a", "text")

        assert seal_trail(stamp=stamp) == 1
        assert _finding() is None
        with pytest.raises(DatabaseError, match="permission denied"):
            Seal.objects.all().delete()


def test_verifying_fails_where_the_trail_is_broken(trail: Scope) -> None:
    with as_owner(trail) as owner:
        owner.execute("DELETE FROM kernel_fact WHERE sequence = 6")

    told = subprocess.run(
        [sys.executable, "manage.py", "verify_trail", "--tenant", "alpha"],
        check=False,
        cwd=Path.cwd(),
        capture_output=True,
        text=True,
    )

    assert told.returncode != 0
    assert "alpha: BROKEN fact_removed, at seal 2, from fact 6 on; sound before: 3" in told.stdout
