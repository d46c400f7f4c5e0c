"""The console's pages."""

from django.urls import include, path

from guildhall.console.home.views import show_home

urlpatterns = [
    path("", show_home, name="home"),
    path("approvals", include("guildhall.console.approvals.urls")),
    path("apps", include("guildhall.console.apps.urls")),
    path("audit", include("guildhall.console.audit.urls")),
    path("fulfillment", include("guildhall.console.fulfillment.urls")),
    path("imports", include("guildhall.console.imports.urls")),
    path("invoices", include("guildhall.console.invoices.urls")),
    path("keys", include("guildhall.console.keys.urls")),
    path("labels", include("guildhall.console.labels.urls")),
    path("channels", include("guildhall.console.channels.urls")),
    path("checkouts", include("guildhall.console.checkouts.urls")),
    path("copies", include("guildhall.console.copies.urls")),
    path("delivery", include("guildhall.console.delivery.urls")),
    path("drafts", include("guildhall.console.drafts.urls")),
    path("mails", include("guildhall.console.mails.urls")),
    path("media", include("guildhall.console.media.urls")),
    path("customers", include("guildhall.console.customers.urls")),
    # Before the addresses of single orders: they would be taken for numbers.
    path("orders", include("guildhall.console.inbox.urls")),
    path("orders", include("guildhall.console.orders.urls")),
    path("payments", include("guildhall.console.payments.urls")),
    path("personal", include("guildhall.console.personal.urls")),
    path("people", include("guildhall.console.people.urls")),
    path("products", include("guildhall.console.products.urls")),
    path("prices", include("guildhall.console.prices.urls")),
    path("reconciliation", include("guildhall.console.reconciliation.urls")),
    path("setup", include("guildhall.console.setup.urls")),
    path("shipping", include("guildhall.console.shipping.urls")),
    path("stock", include("guildhall.console.stock.urls")),
    path("warehouse", include("guildhall.console.warehouse.urls")),
]
