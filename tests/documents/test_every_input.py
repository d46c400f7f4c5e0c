"""Whatever the documents allow to be sent, and what they do not: answers are as documented.

schemathesis makes the calls. Each goes out with a key that holds every right; and with one of
these in turn, in the long size with each of them: nobody's, one of next door, a key without a
right, an app of a person in each of the roles.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle, islice
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from guildhall.config.documents.audiences import HEADQUARTERS, PROGRAMS, STOREFRONT
from guildhall.identity.oauth.models import Token
from guildhall.identity.operations import add_staff, issue_api_key
from guildhall.identity.states import KEY_CAPABILITIES, OF_THE_PLATFORM, Role
from guildhall.kernel import clock
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tests.factories.company import standing_company
from tests.harness.processes import Web
from tests.harness.sizes import size_of
from tests.hq.selling import group_id
from tests.isolation.app_callers import token_for

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)
EXAMPLES = size_of("every_input", small=6, soak=100)
RIGHTS = tuple(sorted(KEY_CAPABILITIES))
ROLES = tuple(role for role in Role if role not in OF_THE_PLATFORM)
AT_ONCE = size_of("every_input", small=1, soak=3 + len(ROLES))
calm = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
storefront = schemathesis.openapi.from_path(STOREFRONT.file)
programs = schemathesis.openapi.from_path(PROGRAMS.file)
headquarters = schemathesis.openapi.from_path(HEADQUARTERS.file)


@dataclass(frozen=True, slots=True)
class Door:
    """Where the calls go, the key that opens all, and the other credentials in turn."""

    address: str
    host: str
    key: str
    turn: Iterator[str]

    def tokens(self) -> tuple[str, ...]:
        """Return what the next call is sent with."""
        others = islice(self.turn, AT_ONCE)
        return (self.key, *others)


@pytest.fixture(scope="module")
def door(scopes: dict[str, Scope], web: Web) -> Iterator[Door]:
    stamp = system_stamp("test", clock.now())
    with standing_company(scopes["alpha"]) as alpha:
        with enter(scopes["alpha"]):
            every = issue_api_key("every", capabilities=RIGHTS, stamp=stamp).token
            none = issue_api_key("none", capabilities=(), stamp=stamp).token
            people = tuple(_person(role, stamp) for role in ROLES)
            Token.objects.update(expires_at=stamp.at + timedelta(days=1))
        with enter(scopes["beta"]):
            theirs = issue_api_key("theirs", capabilities=RIGHTS, stamp=stamp).token
        address = f"http://127.0.0.1:{web.port}"
        yield Door(address, alpha.host, every, cycle(("", theirs, none, *people)))


@pytest.fixture(scope="module")
def upstairs(door: Door) -> Door:
    """Return the door of group HQ: a key of one group, of another, of a subsidiary, no right."""
    stamp = system_stamp("test", clock.now())
    view = ("figures:view",)
    with enter(PLATFORM):
        north, south = (
            issue_api_key(
                slug, capabilities=view, scope=f"group:{group_id(slug)}", stamp=stamp
            ).token
            for slug in ("north", "south")
        )
        none = issue_api_key("none", capabilities=(), stamp=stamp).token
    return Door(door.address, "hq.localhost", north, cycle(("", south, door.key, none)))


def _person(role: Role, stamp: Stamp) -> str:
    user = add_staff(
        f"{role}@example.com", name=role, password="correct horse", role=role, stamp=stamp
    )
    return token_for(user, *RIGHTS, stamp=stamp)


@storefront.parametrize()
@calm
def test_the_storefront_answers_as_documented(case: schemathesis.Case[Any], door: Door) -> None:
    _send(case, door)


@programs.parametrize()
@calm
def test_the_programs_api_answers_as_documented(case: schemathesis.Case[Any], door: Door) -> None:
    _send(case, door)


@headquarters.parametrize()
@calm
def test_headquarters_answers_as_documented(case: schemathesis.Case[Any], upstairs: Door) -> None:
    _send(case, upstairs)


def _send(case: schemathesis.Case[Any], door: Door) -> None:
    for token in door.tokens():
        headers = {"Host": door.host}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        answer = case.call(base_url=door.address, headers=headers)
        case.validate_response(answer, checks=list(CHECKS))
