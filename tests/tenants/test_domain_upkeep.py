"""Domains in use: which is primary, and what becomes of one whose record vanishes."""

from datetime import timedelta

import pytest

from guildhall.kernel import clock
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import Scope, directory
from tenants import jobs, operations
from tenants.errors import (
    DomainKept,
)
from tenants.models import Domain
from tenants.states import DomainState
from tests.harness.dns import NameServer
from tests.tenants.claiming import HOST, card, prove, serve

type Scopes = dict[str, Scope]


def test_pages_of_other_hosts_are_sent_on_to_the_primary_one(
    roll: Scopes, names: NameServer, stamp: Stamp
) -> None:
    serve(names, roll["alpha"], stamp)

    leads = {host: directory().by_host(host) for host in ("alpha.localhost", HOST)}
    assert [found.primary for found in leads.values() if found] == [HOST, ""]


def test_the_address_of_the_platform_stays_and_takes_over_again(
    roll: Scopes, names: NameServer, stamp: Stamp
) -> None:
    alpha = roll["alpha"].tenant_id
    serve(names, roll["alpha"], stamp)

    with pytest.raises(DomainKept):
        operations.remove_domain(alpha, host="alpha.localhost", stamp=stamp)
    operations.remove_domain(alpha, host=HOST, stamp=stamp)

    assert card(roll["alpha"], stamp, "alpha.localhost").is_primary


def test_a_record_that_vanishes_fails_a_domain_only_after_days(
    roll: Scopes, names: NameServer, stamp: Stamp
) -> None:
    serve(names, roll["alpha"], stamp)
    names.texts.clear()
    row = Domain.objects.get(host=HOST).id

    def look(days: int) -> DomainState:
        later = system_stamp("test", stamp.at + timedelta(days=days))
        operations.recheck_domain(row, stamp=later)
        return card(roll["alpha"], stamp).state

    assert [look(1), look(3), look(4)] == ["active", "active", "failed"]
    assert directory().by_host(HOST) is None
    assert card(roll["alpha"], stamp, "alpha.localhost").is_primary


def test_a_name_server_that_is_away_for_weeks_fails_no_domain(
    roll: Scopes, names: NameServer, stamp: Stamp
) -> None:
    prove(names, roll["alpha"], stamp)
    names.failing.add(card(roll["alpha"], stamp).record[0])
    row = Domain.objects.get(host=HOST).id

    for days in (1, 10, 30):
        later = system_stamp("test", stamp.at + timedelta(days=days))
        operations.recheck_domain(row, stamp=later)

    assert card(roll["alpha"], stamp).state is DomainState.VERIFIED


def test_the_job_looks_at_what_nobody_looked_at_for_a_day(
    roll: Scopes, names: NameServer, stamp: Stamp
) -> None:
    prove(names, roll["alpha"], stamp)
    before = len(names.asked)

    jobs.recheck_domains.fn()
    assert len(names.asked) == before
    Domain.objects.filter(host=HOST).update(checked_at=clock.now() - timedelta(days=2))
    jobs.recheck_domains.fn()

    assert len(names.asked) == before + 1
    assert card(roll["alpha"], stamp).state is DomainState.VERIFIED
