"""The APIs, put together: one for tenants' hosts, one for the public host.

Their OpenAPI documents are built by `manage.py build_openapi` and served as they were built.
"""

from ninja import NinjaAPI

from guildhall.approvals.api import router as approvals
from guildhall.catalog.api.attributes import router as attributes
from guildhall.catalog.api.categories import router as categories
from guildhall.catalog.api.channel_skus import router as channel_skus
from guildhall.catalog.api.copies import router as copies
from guildhall.catalog.api.imports import router as imports
from guildhall.catalog.api.listings import router as listings
from guildhall.catalog.api.pictures import of_product as pictures_of_products
from guildhall.catalog.api.pictures import router as pictures
from guildhall.catalog.api.price_lists import router as price_lists
from guildhall.catalog.api.prices import router as prices
from guildhall.catalog.api.products import router as products
from guildhall.catalog.api.proposals import router as proposals
from guildhall.catalog.api.strategies import router as strategies
from guildhall.catalog.api.taxes import costs, exchange, taxes
from guildhall.catalog.api.variants import of_product as variants_of_products
from guildhall.catalog.api.variants import router as variants
from guildhall.checkout.api.checkouts import router as checkout_sagas
from guildhall.checkout.api.shipping import router as shipping
from guildhall.config.documents.audiences import PUBLIC, TENANT
from guildhall.console.home.api import router as dashboard
from guildhall.customers.api import ROUTERS as CUSTOMERS
from guildhall.finance.api import entities as legal_entities
from guildhall.finance.api import of_order as invoices_of_orders
from guildhall.finance.api import router as invoices
from guildhall.fulfillment.api import ROUTERS as LEAVING
from guildhall.hq.api import router as hq
from guildhall.inventory.api import ROUTERS as STOCK
from guildhall.inventory.api.checks import router as stock_checks
from guildhall.inventory.api.explain import router as explain
from guildhall.inventory.api.publishing import router as publishing
from guildhall.inventory.api.replenishment import router as replenishment
from guildhall.inventory.api.sources import router as sources
from guildhall.inventory.api.valuation import router as stock_value
from guildhall.kernel.http import ExactJson, tell_refusals, written_once
from guildhall.orders.api import bulk as orders_in_bulk
from guildhall.orders.api import deltas as order_deltas
from guildhall.orders.api import desk as orders_at_desk
from guildhall.orders.api import edits as order_edits
from guildhall.orders.api import router as orders
from guildhall.organization.api import router as channels
from guildhall.payments.api import ROUTERS as MONEY
from guildhall.payments.api.movements import router as movements
from guildhall.payments.api.payments import router as payments
from guildhall.payments.api.refunds import of_payment as refunds_of_payments
from guildhall.payments.api.refunds import router as refunds
from guildhall.payments.api.shares import of_payment as shares_of_payments
from public_site.company.api import router as account
from public_site.storefront.api import aliases
from public_site.storefront.api import router as storefront
from public_site.storefront.carts import router as carts
from public_site.storefront.checkouts import of_cart as checkouts_of_carts
from public_site.storefront.checkouts import router as checkouts
from public_site.storefront.customers import router as shoppers

tenant_api = NinjaAPI(
    title="Guildhall",
    version="1.0.0",
    description="One company's API: storefronts under /storefront/v1, programs under /api/v1.",
    urls_namespace="tenant-api",
    openapi_url=None,
    docs_url=None,
    renderer=ExactJson(),
)
tenant_api.add_decorator(written_once)
tenant_api.add_router("/storefront/v1", storefront)
tenant_api.add_router("/storefront/v1/carts", carts)
tenant_api.add_router("/storefront/v1/customers", shoppers)
tenant_api.add_router("/api/v1/orders", orders_in_bulk)
tenant_api.add_router("/api/v1/orders", orders)
tenant_api.add_router("/api/v1/orders", orders_at_desk)
tenant_api.add_router("/api/v1/orders", order_edits)
tenant_api.add_router("/api/v1/order-deltas", order_deltas)
tenant_api.add_router("/api/v1/payments", payments)
tenant_api.add_router("/api/v1/payments", refunds_of_payments)
tenant_api.add_router("/api/v1/payments", shares_of_payments)
tenant_api.add_router("/api/v1/payment-movements", movements)
tenant_api.add_router("/api/v1/refunds", refunds)
tenant_api.add_router("/api/v1/channels", channels)
for prefix, router in MONEY.items():
    tenant_api.add_router(prefix, router)
tenant_api.add_router("/api/v1/orders", invoices_of_orders)
tenant_api.add_router("/api/v1/invoices", invoices)
tenant_api.add_router("/api/v1/legal-entities", legal_entities)
for router in CUSTOMERS:
    tenant_api.add_router("/api/v1/customers", router)
tenant_api.add_router("/storefront/v1/carts", checkouts_of_carts)
tenant_api.add_router("/storefront/v1/checkouts", checkouts)
tenant_api.add_router("/api/v1/checkouts", checkout_sagas)
tenant_api.add_router("/api/v1/shipping", shipping)
tenant_api.add_router("/api/v1/dashboard", dashboard)
tenant_api.add_router("/api/v1/inventory", stock_checks)
tenant_api.add_router("/api/v1/inventory", stock_value)
tenant_api.add_router("/api/v1/inventory", replenishment)
tenant_api.add_router("/api/v1/inventory", explain)
tenant_api.add_router("/api/v1/approvals", approvals)
tenant_api.add_router("/api/v1/products", products)
for router in (variants_of_products, pictures_of_products, copies, listings):
    tenant_api.add_router("/api/v1/products", router)
tenant_api.add_router("/api/v1/pictures", pictures)
tenant_api.add_router("/api/v1/variants", variants)
tenant_api.add_router("/api/v1/categories", categories)
tenant_api.add_router("/api/v1/attributes", attributes)

for prefix, router in (*STOCK.items(), *LEAVING):
    tenant_api.add_router(prefix, router)
tenant_api.add_router("/api/v1/stock/channels", publishing)
tenant_api.add_router("/api/v1/stock/channels", sources)
tenant_api.add_router("/api/v1/channel-skus", channel_skus)
tenant_api.add_router("/api/v1/account", account)
tenant_api.add_router("/api/v1/price-lists", price_lists)
tenant_api.add_router("/api/v1/prices", prices)
tenant_api.add_router("/api/v1/price-strategies", strategies)
tenant_api.add_router("/api/v1/price-proposals", proposals)
tenant_api.add_router("/api/v1/tax-classes", taxes)
tenant_api.add_router("/api/v1/exchange-rates", exchange)
tenant_api.add_router("/api/v1/costs", costs)
tenant_api.add_router("/api/v1/imports", imports)
tenant_api.add_router("/api", aliases)
tell_refusals(tenant_api)

public_api = NinjaAPI(
    title="Guildhall HQ",
    version="1.0.0",
    description="A group's figures over all its subsidiaries, for its headquarters.",
    urls_namespace="public-api",
    openapi_url=None,
    docs_url=None,
)
public_api.add_decorator(written_once)
public_api.add_router("/hq/v1", hq)
tell_refusals(public_api)

DOCUMENTS = {**dict.fromkeys(TENANT, tenant_api), **dict.fromkeys(PUBLIC, public_api)}
