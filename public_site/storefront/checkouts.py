"""Checkouts of shoppers: an order is made of a cart, and whoever waits is told where it stands."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Router

from guildhall.checkout import operations, queries
from guildhall.checkout.types import CheckoutCard
from guildhall.kernel import clock
from guildhall.kernel.callers import address_of
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import JSON, REPLAYED, idempotent
from public_site.storefront.checkout_schemas import CheckoutIn, CheckoutOut
from public_site.storefront.schemas import CancellationIn

of_cart = Router(tags=["carts"])
router = Router(tags=["carts"])

VIEW, EDIT = Needs("carts:view"), Needs("carts:edit")


@of_cart.post(
    "/{cart}/checkout",
    response={201: CheckoutOut, 202: CheckoutOut},
    auth=EDIT,
    operation_id="check_out",
)
def check_out(request: HttpRequest, cart: str, body: CheckoutIn) -> HttpResponse:
    """Make an order of a cart and ask for its payments.

    201 where every provider has answered within a moment, 202 with the address to ask otherwise.
    A cart is checked out once: asked again, it tells where its checkout stands.
    """
    begun: list[CheckoutCard] = []
    kept = _start(request, cart, body=body, begun=begun)
    if REPLAYED not in kept:
        return _settled(request, begun[-1])
    token = CheckoutOut.model_validate_json(kept.content).token
    answer = _told(request, queries.find_checkout(token, at=stamp_of(request).at))
    answer[REPLAYED] = kept[REPLAYED]
    return answer


@router.get(
    "/{checkout}",
    response=CheckoutOut,
    auth=VIEW,
    operation_id="get_checkout",
    url_name="checkout",
)
def show(request: HttpRequest, checkout: str) -> CheckoutOut:
    """Show where a checkout stands."""
    return CheckoutOut.of(_found(request, checkout, "carts:view"))


@router.post(
    "/{checkout}/return",
    response={200: CheckoutOut, 202: CheckoutOut},
    auth=EDIT,
    operation_id="return_to_checkout",
)
@idempotent(status=200)
def come_back(request: HttpRequest, checkout: str) -> CheckoutOut:
    """Say that the customer is back from a provider: it is asked, if it has not told yet."""
    card = _found(request, checkout, "carts:edit")
    operations.ask_soon(card, now=clock.now)
    return CheckoutOut.of(card)


@router.post(
    "/{checkout}/cancellation",
    response={200: CheckoutOut},
    auth=EDIT,
    operation_id="cancel_checkout",
)
@idempotent(status=200)
def cancel(request: HttpRequest, checkout: str, body: CancellationIn) -> CheckoutOut:
    """Call a checkout off that is still being made; what was paid goes back."""
    card = _found(request, checkout, "carts:edit")
    after = operations.cancel_checkout(card.row.id, reason=body.reason, stamp=stamp_of(request))
    return CheckoutOut.of(after)


@idempotent(status=202)
def _start(
    request: HttpRequest, cart: str, *, body: CheckoutIn, begun: list[CheckoutCard]
) -> CheckoutOut:
    origin = f"{request.scheme}://{request.get_host()}"
    new = body.told(origin=origin, payer_ip=address_of(request))
    card = operations.start_checkout(cart, new, stamp=stamp_of(request))
    begun.append(card)
    return CheckoutOut.of(card)


def _settled(request: HttpRequest, card: CheckoutCard) -> HttpResponse:
    """Answer once its providers have, or after a moment with where to ask."""
    return _told(request, operations.settle_soon(card, now=clock.now) or card)


def _told(request: HttpRequest, card: CheckoutCard) -> HttpResponse:
    """Answer with where a checkout stands: 202 while nobody knows how it ends."""
    text = CheckoutOut.of(card).model_dump_json()
    if not card.is_in_doubt:
        return HttpResponse(text, status=201, content_type=JSON)
    where = request.build_absolute_uri(reverse("tenant-api:checkout", args=[card.token]))
    headers = {"Location": where, "Retry-After": "1"}
    return HttpResponse(text, status=202, content_type=JSON, headers=headers)


def _found(request: HttpRequest, checkout: str, permission: str) -> CheckoutCard:
    """Return a checkout. Refuses with CheckoutNotFound or NotPermitted."""
    stamp = stamp_of(request)
    card = queries.find_checkout(checkout, at=stamp.at)
    stamp.by.must(permission, scope=card.scopes)
    return card
