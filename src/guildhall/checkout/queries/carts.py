"""A cart as it stands, and what it costs now."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from guildhall.checkout.errors import CartNotFound, MethodNotOffered
from guildhall.checkout.models import Cart, CartLine
from guildhall.checkout.queries.shipping import offers_for, shipping_table
from guildhall.checkout.states import CartState
from guildhall.checkout.types import Address, CartCard, Contact, Quote, ShippingOffer
from guildhall.kernel.money import Money
from guildhall.kernel.refusals import N_, Refusal
from guildhall.orders.queries import price_cart
from guildhall.orders.types import Cart as Asked
from guildhall.orders.types import CartLine as AskedLine
from guildhall.orders.types import Customer, LineAmounts, PricedLine
from guildhall.organization.queries import get_site, get_store
from guildhall.organization.types import SiteCard, StoreCard

ROW = ("site", "store", "shipping_method")


def get_cart(token: str, *, at: datetime) -> CartCard:
    """Return a cart with what it costs now. Refuses with CartNotFound."""
    row = Cart.objects.select_related(*ROW).filter(token=token).first()
    if row is None:
        raise CartNotFound
    return card_of(row, lines_of(row), at=at)


def lines_of(cart: Cart) -> list[CartLine]:
    return list(CartLine.objects.filter(cart=cart).order_by("id"))


def card_of(
    row: Cart,
    lines: Sequence[CartLine],
    *,
    at: datetime,
    asked: Asked | None = None,
    quote: Quote | None = None,
) -> CartCard:
    """Return what others may see of a cart; where it cannot be priced, why not.

    `asked` and `quote` are the cart and what it costs, where the caller knows them already.
    """
    asked = asked or asked_of(row, lines)
    quote, blocked = _quoted(row, asked, at=at, known=quote)
    return CartCard(
        id=row.id,
        token=row.token,
        kind=row.kind,
        state=str(row.state),
        version=row.version,
        site=asked.site,
        store=asked.store,
        currency=row.currency,
        lines=asked.lines,
        contact=Contact(row.name, row.email, row.phone),
        shipping_address=Address.kept(row.shipping_address),
        billing_address=Address.kept(row.billing_address),
        method=row.shipping_method.code if row.shipping_method else "",
        quote=quote,
        blocked=blocked,
        held_until=row.held_until,
        expires_at=row.expires_at,
        order_number=row.order_number,
        note=row.note,
        scopes=scopes_of(asked),
    )


def scopes_of(asked: Asked) -> tuple[str, ...]:
    store = (f"store:{asked.store.code}",) if asked.store else ()
    return (*asked.site.channel.scopes, *store)


def asked_of(
    row: Cart,
    lines: Sequence[CartLine],
    *,
    site: SiteCard | None = None,
    store: StoreCard | None = None,
) -> Asked:
    """Return a cart as orders takes it, without the way it is sent.

    `site` and `store` are the cart's, where the caller knows them already.
    """
    address = Address.kept(row.shipping_address)
    return Asked(
        site=site or get_site(row.site.number),
        currency=row.currency,
        lines=tuple(AskedLine(line.sku, line.quantity) for line in lines),
        customer=Customer(row.name, row.email, row.phone, address.told if address else ""),
        store=store or (get_store(row.store.code) if row.store else None),
        channel_reference=row.reference,
        customer_group=row.customer_group,
        hold=row.hold if row.held_until else "",
        customer_id=row.customer,
    )


def quote_of(row: Cart, asked: Asked, *, at: datetime) -> Quote:
    """Return what a cart costs at a moment.

    Refuses as `price_cart` does, or with MethodNotOffered where nothing is sent there that way.
    """
    lines = tuple(price_cart(asked, at=at))
    shipping = _chosen(row, asked, lines, at=at)
    return summed(lines, shipping, currency=row.currency)


def summed(
    lines: tuple[PricedLine, ...], shipping: ShippingOffer | None, *, currency: str
) -> Quote:
    zero = Money.zero(currency)
    goods = LineAmounts(
        net=sum((line.amounts.net for line in lines), zero),
        tax=sum((line.amounts.tax for line in lines), zero),
        total=sum((line.amounts.total for line in lines), zero),
    )
    sent = shipping.amounts if shipping else LineAmounts(zero, zero, zero)
    return Quote(lines, goods, shipping, goods.total + sent.total, goods.tax + sent.tax)


def needs_way(asked: Asked) -> bool:
    """Return whether somebody has to say how this is sent: not where it is fetched."""
    channel = asked.site.channel.code
    return asked.store is None and bool(shipping_table().for_channel(channel))


def offers_of(token: str, *, at: datetime) -> tuple[tuple[ShippingOffer, ...], CartCard]:
    """Return the ways in which a cart can be sent to its address. Refuses with CartNotFound."""
    cart = get_cart(token, at=at)
    if cart.quote is None or cart.shipping_address is None:
        return (), cart
    found = offers_for(
        cart.shipping_address,
        cart.quote.lines,
        channel=cart.site.channel,
        currency=cart.currency,
        at=at,
    )
    return found, cart


def _chosen(
    row: Cart, asked: Asked, lines: tuple[PricedLine, ...], *, at: datetime
) -> ShippingOffer | None:
    address = Address.kept(row.shipping_address)
    if row.shipping_method is None or address is None or asked.store is not None:
        return None
    offers = offers_for(address, lines, channel=asked.site.channel, currency=row.currency, at=at)
    for offer in offers:
        if offer.code == row.shipping_method.code:
            return offer
    raise MethodNotOffered(
        method=row.shipping_method.name,
        errors={"shipping_method": N_("Choose one of the ways that are offered.")},
    )


def _quoted(
    row: Cart, asked: Asked, *, at: datetime, known: Quote | None
) -> tuple[Quote | None, Mapping[str, str]]:
    if not asked.lines:
        return summed((), None, currency=row.currency), {"lines": N_("Send at least one line.")}
    if row.state in {CartState.PLACED, CartState.ABANDONED}:
        return None, {}
    try:
        quote = known or quote_of(row, asked, at=at)
    except Refusal as refusal:
        return None, refusal.errors or {"lines": refusal.told()}
    if row.shipping_method is None and needs_way(asked):
        return quote, {"shipping_method": N_("Say where it goes and how it is sent.")}
    return quote, {}
