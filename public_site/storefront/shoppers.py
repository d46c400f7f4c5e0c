"""Who is signed in at a storefront: the header `Shopper-Token`, sent beside the key."""

from dataclasses import dataclass

from django.http import HttpRequest

from guildhall.customers.errors import ShopperNotSignedIn
from guildhall.customers.operations import note_session_used
from guildhall.customers.queries import shopper_of as shopper_with
from guildhall.customers.types import Shopper
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.stamp import Actor
from guildhall.organization.queries import get_site
from guildhall.organization.types import SiteCard

HEADER = "Shopper-Token"
BY_TOKEN = {
    "in": "header",
    "name": HEADER,
    "description": "Who is signed in: the token that the session was answered with.",
    "schema": {"type": "string"},
}
# What an operation adds to its OpenAPI where it reads the token.
WITH_TOKEN = {"parameters": [{**BY_TOKEN, "required": True}]}
MAY_HAVE_TOKEN = {"parameters": [BY_TOKEN]}


@dataclass(frozen=True, slots=True)
class SignedIn(Needs):
    """An endpoint for whoever is signed in: the key's permission, and a shopper's token beside it.

    Refuses as `Needs` does; where the key may not sell at the session's site, with NotPermitted;
    without a good token, with ShopperNotSignedIn.
    """

    def __call__(self, request: HttpRequest) -> Actor:
        actor = Needs.__call__(self, request)
        shopper = _told(request)
        if shopper is None:
            raise ShopperNotSignedIn
        actor.must(self.permission, scope=get_site(shopper.site).channel.scopes)
        request.shopper = shopper  # type: ignore[attr-defined]
        request.on_behalf = shopper.session.hex[-16:]  # type: ignore[attr-defined]
        return actor


def shopper_of(request: HttpRequest) -> Shopper:
    """Return who is signed in, where the endpoint says `SignedIn`."""
    found: Shopper = request.shopper  # type: ignore[attr-defined]
    return found


def find_shopper(request: HttpRequest, *, site: SiteCard) -> Shopper | None:
    """Return who is signed in, if anybody is. Refuses with ShopperNotSignedIn or NotPermitted.

    A token that is not good is refused and not overlooked: prices would change in silence.
    """
    shopper = _told(request)
    if shopper is not None and get_site(shopper.site).channel.brand != site.channel.brand:
        raise ShopperNotSignedIn
    return shopper


def _told(request: HttpRequest) -> Shopper | None:
    token = request.headers.get(HEADER, "")
    if not token:
        return None
    stamp = stamp_of(request)
    shopper = shopper_with(token, at=stamp.at)
    note_session_used(shopper, stamp=stamp)
    return shopper
