"""A customer pays for a cart that somebody filled for them."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from guildhall.checkout import operations, queries
from guildhall.checkout.errors import LinkNotFound
from guildhall.checkout.states import CartState
from guildhall.checkout.types import Address, CartCard, Contact, NewCheckout, Tender
from guildhall.console.shell.places import PlaceForm, country_name
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

ASKS = ["GET", "HEAD", "POST"]


@require_http_methods(ASKS)
def pay(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is to be paid, or where it stands; a POST chooses how."""
    return _act(request, token, lambda: _begin(request, token))


@require_http_methods(ASKS)
def set_address(request: HttpRequest, token: str) -> HttpResponse:
    """Say where it goes."""
    form = PlaceForm(request.POST or None)
    if request.method == "POST" and not form.is_valid():
        return _show(request, token, None, form=form)

    def keep() -> None:
        contact, address = Contact(**form.contact), Address(**form.address)
        operations.address_by_link(token, contact, shipping=address, stamp=_stamp(request))

    return _act(request, token, keep, form=form)


@require_http_methods(ASKS)
def choose_way(request: HttpRequest, token: str) -> HttpResponse:
    """Say how it is sent."""
    code = request.POST.get("way", "")[:40]
    return _act(
        request, token, lambda: operations.choose_by_link(token, code, stamp=_stamp(request))
    )


def _act(
    request: HttpRequest,
    token: str,
    act: Callable[[], object],
    *,
    form: PlaceForm | None = None,
) -> HttpResponse:
    problem = None
    if request.method == "POST":
        try:
            act()
        except Refusal as refusal:
            problem = refusal
        else:
            return redirect("paylink:pay", token)
    return _show(request, token, problem, form=form)


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


def _show(
    request: HttpRequest, token: str, problem: Refusal | None, *, form: PlaceForm | None = None
) -> HttpResponse:
    response = _page(request, token, problem, form=form)
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex"
    return response


def _page(
    request: HttpRequest, token: str, problem: Refusal | None, *, form: PlaceForm | None
) -> HttpResponse:
    now = clock.now()
    try:
        link, cart = queries.find_link(token, at=now)
    except LinkNotFound as refusal:
        return _gone(request, refusal)
    is_open = cart.state == CartState.OPEN
    if link.revoked_at is not None or (is_open and not link.works(now)):
        return _gone(request, LinkNotFound())
    context = {
        "title": gettext("Pay"),
        "token": token,
        "cart": cart,
        "quote": cart.quote,
        "accounts": _accounts(cart) if is_open and not cart.blocked else (),
        "checkout": queries.newest_checkout(cart.id, at=now),
        "until": link.expires_at,
        "problem": problem,
        **(_sending(request, cart, form) if is_open else {}),
    }
    status = problem.status if problem else 422 if form and form.is_bound else 200
    return render(request, "paylink/pay.html", context, status=status)


def _sending(request: HttpRequest, cart: CartCard, form: PlaceForm | None) -> dict[str, object]:
    """Return what is asked about where it goes: the address first, then the way."""
    asks_way = "shipping_method" in cart.blocked
    address = cart.shipping_address
    changes = "change" in request.GET or (form is not None and form.is_bound)
    asks_address = changes or (asks_way and address is None)
    chooses = address is not None and not asks_address and (asks_way or bool(cart.method))
    offers = queries.offers_of(cart.token, at=clock.now())[0] if chooses else ()
    return {
        "form": (form or PlaceForm(initial={"name": cart.contact.name})) if asks_address else None,
        "goes_to": _place(address) if address else "",
        "asks_way": asks_way and not asks_address,
        "offers": offers,
        "stands_in_the_way": [
            told for name, told in cart.blocked.items() if name != "shipping_method"
        ],
    }


def _place(address: Address) -> str:
    """Return where something goes, as little as tells it: the page is open to who has it."""
    town = " ".join(filter(None, (address.postcode, address.city)))
    return ", ".join(filter(None, (town, country_name(address.country))))


def _gone(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    context = {"title": gettext("Pay"), "problem": refusal}
    return render(request, "paylink/gone.html", context, status=refusal.status)


def _accounts(cart: CartCard) -> list[AccountCard]:
    """Return the accounts at which a customer of this brand may pay here."""
    known = providers()
    found = list_accounts(enabled=True, brand=cart.site.channel.brand)
    offered = [account for account in found if account.provider in known]
    # Beside accounts for real money nobody is offered one for trying out.
    return [account for account in offered if account.live] or offered


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
