"""The storefront API: catalogue, price, stock and orders, for sites and apps with an API key."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from guildhall.inventory.types import Point
from guildhall.kernel.conditions import CONDITIONAL, Moment
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent
from guildhall.orders import operations
from guildhall.orders.queries import get_order
from guildhall.orders.types import Cart, CartLine, Customer
from guildhall.organization.queries import get_site, get_store
from public_site.storefront import answers
from public_site.storefront.queries import ProductFilter
from public_site.storefront.schemas import (
    CancellationIn,
    OrderByWebsite,
    OrderIn,
    OrderOut,
    ProductOut,
    ProductPage,
    SiteAvailabilityPage,
    Skus,
)
from public_site.storefront.shoppers import MAY_HAVE_TOKEN, find_shopper

router = Router(tags=["storefront"])
aliases = Router(tags=["storefront"])


Locale = Annotated[
    str, Field(max_length=20, description="A language; without it, the site's own.")
]


class ProductQuery(Schema):
    """Filters of the product list."""

    site: int
    q: str = ""
    slug: str = ""
    locale: Locale = ""
    category: str = ""
    brand: str = ""
    updated_since: Annotated[
        Moment | None,
        Field(description="All that changed since then, in the order of change; no other filter."),
    ] = None
    cursor: str | None = None
    limit: int = 50


@router.get(
    "/products",
    response=ProductPage,
    auth=Needs("catalog:view"),
    operation_id="list_products",
    openapi_extra=CONDITIONAL,
)
def list_products(request: HttpRequest, query: Query[ProductQuery]) -> HttpResponse:
    """List a site's products, newest change first."""
    chosen = ProductFilter(
        text=query.q,
        slug=query.slug,
        locale=query.locale,
        category=query.category,
        brand=query.brand,
        updated_since=query.updated_since,
    )
    return answers.product_page(
        request, chosen, site=query.site, cursor=query.cursor, limit=query.limit
    )


@router.get(
    "/products/{sku}",
    response=ProductOut,
    auth=Needs("catalog:view"),
    operation_id="get_product",
    openapi_extra=CONDITIONAL,
)
def get_product(request: HttpRequest, sku: str, *, site: int, locale: Locale = "") -> HttpResponse:
    """Show one product with its price, what is left of it, and the site's own copy."""
    return answers.product(request, sku, site=site, locale=locale)


@router.get(
    "/availability",
    response=SiteAvailabilityPage,
    auth=Needs("catalog:view"),
    operation_id="list_site_availability",
)
def show_availability(
    request: HttpRequest, site: int, *, skus: Skus, pickup_store: str | None = None
) -> SiteAvailabilityPage:
    """Tell price and what is left of up to 50 SKUs, in one call; of one store, if it is named."""
    return answers.availability(request, skus, site=site, pickup_store=pickup_store)


@router.post(
    "/orders",
    response={201: OrderOut},
    auth=Needs("checkout:edit"),
    operation_id="place_order",
    openapi_extra=MAY_HAVE_TOKEN,
)
@idempotent(status=201)
def place_order(request: HttpRequest, body: OrderIn) -> OrderOut:
    """Place an order: the cart in, the order with its reserved stock out."""
    return OrderOut.of(operations.place_order(_cart(request, body), stamp=stamp_of(request)))


@router.get(
    "/orders/{number}",
    response=OrderOut,
    auth=Needs("checkout:view"),
    operation_id="get_storefront_order",
)
def show_order(request: HttpRequest, number: str) -> OrderOut:
    """Show an order."""
    order = get_order(number)
    stamp_of(request).by.must("checkout:view", scope=order.scopes)
    return OrderOut.of(order)


@router.post(
    "/orders/{number}/cancellation",
    response={200: OrderOut},
    auth=Needs("checkout:edit"),
    operation_id="cancel_storefront_order",
)
@idempotent(status=200)
def cancel_order(request: HttpRequest, number: str, body: CancellationIn) -> OrderOut:
    """Cancel an order of which nothing has been shipped."""
    operations.cancel_order(number, reason=body.reason, stamp=stamp_of(request))
    return OrderOut.of(get_order(number))


@aliases.get(
    "/product",
    response=ProductOut,
    auth=Needs("catalog:view"),
    operation_id="get_product_by_website",
    deprecated=True,
)
def get_product_by_website(request: HttpRequest, sku: str, website_id: int) -> HttpResponse:
    """Show one product; `website_id` is the site's number."""
    return answers.product(request, sku, site=website_id)


@aliases.post(
    "/order",
    response={201: OrderOut},
    auth=Needs("checkout:edit"),
    operation_id="place_order_by_website",
    deprecated=True,
)
@idempotent(status=201)
def place_order_by_website(request: HttpRequest, body: OrderByWebsite) -> OrderOut:
    """Place an order; `website_id` is the site's number."""
    return OrderOut.of(operations.place_order(_cart(request, body), stamp=stamp_of(request)))


def _cart(request: HttpRequest, body: OrderIn) -> Cart:
    customer, site = body.customer, get_site(body.site)
    shopper = find_shopper(request, site=site)
    return Cart(
        site=site,
        currency=body.currency,
        lines=tuple(CartLine(line.sku, line.quantity) for line in body.lines),
        customer=Customer(
            customer.name, str(customer.email or ""), customer.phone, customer.address
        ),
        store=get_store(body.pickup_store) if body.pickup_store else None,
        channel_reference=body.reference,
        customer_group=body.customer_group,
        hold=body.hold,
        near=Point(body.near.latitude, body.near.longitude) if body.near else None,
        customer_id=shopper.id if shopper else None,
    )
