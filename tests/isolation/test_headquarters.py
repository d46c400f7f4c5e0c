"""Every operation of group HQ × every caller × our group, another's, a guessed one."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from guildhall.config.documents.audiences import HEADQUARTERS
from guildhall.identity.operations import issue_api_key, revoke_api_key
from guildhall.identity.states import KEY_CAPABILITIES
from guildhall.identity.types import KeyTerms
from guildhall.kernel import clock
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tests.factories.company import standing_company
from tests.harness.processes import Web
from tests.hq.selling import group_id
from tests.isolation.allowed import AT_HEADQUARTERS
from tests.isolation.app_callers import hire_people
from tests.isolation.operations import documented

OPERATIONS = documented(HEADQUARTERS)
UNKNOWN = frozenset(
    {"anonymous", "expired", "revoked", "subsidiary's key", "subsidiary's browser"}
)
type Headers = dict[str, str]

every_operation = pytest.mark.parametrize("name", OPERATIONS)


@pytest.fixture(scope="module")
def callers(scopes: dict[str, Scope]) -> Iterator[dict[str, Headers]]:
    stamp = system_stamp("test", clock.now())
    with standing_company(scopes["alpha"]) as alpha:
        with enter(PLATFORM):
            tokens = _keys(stamp)
        tokens["subsidiary's key"] = alpha.office_key
        people = hire_people(scopes["alpha"], scopes["beta"], stamp)
        shown = {who: {"Authorization": f"Bearer {token}"} for who, token in tokens.items()}
        yield {"anonymous": {}, "subsidiary's browser": people.browsers["our browser"], **shown}


def _keys(stamp: Stamp) -> dict[str, str]:
    others = tuple(sorted(KEY_CAPABILITIES - {"figures:view"}))
    north, south = (KeyTerms(scope=f"group:{group_id(slug)}") for slug in ("north", "south"))
    old = KeyTerms(scope=north.scope, expires_at=stamp.at - timedelta(seconds=1))
    told = {
        "key of the group": _key(("figures:view",), north, stamp),
        "key of another group": _key(("figures:view",), south, stamp),
        "wrong scope": _key(others, north, stamp),
        "no scope": _key((), north, stamp),
        "expired": _key(("figures:view",), old, stamp),
    }
    revoked = issue_api_key("revoked", capabilities=("figures:view",), terms=north, stamp=stamp)
    revoke_api_key(revoked.prefix, stamp=stamp)
    return {**told, "revoked": revoked.token}


def _key(capabilities: tuple[str, ...], terms: KeyTerms, stamp: Stamp) -> str:
    return issue_api_key("one", capabilities=capabilities, terms=terms, stamp=stamp).token


def ask(web: Web, name: str, shown: Headers, group: str) -> tuple[int, str]:
    """Return an answer apart from its request id and the group that it repeats."""
    operation = OPERATIONS[name]
    with web.client("hq.localhost") as client:
        answer = client.request(
            operation.method, operation.path, params={"group": group}, headers=shown
        )
    text = answer.text.replace(answer.headers["X-Request-Id"], "<request>")
    return answer.status_code, text.replace(group, "<group>")


def test_every_operation_is_known_here() -> None:
    assert set(OPERATIONS) == set(AT_HEADQUARTERS)


@every_operation
def test_only_who_is_allowed_reads_a_group(
    callers: dict[str, Headers], web: Web, name: str
) -> None:
    got = {who: ask(web, name, shown, "north")[0] for who, shown in callers.items()}

    assert {who for who in got if got[who] == 200} == AT_HEADQUARTERS[name]
    assert {who for who in got if got[who] == 401} == UNKNOWN
    assert got["key of another group"] == 404
    assert {got["wrong scope"], got["no scope"]} == {403}


@every_operation
def test_another_group_and_one_that_is_nowhere_get_one_answer(
    callers: dict[str, Headers], web: Web, name: str
) -> None:
    south = {who: ask(web, name, shown, "south") for who, shown in callers.items()}
    nowhere = {who: ask(web, name, shown, "guessed") for who, shown in callers.items()}

    assert south.pop("key of another group")[0] == 200
    assert nowhere.pop("key of another group")[0] == 404
    assert south == nowhere
    assert south["key of the group"][0] == 404
