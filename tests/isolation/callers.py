"""Everybody who may knock at alpha's door, for one operation."""

from datetime import timedelta

from guildhall.identity.operations import issue_api_key, revoke_api_key
from guildhall.identity.states import KEY_CAPABILITIES, PUBLISHABLE_CAPABILITIES, KeyKind
from guildhall.identity.types import KeyTerms
from guildhall.kernel import clock
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from tests.isolation.app_callers import People, app_tokens

ALL = tuple(sorted(KEY_CAPABILITIES))
FOR_BROWSERS = tuple(sorted(PUBLISHABLE_CAPABILITIES))
BROWSERS_ONLY = KeyTerms(kind=KeyKind.PUBLISHABLE)
FROM_ELSEWHERE = KeyTerms(addresses=("192.0.2.0/24",))

type Headers = dict[str, str]


def callers_for(
    scope: str, *, alpha: Scope, beta: Scope, people: People, stamp: Stamp
) -> dict[str, Headers]:
    """Return what each kind of caller shows; the scope is the one that the operation needs."""
    tokens = {
        **_keys(scope, alpha=alpha, beta=beta, stamp=stamp),
        **app_tokens(scope, alpha=alpha, beta=beta, people=people, stamp=stamp),
    }
    shown = {who: {"Authorization": f"Bearer {token}"} for who, token in tokens.items()}
    return {"anonymous": {}, **shown, **people.browsers}


def _keys(scope: str, *, alpha: Scope, beta: Scope, stamp: Stamp) -> dict[str, str]:
    others = tuple(each for each in ALL if each != scope)
    old = clock.now() - timedelta(seconds=1)
    with enter(alpha):
        told = {
            "key": _key((scope,), stamp),
            "channel": _key((scope,), stamp, KeyTerms(scope="channel:web")),
            "brand": _key((scope,), stamp, KeyTerms(scope="brand:house")),
            "wrong channel": _key((scope,), stamp, KeyTerms(scope="channel:elsewhere")),
            "wrong brand": _key((scope,), stamp, KeyTerms(scope="brand:elsewhere")),
            "wrong store": _key((scope,), stamp, KeyTerms(scope="store:elsewhere")),
            "publishable": _key(FOR_BROWSERS, stamp, BROWSERS_ONLY),
            "wrong address": _key(ALL, stamp, FROM_ELSEWHERE),
            "no scope": _key((), stamp),
            "wrong scope": _key(others, stamp),
            "expired": _key(ALL, stamp, KeyTerms(expires_at=old)),
        }
        revoked = issue_api_key("revoked", capabilities=ALL, stamp=stamp)
        revoke_api_key(revoked.prefix, stamp=stamp)
    with enter(beta):
        theirs = _key(ALL, stamp)
    made_up = told["key"][:-6] + ("AAAAAA" if told["key"][-6:] != "AAAAAA" else "BBBBBB")
    return {**told, "revoked": revoked.token, "neighbor's key": theirs, "made-up key": made_up}


def _key(capabilities: tuple[str, ...], stamp: Stamp, terms: KeyTerms | None = None) -> str:
    return issue_api_key("one", capabilities=capabilities, terms=terms, stamp=stamp).token
