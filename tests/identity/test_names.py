"""Who is behind an actor, and how far a right reaches."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guildhall.identity.operations import add_staff, issue_api_key
from guildhall.identity.queries import names_of
from guildhall.identity.states import Role
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import Scope


def test_people_and_keys_have_names_and_the_house_has_none(alpha: Scope, stamp: Stamp) -> None:
    user = add_staff("a@example.com", name="Ann", password="x" * 10, role=Role.OWNER, stamp=stamp)
    key = issue_api_key("till", capabilities=("catalog:view",), stamp=stamp)
    actors = [f"staff:{user}", f"key:{key.prefix}", "flows"]

    with CaptureQueriesContext(connection) as captured:
        names = names_of(actors * 20)

    assert names == {f"staff:{user}": "Ann", f"key:{key.prefix}": "till"}
    assert len(captured) == 2


def test_a_right_held_everywhere_reaches_without_limit() -> None:
    owner = Actor("staff", "o", (Grant("orders:view", "store:S1"), Grant("*")))

    assert owner.reach("orders:view") == ()


def test_a_right_held_in_scopes_reaches_these_alone() -> None:
    grants = (Grant("orders:view", "store:S2"), Grant("orders:view", "store:S1"))
    clerk = Actor("staff", "c", (*grants, Grant("orders:edit", "store:S3")))

    assert clerk.reach("orders:view") == ("store:S1", "store:S2")
    with pytest.raises(NotPermitted):
        clerk.reach("stock:view")
