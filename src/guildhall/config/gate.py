"""The one gate of every API: which credential this is, and whose.

It goes by what the credential looks like, and each sort has one way to be checked:

`Bearer gh_…` is an API key of this company; `Bearer eyJ…` an access token of its own
authorization server; `DPoP eyJ…` one that is bound to a key which the caller proves to hold.
Anything else is nobody, and two at once are refused: neither may vouch for the other.
"""

from dataclasses import dataclass
from ipaddress import ip_address

from django.http import HttpRequest

from guildhall.identity import operations, queries
from guildhall.identity.oauth.errors import ProofNonceNeeded
from guildhall.identity.oauth.queries import actor_of_access_token
from guildhall.identity.oauth.server.possession import must_hold_key
from guildhall.identity.oauth.server.requests import issuer_of
from guildhall.identity.oauth.states import ACCESS_PREFIX
from guildhall.identity.oauth.types import AccessPass
from guildhall.identity.states import KeyKind
from guildhall.identity.types import KeyCard
from guildhall.kernel import clock
from guildhall.kernel.callers import address_of
from guildhall.kernel.credentials import TwoCredentials, not_good
from guildhall.kernel.limits import API_RATE
from guildhall.kernel.rates import Bucket, CallsTooFast, Taken, take
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Actor
from guildhall.kernel.tenancy import require

# A JWT begins with `{"` in Base64; an opaque one of ours with a prefix.
ACCESS_TOKENS = ("eyJ", ACCESS_PREFIX)
# So many calls a minute may one address make, whoever sends them.
ADDRESS_RATE = 6_000
# Shoppers share one publishable key: each address has a bucket of its own beside the plan's.
SHOPPER_RATE = 300
# Shoppers and the programs of the back office do not slow each other down.
KINDS = {"/storefront/": "storefront", "/api/": "programs"}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who was let in, and by which key if it was one."""

    actor: Actor
    key: KeyCard | None = None


class ApiGate:
    """The gate that config binds."""

    def authenticate(self, request: HttpRequest) -> Actor | None:
        """Return who calls, None where no credential was sent.

        Refuses with TwoCredentials or NotSignedIn. Asked twice of one request it
        answers alike.
        """
        found: Caller | Refusal | None = getattr(request, "caller", None)
        if found is None:
            found = _found(request)
            request.caller = found  # type: ignore[attr-defined]
        if isinstance(found, Refusal):
            raise found
        return found.actor if found else None

    def admit(self, request: HttpRequest, actor: Actor, *, permission: str, cost: int) -> None:
        """Take the call from the buckets that it belongs to, and note which right it used.

        Refuses with PlanRateExceeded or CallsTooFast.
        """
        caller: Caller | None = getattr(request, "caller", None)
        key = caller.key if isinstance(caller, Caller) else None
        _count(request, key, cost=cost)
        via: str = getattr(request, "via", "")
        if key is not None or via:
            loses = key is not None and key.loses(permission)
            operations.note_use(via or actor.name, permission, at=clock.now(), loses=loses)


def is_counted(address: str) -> bool:
    """Return whether an address has a bucket: this machine calls itself as it likes."""
    return bool(address) and not ip_address(address).is_loopback


def _found(request: HttpRequest) -> Caller | Refusal | None:
    try:
        return _checked(request)
    except Refusal as refusal:
        return refusal


def _checked(request: HttpRequest) -> Caller | None:
    sent = request.META.get("HTTP_AUTHORIZATION", "")
    if "access_token" in request.META.get("QUERY_STRING", "") and "access_token" in request.GET:
        raise TwoCredentials
    if not sent:
        return None
    scheme, _, token = sent.partition(" ")
    token = token.strip()
    if "," in token:
        raise TwoCredentials
    match scheme.lower():
        case "bearer" if token.startswith("gh_"):
            caller = _by_key(request, token)
        case "bearer" if token.startswith(ACCESS_TOKENS):
            caller = _by_bearer_token(request, token)
        case "dpop" if token.startswith(ACCESS_TOKENS):
            caller = _by_bound_token(request, token)
        case _:
            raise not_good()
    request.credential = "Bearer" if scheme.lower() == "bearer" else "DPoP"  # type: ignore[attr-defined]
    return caller


def _by_key(request: HttpRequest, token: str) -> Caller:
    at, address = clock.now(), address_of(request)
    card = queries.find_key(token, at=at, address=address)
    if card is None:
        raise not_good()
    operations.note_key_use(card, token, address=address, at=at)
    return Caller(queries.actor_of_key(card, at=at), card)


def _by_bearer_token(request: HttpRequest, token: str) -> Caller:
    """Return whom a token speaks for. One that is bound to a key is no bearer's."""
    found = actor_of_access_token(token, issuer=issuer_of(request))
    if found is None or found.jkt:
        raise not_good()
    return _come_through(request, found)


def _by_bound_token(request: HttpRequest, token: str) -> Caller:
    """Return whom a token speaks for, if the caller holds the key that it is bound to."""
    found = actor_of_access_token(token, issuer=issuer_of(request))
    if found is None or not found.jkt:
        raise not_good('DPoP error="invalid_token"')
    try:
        must_hold_key(request, token=token, jkt=found.jkt)
    except ProofNonceNeeded as refusal:
        refusal.challenge = 'DPoP error="use_dpop_nonce"'
        raise
    except Refusal as refusal:
        refusal.challenge = 'DPoP error="invalid_dpop_proof"'
        raise
    return _come_through(request, found)


def _come_through(request: HttpRequest, found: AccessPass) -> Caller:
    request.via = f"app:{found.app}"  # type: ignore[attr-defined]
    request.sid = str(found.sid)  # type: ignore[attr-defined]
    return Caller(found.actor)


def _count(request: HttpRequest, key: KeyCard | None, *, cost: int) -> None:
    buckets = _buckets(request, key)
    if not buckets:
        return
    taken = take(*buckets, cost=cost)
    request.taken = taken  # type: ignore[attr-defined]
    if not taken.passes:
        raise _refusal(taken)


def _buckets(request: HttpRequest, key: KeyCard | None) -> list[Bucket]:
    """Return the company's bucket, as its plan has it, and those of the one who calls."""
    path = request.path_info
    kind = next((KINDS[start] for start in KINDS if path.startswith(start)), "")
    rate = require().allowance.limits.get(API_RATE)
    found = [Bucket("plan", kind, rate)] if rate and kind else []
    if key is None:
        return found
    if key.rate:
        found.append(Bucket("key", key.prefix, key.rate))
    if key.kind is KeyKind.PUBLISHABLE and is_counted(address := address_of(request)):
        found.append(Bucket("shopper", f"{key.prefix}:{address}", SHOPPER_RATE))
    return found


def _refusal(taken: Taken) -> Refusal:
    if taken.bucket.name == "plan":
        return taken.refusal
    return CallsTooFast(seconds=taken.again_in)
