"""Which rule is followed, and who may decide: judged without a database."""

from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.approvals import rules
from guildhall.approvals.errors import (
    ActionUnknown,
    DelegationInvalid,
    OwnRequest,
    PeopleDecide,
    RuleInvalid,
)
from guildhall.approvals.states import ACTIONS, NARROWEST_FIRST, ActionCode
from guildhall.approvals.types import Asker, Deciding, RuleTerms
from guildhall.identity.states import CATALOG, SCOPE_KINDS
from guildhall.kernel.ids import new_id
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant

S1 = ("location:S1", "store:S1", "channel:web", "brand:house")
RIGHT = "stock:approve"


@dataclass(frozen=True)
class Rule:
    scope: str
    threshold: Decimal


def person(*scopes: str, ident: UUID | None = None) -> Actor:
    ident = ident or new_id()
    return Actor("staff", f"staff:{ident}", tuple(Grant(RIGHT, each) for each in scopes), ident)


def stands_in_for(
    deciding: Deciding, asker: Asker, *, scopes: tuple[str, ...] = S1, four_eyes: bool = True
) -> UUID | None:
    return rules.stands_in_for(
        deciding, asker, permission=RIGHT, scopes=scopes, four_eyes=four_eyes
    )


def asked_by(actor: Actor) -> Asker:
    return Asker("staff", actor.id, actor.id)


SOMEBODY = Asker("staff", new_id(), new_id())


def test_every_action_is_decided_by_a_right_that_exists() -> None:
    assert {about.capability for about in ACTIONS.values()} <= CATALOG
    assert set(ACTIONS) == set(ActionCode)
    assert {about.capability.partition(":")[2] for about in ACTIONS.values()} == {"approve"}


def test_every_kind_of_place_has_a_rank() -> None:
    assert {*SCOPE_KINDS, "all"} == set(NARROWEST_FIRST)


@pytest.mark.parametrize(
    ("scopes", "followed"),
    [
        (("all", "brand:house", "store:S1", "location:S1"), "location:S1"),
        (("brand:house", "store:S1", "all"), "store:S1"),
        (("all", "brand:house", "channel:web"), "channel:web"),
        (("all", "location:S2"), "all"),
        (("location:S2", "store:S2"), None),
        ((), None),
    ],
)
def test_the_rule_of_the_narrowest_place_is_followed(
    scopes: tuple[str, ...], followed: str | None
) -> None:
    found = rules.rule_followed([Rule(each, Decimal(1)) for each in scopes], scopes=S1)

    assert (found.scope if found else None) == followed


@given(st.lists(st.integers(0, 1_000), min_size=1), st.permutations(range(4)))
def test_of_several_rules_for_equally_narrow_places_the_strictest_is_followed(
    thresholds: list[int], order: list[int]
) -> None:
    places = tuple(f"location:{n}" for n in range(len(thresholds)))
    made = [Rule(place, Decimal(n)) for place, n in zip(places, thresholds, strict=True)]
    shuffled = sorted(made, key=lambda rule: order[int(rule.threshold) % 4])

    found = rules.rule_followed([Rule("all", Decimal(0)), *shuffled], scopes=places)

    assert found is not None
    assert found.scope != "all"
    assert found.threshold == min(thresholds)


def test_who_holds_the_right_there_decides_in_their_own_name() -> None:
    assert stands_in_for(Deciding(person("location:S1")), SOMEBODY) is None
    assert stands_in_for(Deciding(person("all")), SOMEBODY) is None


@pytest.mark.parametrize("scopes", [(), ("location:S2",), ("store:S2", "brand:other")])
def test_who_holds_it_elsewhere_or_not_at_all_does_not_decide(scopes: tuple[str, ...]) -> None:
    with pytest.raises(NotPermitted):
        stands_in_for(Deciding(person(*scopes)), SOMEBODY)


def test_nobody_decides_upon_what_they_asked_for() -> None:
    owner = person("all")

    with pytest.raises(OwnRequest):
        stands_in_for(Deciding(owner), asked_by(owner))


def test_where_a_rule_asks_for_no_second_pair_of_eyes_they_may() -> None:
    owner = person("all")

    assert stands_in_for(Deciding(owner), asked_by(owner), four_eyes=False) is None


def test_a_key_of_mine_asks_in_my_name() -> None:
    owner = person("all")
    asker = Asker("api_key", new_id(), owner.id)

    with pytest.raises(OwnRequest):
        stands_in_for(Deciding(owner), asker)


@pytest.mark.parametrize("kind", ["api_key", "app", "system", "visit", "box"])
def test_machines_and_visitors_do_not_decide(kind: str) -> None:
    with pytest.raises(PeopleDecide):
        stands_in_for(Deciding(replace(person("all"), kind=kind)), SOMEBODY)


def test_who_stands_in_decides_for_who_holds_the_right() -> None:
    giver = person("store:S1")

    assert stands_in_for(Deciding(person(), givers=(giver,)), SOMEBODY) == giver.id


def test_what_the_giver_lacks_there_is_not_lent() -> None:
    with pytest.raises(NotPermitted):
        stands_in_for(Deciding(person(), givers=(person("store:S2"),)), SOMEBODY)


def test_standing_in_does_not_reach_what_the_giver_asked_for() -> None:
    giver = person("all")

    with pytest.raises(OwnRequest):
        stands_in_for(Deciding(person(), givers=(giver,)), asked_by(giver))


def test_standing_in_does_not_reach_what_one_asked_for_oneself() -> None:
    taker = person()

    with pytest.raises(OwnRequest):
        stands_in_for(Deciding(taker, givers=(person("all"),)), asked_by(taker))


def test_who_stands_in_for_two_uses_the_one_who_did_not_ask() -> None:
    giver, other = person("all"), person("all")

    found = stands_in_for(Deciding(person(), givers=(giver, other)), asked_by(giver))

    assert found == other.id


def test_own_right_decides_upon_what_a_giver_asked_for() -> None:
    giver = person("all")

    assert stands_in_for(Deciding(person("all"), givers=(giver,)), asked_by(giver)) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("threshold", Decimal(-1)),
        ("threshold", Decimal("NaN")),
        ("threshold", Decimal("Infinity")),
        ("threshold", Decimal("0.00001")),
        ("threshold", Decimal(10) ** 14),
        ("hours", 0),
        ("hours", 24 * 90 + 1),
        ("scope", "everywhere"),
        ("scope", "location:"),
        ("scope", "group:north"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_by_field(field: str, value: object) -> None:
    terms = RuleTerms(action="stock.adjust", threshold=Decimal(1))

    with pytest.raises(RuleInvalid) as refused:
        rules.must_be_good(replace(terms, **{field: value}))  # type: ignore[arg-type]

    assert set(refused.value.errors) == {field}


def test_a_rule_for_what_nobody_does_is_refused() -> None:
    with pytest.raises(ActionUnknown):
        rules.must_be_good(RuleTerms(action="stock.burn", threshold=Decimal(1)))


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"days": 0}, "ends_at"),
        ({"days": 91}, "ends_at"),
        ({"is_over": True}, "ends_at"),
        ({"to_self": True}, "taker"),
        ({"knows_taker": False}, "taker"),
    ],
)
def test_nobody_stands_in_without_end_or_for_themselves(
    terms: dict[str, float], field: str
) -> None:
    good = {"days": 7, "is_over": False, "to_self": False, "knows_taker": True}

    with pytest.raises(DelegationInvalid) as refused:
        rules.must_be_lendable(**{**good, **terms})  # type: ignore[arg-type]

    assert set(refused.value.errors) == {field}
