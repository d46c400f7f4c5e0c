"""Everybody who may knock at alpha's door, for one operation."""

from datetime import timedelta

from guildhall.identity.operations import issue_api_key, revoke_api_key
from guildhall.identity.states import KEY_CAPABILITIES
from guildhall.kernel import clock
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter

ALL = tuple(sorted(KEY_CAPABILITIES))


def callers_for(scope: str, *, alpha: Scope, beta: Scope, stamp: Stamp) -> dict[str, str]:
    """Return a token for each kind of caller; the scope is the one that the operation needs."""
    with enter(alpha):
        told = {
            "anonymous": "",
            "key": _key(scope, stamp),
            "channel": _key(scope, stamp, place="channel:web"),
            "brand": _key(scope, stamp, place="brand:house"),
            "wrong channel": _key(scope, stamp, place="channel:elsewhere"),
            "wrong brand": _key(scope, stamp, place="brand:elsewhere"),
            "wrong store": _key(scope, stamp, place="store:S1"),
            "no scope": issue_api_key("none", capabilities=(), stamp=stamp).token,
            "wrong scope": issue_api_key(
                "others", capabilities=tuple(each for each in ALL if each != scope), stamp=stamp
            ).token,
            "expired": issue_api_key(
                "old", capabilities=ALL, expires_at=clock.now() - timedelta(seconds=1), stamp=stamp
            ).token,
        }
        revoked = issue_api_key("revoked", capabilities=ALL, stamp=stamp)
        revoke_api_key(revoked.prefix, stamp=stamp)
    with enter(beta):
        theirs = issue_api_key("theirs", capabilities=ALL, stamp=stamp).token
    made_up = told["key"][:-6] + ("AAAAAA" if told["key"][-6:] != "AAAAAA" else "BBBBBB")
    return {**told, "revoked": revoked.token, "neighbor's key": theirs, "made-up key": made_up}


def _key(scope: str, stamp: Stamp, *, place: str = "all") -> str:
    return issue_api_key("one", capabilities=(scope,), scope=place, stamp=stamp).token
