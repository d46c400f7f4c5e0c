"""Domains: claimed by anybody, held by whoever proves it, leading nowhere before."""

import threading

import pytest
from django.db import connection, transaction

from guildhall.kernel.facts import facts_about
from guildhall.kernel.refusals import NotPermitted, Refusal
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.states import MoveNotAllowed
from guildhall.kernel.tenancy import PLATFORM, Scope, directory, enter
from tenants import operations
from tenants.errors import (
    DnsUnavailable,
    DomainInactive,
    DomainInvalid,
    DomainNotFound,
    DomainTaken,
    DomainUnproven,
    TooManyDomains,
)
from tenants.models import Domain
from tenants.queries import list_domains
from tenants.rules.domains import domain_of
from tenants.states import DomainState, Proof
from tests.harness.dns import NameServer
from tests.tenants.claiming import HOST, card, claim, prove, publish, serve

type Scopes = dict[str, Scope]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Shop.Example.COM", HOST),
        (" shop.example.com. ", HOST),
        ("bücher.example", "xn--bcher-kva.example"),
        ("商店.中国", "xn--czrs0t.xn--fiqs8s"),
        ("XN--BCHER-KVA.example", "xn--bcher-kva.example"),
        ("com", None),
        ("localhost", None),
        ("192.0.2.1", None),
        ("[::1]", None),
        ("shop.example.com:8000", None),
        ("https://shop.example.com", None),
        ("shop.example.com/path", None),
        ("*.example.com", None),
        ("-shop.example.com", None),
        ("shop..example.com", None),
        ("a_b.example.com", None),
        ("x" * 64 + ".com", None),
        (".".join(["x" * 60] * 4) + ".com", None),
        ("", None),
        ("a b.example.com", None),
        ("shop.example.com\n", HOST),
        ("shop\0.example.com", None),
    ],
)
def test_a_domain_is_kept_in_one_form_or_refused(written: str, kept: str | None) -> None:
    assert domain_of(written) == kept


@pytest.mark.parametrize("host", ["localhost", "delta.localhost", "hq.localhost", "a.b.localhost"])
def test_what_is_the_platforms_own_can_be_added_by_nobody(
    roll: Scopes, stamp: Stamp, host: str
) -> None:
    with pytest.raises(DomainInvalid):
        claim(roll["alpha"], stamp, host)


def test_a_domain_leads_nowhere_before_it_is_proved_and_activated(
    roll: Scopes, names: NameServer, stamp: Stamp
) -> None:
    claimed = claim(roll["alpha"], stamp)
    assert (claimed.state, directory().by_host(HOST)) == (DomainState.PENDING, None)

    publish(names, claimed)
    operations.verify_domain(roll["alpha"].tenant_id, host=HOST, stamp=stamp)
    assert card(roll["alpha"], stamp).state is DomainState.VERIFIED
    assert directory().by_host(HOST) is None

    operations.activate_domain(roll["alpha"].tenant_id, host=HOST, stamp=stamp)
    found = directory().by_host(HOST)
    assert found is not None
    assert found.scope == roll["alpha"]


def test_a_domain_that_is_not_proved_cannot_be_put_to_use(
    roll: Scopes, names: NameServer, stamp: Stamp
) -> None:
    claim(roll["alpha"], stamp)

    with pytest.raises(MoveNotAllowed):
        operations.activate_domain(roll["alpha"].tenant_id, host=HOST, stamp=stamp)
    with pytest.raises(DomainInactive):
        operations.make_primary(roll["alpha"].tenant_id, host=HOST, stamp=stamp)


@pytest.mark.parametrize(
    ("texts", "proof"),
    [
        (None, Proof.MISSING),
        (['"v=spf1 -all"'], Proof.WRONG),
        (['"guildhall-domain-verification=somebody-elses"'], Proof.WRONG),
    ],
)
def test_a_record_that_is_missing_or_wrong_is_told_with_what_to_write(
    roll: Scopes, names: NameServer, stamp: Stamp, texts: list[str] | None, proof: Proof
) -> None:
    claimed = claim(roll["alpha"], stamp)
    if texts is not None:
        names.texts[claimed.record[0]] = texts

    with pytest.raises(DomainUnproven) as refused:
        operations.verify_domain(roll["alpha"].tenant_id, host=HOST, stamp=stamp)

    assert (refused.value.facts["name"], refused.value.facts["text"]) == claimed.record
    after = card(roll["alpha"], stamp)
    assert (after.state, after.proof, after.checked_at) == (DomainState.PENDING, proof, stamp.at)


def test_a_name_server_that_fails_is_told_and_changes_nothing(
    roll: Scopes, names: NameServer, stamp: Stamp
) -> None:
    names.failing.add(claim(roll["alpha"], stamp).record[0])

    with pytest.raises(DnsUnavailable):
        operations.verify_domain(roll["alpha"].tenant_id, host=HOST, stamp=stamp)

    assert card(roll["alpha"], stamp).proof is Proof.UNAVAILABLE


