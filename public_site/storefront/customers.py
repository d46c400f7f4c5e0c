"""Customers of a storefront: a code, a session, and all that is theirs."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from guildhall.customers import operations, queries
from guildhall.customers.states import ConsentChannel
from guildhall.customers.types import CustomerDraft
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent, must_have_key
from guildhall.orders.errors import OrderNotFound
from guildhall.orders.queries import get_order, is_order_of, list_orders_of
from guildhall.organization.queries import get_site
from public_site.storefront.customer_schemas import (
    MeIn,
    MeOut,
    OwnAddressIn,
    OwnAddressMadeOut,
    OwnConsentIn,
    OwnOrderRowOut,
    OwnOrdersOut,
    SessionsOut,
    ShopperSessionIn,
    ShopperSessionOut,
    SignInCodeIn,
    SignInCodeOut,
    StandingSessionOut,
)
from public_site.storefront.schemas import OrderOut
from public_site.storefront.shoppers import WITH_TOKEN, SignedIn, shopper_of

router = Router(tags=["customers"])
SEES = SignedIn("carts:view")
ACTS = SignedIn("carts:edit")


@router.post(
    "/codes", response={201: SignInCodeOut}, auth=Needs("carts:edit"), operation_id="ask_code"
)
@idempotent(status=201)
def ask_code(request: HttpRequest, body: SignInCodeIn) -> SignInCodeOut:
    """Send a code to an email address, whether or not anybody has an account with it."""
    site = get_site(body.site)
    operations.ask_code(body.contact, site=site, locale=body.locale, stamp=stamp_of(request))
    return SignInCodeOut()


@router.post(
    "/sessions",
    response={201: ShopperSessionOut},
    auth=Needs("carts:edit"),
    operation_id="sign_in_shopper",
)
def sign_in(request: HttpRequest, body: ShopperSessionIn) -> Status[ShopperSessionOut]:
    """Sign in with the code. The token is told this once; with the same key, the same is told."""
    must_have_key(request)
    told = operations.sign_in(
        body.contact,
        body.code,
        site=get_site(body.site),
        key=request.headers["Idempotency-Key"],
        device=body.device or request.headers.get("User-Agent", ""),
        stamp=stamp_of(request),
    )
    return Status(201, ShopperSessionOut.of(told))


@router.get(
    "/sessions",
    response=SessionsOut,
    auth=SEES,
    operation_id="list_shopper_sessions",
    openapi_extra=WITH_TOKEN,
)
def list_sessions(request: HttpRequest) -> SessionsOut:
    """List where the customer is signed in, the latest first."""
    me = shopper_of(request)
    found = queries.sessions_of(queries.ids_of(me.id), at=stamp_of(request).at)
    return SessionsOut(items=[StandingSessionOut.of(each, of=me.session) for each in found])


@router.delete(
    "/sessions/{session}",
    response=SessionsOut,
    auth=ACTS,
    operation_id="sign_out_shopper",
    openapi_extra=WITH_TOKEN,
)
def sign_out(request: HttpRequest, session: UUID) -> SessionsOut:
    """End one of the customer's own sessions, this one or another; what is over stays over."""
    operations.sign_out(shopper_of(request), session, stamp=stamp_of(request))
    return list_sessions(request)


@router.get("/me", response=MeOut, auth=SEES, operation_id="get_me", openapi_extra=WITH_TOKEN)
def show_me(request: HttpRequest) -> MeOut:
    """Show what is kept of the customer: name, contacts, addresses, consents."""
    return _me(request)


@router.put("/me", response=MeOut, auth=ACTS, operation_id="change_me", openapi_extra=WITH_TOKEN)
@idempotent(status=200)
def change_me(request: HttpRequest, body: MeIn) -> MeOut:
    """Change the customer's own name and language."""
    draft = CustomerDraft(
        name=body.name,
        contact_name=body.contact_name,
        tax_number=body.tax_number,
        locale=body.locale,
    )
    operations.edit_own(shopper_of(request), draft, stamp=stamp_of(request))
    return _me(request)


@router.post(
    "/me/addresses",
    response={201: OwnAddressMadeOut},
    auth=ACTS,
    operation_id="add_my_address",
    openapi_extra=WITH_TOKEN,
)
@idempotent(status=201)
def add_address(request: HttpRequest, body: OwnAddressIn) -> OwnAddressMadeOut:
    """Keep an address of the customer's."""
    made = operations.add_own_address(shopper_of(request), body.draft, stamp=stamp_of(request))
    return OwnAddressMadeOut(id=made)


@router.put(
    "/me/addresses/{address}",
    response=MeOut,
    auth=ACTS,
    operation_id="change_my_address",
    openapi_extra=WITH_TOKEN,
)
@idempotent(status=200)
def change_address(request: HttpRequest, address: UUID, body: OwnAddressIn) -> MeOut:
    """Write one of the customer's own addresses anew."""
    me, stamp = shopper_of(request), stamp_of(request)
    operations.edit_own_address(me, address, body.draft, stamp=stamp)
    return _me(request)


@router.delete(
    "/me/addresses/{address}",
    response=MeOut,
    auth=ACTS,
    operation_id="remove_my_address",
    openapi_extra=WITH_TOKEN,
)
@idempotent(status=200)
def remove_address(request: HttpRequest, address: UUID) -> MeOut:
    """Forget one of the customer's own addresses; orders keep theirs."""
    operations.remove_own_address(shopper_of(request), address, stamp=stamp_of(request))
    return _me(request)


@router.put(
    "/me/consents/{way}",
    response=MeOut,
    auth=ACTS,
    operation_id="say_my_consent",
    openapi_extra=WITH_TOKEN,
)
@idempotent(status=200)
def say_consent(request: HttpRequest, way: ConsentChannel, body: OwnConsentIn) -> MeOut:
    """Keep that the customer wants offers by this way, or wants none any more."""
    operations.note_own_consent(
        shopper_of(request),
        way,
        given=body.given,
        text_version=body.text_version,
        stamp=stamp_of(request),
    )
    return _me(request)


@router.get(
    "/me/orders",
    response=OwnOrdersOut,
    auth=SEES,
    operation_id="list_my_orders",
    openapi_extra=WITH_TOKEN,
)
def list_orders(
    request: HttpRequest, cursor: str | None = None, *, limit: int = 20
) -> OwnOrdersOut:
    """List the customer's own orders, the latest first."""
    ids = queries.ids_of(shopper_of(request).id)
    page = list_orders_of(ids, cursor=cursor, limit=limit)
    items = [OwnOrderRowOut.of(row) for row in page.items]
    return OwnOrdersOut(items=items, next_cursor=page.next_cursor)


@router.get(
    "/me/orders/{number}",
    response=OrderOut,
    auth=SEES,
    operation_id="get_my_order",
    openapi_extra=WITH_TOKEN,
)
def show_order(request: HttpRequest, number: str) -> OrderOut:
    """Show one of the customer's own orders."""
    if not is_order_of(number, queries.ids_of(shopper_of(request).id)):
        raise OrderNotFound(number=number)
    return OrderOut.of(get_order(number))


def _me(request: HttpRequest) -> MeOut:
    return MeOut.of(queries.profile_of(shopper_of(request)))
