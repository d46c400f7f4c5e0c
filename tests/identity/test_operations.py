"""Who may come in: keys, people, roles."""

from dataclasses import asdict
from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpRequest

from guildhall.identity.backends import StaffBackend
from guildhall.identity.errors import EmailTaken, KeyNotFound, MoreThanYouHold, UnknownCapability
from guildhall.identity.operations import add_staff, issue_api_key, revoke_api_key
from guildhall.identity.queries import actor_of_staff, actor_of_token, list_staff, names_of
from guildhall.identity.rules import digest_of, make_token, matches, prefix_of
from guildhall.identity.states import CAPABILITIES, KEY_CAPABILITIES, Role
from guildhall.kernel import clock
from guildhall.kernel.facts import facts_about
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import Scope, enter

PASSWORD = "correct horse battery"


def _staff(stamp: Stamp, *grants: Grant) -> Stamp:
    return Stamp(Actor("staff", "staff:x", grants), stamp.at, stamp.request_id)


def _texts_of(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")  # noqa: S608 - a name of ours
        return str(cursor.fetchone()[0])


def test_a_key_opens_what_it_was_issued_for(alpha: Scope, stamp: Stamp) -> None:
    key = issue_api_key("shop", capabilities=("stock:view",), scope="store:S1", stamp=stamp)

    actor = actor_of_token(key.token)

    assert actor is not None
    assert (actor.kind, actor.name) == ("api_key", f"key:{key.prefix}")
    assert actor.grants == (Grant("stock:view", "store:S1"),)


def test_a_key_is_kept_nowhere(alpha: Scope, stamp: Stamp) -> None:
    key = issue_api_key("shop", capabilities=("stock:view",), stamp=stamp)
    secret = key.token.rpartition("_")[2]

    assert secret not in _texts_of("identity_apikey") + _texts_of("kernel_fact")
    assert key.prefix in _texts_of("identity_apikey")


@pytest.mark.parametrize("token", ["", "gh", "gh_", "gh_abc_def", "xx_000000000000_s", "gh__"])
def test_what_is_no_key_opens_nothing(alpha: Scope, token: str) -> None:
    assert actor_of_token(token) is None


def test_a_good_prefix_with_another_secret_opens_nothing(alpha: Scope, stamp: Stamp) -> None:
    key = issue_api_key("shop", capabilities=("stock:view",), stamp=stamp)

    assert actor_of_token(f"gh_{key.prefix}_guessed") is None


def test_a_key_opens_nothing_from_the_moment_it_expires(alpha: Scope, stamp: Stamp) -> None:
    soon, past = clock.now() + timedelta(minutes=1), clock.now()
    good = issue_api_key("a", capabilities=("stock:view",), expires_at=soon, stamp=stamp)
    old = issue_api_key("b", capabilities=("stock:view",), expires_at=past, stamp=stamp)

    assert actor_of_token(good.token) is not None
    assert actor_of_token(old.token) is None


def test_a_revoked_key_opens_nothing_even_where_it_was_cached(
    committed: dict[str, Scope], stamp: Stamp
) -> None:
    with enter(committed["alpha"]):
        key = issue_api_key("shop", capabilities=("stock:view",), stamp=stamp)
        before = actor_of_token(key.token)

        revoke_api_key(key.prefix, stamp=stamp)

        assert before is not None
        assert actor_of_token(key.token) is None
        facts = [fact.type for fact in facts_about([f"api_key:{key.prefix}"])]
    assert facts == ["api_key.issued", "api_key.revoked"]


def test_a_key_can_be_revoked_once(alpha: Scope, stamp: Stamp) -> None:
    key = issue_api_key("shop", capabilities=("stock:view",), stamp=stamp)
    revoke_api_key(key.prefix, stamp=stamp)

    for prefix in (key.prefix, "000000000000"):
        with pytest.raises(KeyNotFound):
            revoke_api_key(prefix, stamp=stamp)


@pytest.mark.parametrize("capability", ["*", "keys:edit", "staff:edit", "orders:delete", ""])
def test_a_key_is_never_given_what_is_for_people(
    alpha: Scope, stamp: Stamp, capability: str
) -> None:
    with pytest.raises(UnknownCapability):
        issue_api_key("shop", capabilities=(capability,), stamp=stamp)


@pytest.mark.parametrize(
    "grants",
    [
        (Grant("keys:edit"),),
        (Grant("keys:edit"), Grant("stock:view", "store:S1")),
        (Grant("keys:edit"), Grant("stock:edit")),
    ],
)
def test_nobody_gives_more_than_they_hold(
    alpha: Scope, stamp: Stamp, grants: tuple[Grant, ...]
) -> None:
    with pytest.raises(MoreThanYouHold):
        issue_api_key("shop", capabilities=("stock:view",), stamp=_staff(stamp, *grants))


def test_a_right_at_one_store_can_be_given_for_that_store(alpha: Scope, stamp: Stamp) -> None:
    holder = _staff(stamp, Grant("keys:edit"), Grant("stock:view", "store:S1"))

    issue_api_key("till", capabilities=("stock:view",), scope="store:S1", stamp=holder)
    with pytest.raises(MoreThanYouHold):
        issue_api_key("till", capabilities=("stock:view",), scope="store:S2", stamp=holder)


@pytest.mark.parametrize("role", [Role.OPERATIONS, Role.READ_ONLY])
def test_keys_and_people_are_the_owners_business(alpha: Scope, stamp: Stamp, role: Role) -> None:
    theirs = _staff(stamp, *(Grant(capability) for capability in CAPABILITIES[role]))

    with pytest.raises(NotPermitted):
        issue_api_key("shop", capabilities=("stock:view",), stamp=theirs)
    with pytest.raises(NotPermitted):
        add_staff("b@example.com", name="B", password=PASSWORD, role=Role.READ_ONLY, stamp=theirs)
    with pytest.raises(KeyNotFound):
        revoke_api_key("000000000000", stamp=theirs)


def test_a_person_signs_in_with_the_password_and_nothing_else(alpha: Scope, stamp: Stamp) -> None:
    add_staff("Bob@Example.com", name="Bob", password=PASSWORD, role=Role.OPERATIONS, stamp=stamp)
    door = StaffBackend()

    assert door.authenticate(None, email="bob@example.COM", password=PASSWORD) is not None
    assert door.authenticate(None, email="bob@example.com", password=PASSWORD.upper()) is None
    assert door.authenticate(None, email="bob@example.com", password="") is None
    assert door.authenticate(HttpRequest(), email="eve@example.com", password=PASSWORD) is None


def test_a_password_is_kept_as_argon2_alone(alpha: Scope, stamp: Stamp) -> None:
    add_staff("bob@example.com", name="Bob", password=PASSWORD, role=Role.OPERATIONS, stamp=stamp)

    kept = _texts_of("identity_user")
    assert "argon2$argon2id$" in kept
    assert PASSWORD not in kept + _texts_of("kernel_fact")


def test_an_address_is_taken_whatever_its_case(alpha: Scope, stamp: Stamp) -> None:
    add_staff("bob@example.com", name="Bob", password=PASSWORD, role=Role.OPERATIONS, stamp=stamp)

    with pytest.raises(EmailTaken):
        add_staff("BOB@example.com", name="B", password=PASSWORD, role=Role.OWNER, stamp=stamp)


def test_no_fact_tells_who_a_person_is(alpha: Scope, stamp: Stamp) -> None:
    user = add_staff(
        "bob@example.com", name="Bob", password=PASSWORD, role=Role.OPERATIONS, stamp=stamp
    )

    (fact,) = facts_about([f"staff:{user}"])
    assert fact.payload == {"user": str(user), "role": "operations", "scope": "all"}


def test_a_person_acts_with_what_their_roles_grant(alpha: Scope, stamp: Stamp) -> None:
    add_staff(
        "bob@example.com",
        name="Bob",
        password=PASSWORD,
        role=Role.OPERATIONS,
        scope="store:S1",
        stamp=stamp,
    )
    bob = StaffBackend().authenticate(None, email="bob@example.com", password=PASSWORD)
    assert bob is not None

    actor = actor_of_staff(bob)

    assert actor.may("orders:edit", scope=("store:S1", "channel:web"))
    assert not actor.may("orders:edit", scope=("store:S2",))
    assert not actor.may("orders:edit")
    assert actor.reach("orders:view") == ("store:S1",)
    assert names_of([actor.name, "system", "flows"]) == {actor.name: "Bob"}
    assert [asdict(card)["roles"] for card in list_staff()] == [("operations",)]


def test_a_person_of_one_tenant_is_nobody_in_another(
    committed: dict[str, Scope], stamp: Stamp
) -> None:
    with enter(committed["beta"]):
        add_staff("bob@example.com", name="Bob", password=PASSWORD, role=Role.OWNER, stamp=stamp)

    with enter(committed["alpha"]):
        assert (
            StaffBackend().authenticate(None, email="bob@example.com", password=PASSWORD) is None
        )


def test_a_viewer_only_views() -> None:
    assert {right.rpartition(":")[2] for right in CAPABILITIES[Role.READ_ONLY]} == {"view"}


def test_a_key_never_holds_everything() -> None:
    assert "*" not in KEY_CAPABILITIES
    assert not {"keys:edit", "staff:edit", "organization:edit"} & KEY_CAPABILITIES


def test_a_token_tells_its_prefix_and_matches_its_own_digest_alone() -> None:
    (prefix, token), (_, other) = make_token(), make_token()

    assert prefix_of(token) == prefix
    assert matches(token, digest_of(token))
    assert not matches(other, digest_of(token))
    assert len(token) > 43
