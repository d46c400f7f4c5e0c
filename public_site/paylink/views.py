"""A customer pays for a cart that somebody filled for them."""

from decimal import Decimal, InvalidOperation

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from guildhall.checkout import operations, queries
from guildhall.checkout.errors import LinkNotFound
from guildhall.checkout.states import CartState
from guildhall.checkout.types import CartCard, NewCheckout, Tender
from guildhall.kernel import clock
from guildhall.kernel.callers import address_of, origin_of
from guildhall.kernel.http import request_id_of
from guildhall.kernel.money import Money
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.payments.ports import provider, providers
from guildhall.payments.queries import get_account, list_accounts
from guildhall.payments.states import Ability, Strategy
from guildhall.payments.types import AccountCard


@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is to be paid, or where it stands; a POST chooses how."""
    problem = None
    if request.method == "POST":
        try:
            _begin(request, token)
        except Refusal as refusal:
            problem = refusal
        else:
            return redirect("paylink:pay", token)
    response = _show(request, token, problem)
    add_never_cache_headers(response)
    return response


def _begin(request: HttpRequest, token: str) -> None:
    account = get_account(request.POST.get("account", "")[:40])
    able = Ability.AUTHORIZE in provider(account.provider).abilities
    strategy = Strategy.AUTHORIZE if able else Strategy.CHARGE
    here = f"{request.scheme}://{request.get_host()}"
    new = NewCheckout(
        total=_seen(request),
        tenders=(Tender(account.code, "page", strategy=strategy),),
        return_url=f"{here}{request.path}",
        origin=here,
        payer_ip=address_of(request),
    )
    card = operations.pay_by_link(token, new, stamp=_stamp(request))
    operations.settle_soon(card, now=clock.now)


def _show(request: HttpRequest, token: str, problem: Refusal | None) -> HttpResponse:
    now = clock.now()
    try:
        link, cart = queries.find_link(token, at=now)
    except LinkNotFound as refusal:
        return _gone(request, refusal)
    if cart.state == CartState.OPEN and not link.works(now):
        return _gone(request, LinkNotFound())
    context = {
        "title": gettext("Pay"),
        "cart": cart,
        "quote": cart.quote,
        "accounts": _accounts(cart) if cart.state == CartState.OPEN else (),
        "checkout": queries.newest_checkout(cart.id, at=now),
        "until": link.expires_at,
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, "paylink/pay.html", context, status=status)


def _gone(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    context = {"title": gettext("Pay"), "problem": refusal}
    return render(request, "paylink/gone.html", context, status=refusal.status)


def _accounts(cart: CartCard) -> list[AccountCard]:
    """Return the accounts at which a customer of this brand may pay here."""
    known = providers()
    found = list_accounts(enabled=True, brand=cart.site.channel.brand)
    return [account for account in found if account.provider in known]


def _seen(request: HttpRequest) -> Money:
    """Return the total that the page showed; what is no amount is none that it costs."""
    try:
        amount = Decimal(request.POST.get("total", "")[:20])
    except InvalidOperation:
        amount = Decimal(-1)
    return Money(
        amount if amount.is_finite() else Decimal(-1), request.POST.get("currency", "")[:3]
    )


def _stamp(request: HttpRequest) -> Stamp:
    """Return the stamp of somebody without a name: the address that they have is their right."""
    shopper = Actor("shopper", "payment link", (Grant("carts:edit"),))
    return Stamp(shopper, clock.now(), request_id_of(request), origin_of(request))