def test_a_mere_claim_keeps_nobody_out_and_a_proof_does(
    roll: Scopes, names: NameServer, stamp: Stamp
) -> None:
    claim(roll["alpha"], stamp)
    prove(names, roll["beta"], stamp)

    publish(names, card(roll["alpha"], stamp))
    with pytest.raises(DomainTaken):
        operations.verify_domain(roll["alpha"].tenant_id, host=HOST, stamp=stamp)
    with pytest.raises(DomainTaken):
        claim(roll["gamma"], stamp)

    assert card(roll["alpha"], stamp).state is DomainState.PENDING


def test_what_was_removed_can_be_claimed_by_another(
    roll: Scopes, names: NameServer, stamp: Stamp
) -> None:
    prove(names, roll["alpha"], stamp)
    operations.activate_domain(roll["alpha"].tenant_id, host=HOST, stamp=stamp)
    operations.remove_domain(roll["alpha"].tenant_id, host=HOST, stamp=stamp)

    assert directory().by_host(HOST) is None
    prove(names, roll["beta"], stamp)
    assert card(roll["beta"], stamp).state is DomainState.VERIFIED


def test_each_claim_has_a_secret_of_its_own(roll: Scopes, stamp: Stamp) -> None:
    claims = [claim(roll[slug], stamp) for slug in ("alpha", "beta")]

    assert claims[0].record[1] != claims[1].record[1]
    assert claim(roll["alpha"], stamp).record == claims[0].record


def test_of_two_who_prove_the_same_domain_at_once_one_holds_it(
    roll: Scopes, names: NameServer, stamp: Stamp
) -> None:
    slugs = ("alpha", "beta")
    claims = [claim(roll[slug], stamp) for slug in slugs]
    names.texts[claims[0].record[0]] = [f'"{claimed.record[1]}"' for claimed in claims]
    refusals: list[Refusal] = []
    start = threading.Barrier(2)

    def verify(scope: Scope) -> None:
        with enter(PLATFORM):
            start.wait()
            try:
                operations.verify_domain(scope.tenant_id, host=HOST, stamp=stamp)
            except Refusal as refusal:
                refusals.append(refusal)
            connection.close()

    threads = [threading.Thread(target=verify, args=[roll[slug]]) for slug in slugs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [type(refusal) for refusal in refusals] == [DomainTaken]
    assert sorted(card(roll[slug], stamp).state for slug in slugs) == ["pending", "verified"]


def test_a_company_has_only_so_many_domains(
    roll: Scopes, stamp: Stamp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenants.operations.domains.MOST", 2)
    for number in range(2):
        claim(roll["alpha"], stamp, f"{number}.example.com")

    with pytest.raises(TooManyDomains):
        claim(roll["alpha"], stamp)


def test_an_outsider_changes_no_domain(roll: Scopes, stamp: Stamp) -> None:
    claim(roll["alpha"], stamp)
    theirs = Stamp(Actor("staff", "x", (Grant("orders:edit"),)), stamp.at, stamp.request_id)
    alpha = roll["alpha"].tenant_id

    for change in (
        operations.add_domain,
        operations.verify_domain,
        operations.activate_domain,
        operations.make_primary,
        operations.remove_domain,
    ):
        with pytest.raises(NotPermitted):
            change(alpha, host=HOST, stamp=theirs)
    with pytest.raises(NotPermitted):
        list_domains(alpha, actor=theirs.by)


def test_another_companys_domain_is_not_there(
    roll: Scopes, names: NameServer, stamp: Stamp
) -> None:
    prove(names, roll["alpha"], stamp)

    for change in (operations.verify_domain, operations.make_primary, operations.remove_domain):
        with pytest.raises(DomainNotFound):
            change(roll["beta"].tenant_id, host=HOST, stamp=stamp)


def test_the_database_itself_lets_one_company_hold_a_host(roll: Scopes, stamp: Stamp) -> None:
    for slug in ("alpha", "beta"):
        claim(roll[slug], stamp)

    with pytest.raises(Exception, match="tenants_domain_held"), transaction.atomic():
        Domain.objects.filter(host=HOST).update(state=DomainState.ACTIVE)


def test_a_domains_life_is_told_in_facts(roll: Scopes, names: NameServer, stamp: Stamp) -> None:
    alpha = roll["alpha"].tenant_id
    serve(names, roll["alpha"], stamp)
    operations.remove_domain(alpha, host=HOST, stamp=stamp)

    told = [each.type for each in facts_about([f"tenant:{alpha}"])]
    steps = ("added", "verified", "activated", "made_primary", "removed")
    assert [each for each in told if each.startswith("domain.")] == [f"domain.{s}" for s in steps]
