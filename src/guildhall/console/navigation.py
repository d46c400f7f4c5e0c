"""Where one can go in the console; `config` frames every page with it."""

from django.utils.translation import gettext_lazy as _

from guildhall.console.approvals.queries import count_waiting
from guildhall.console.shell.navigation import Item

ITEMS = (
    Item(_("Work queue"), url="home", icon="home"),
    Item(_("Orders"), url="orders:list", icon="clipboard-list", permission="orders:view"),
    Item(
        _("Pick and pack"),
        url="fulfillment:queue",
        icon="package-export",
        permission="fulfillment:view",
    ),
    Item(_("Checkouts"), url="checkouts:list", icon="refresh", permission="orders:view"),
    Item(_("Customers"), url="customers:list", icon="user-circle", permission="customers:view"),
    Item(_("Payments"), url="payments:work", icon="cash", permission="payments:view"),
    Item(
        _("Reconciliation"),
        url="reconciliation:items",
        icon="scale",
        permission="payments:view",
    ),
    Item(_("Invoices"), url="invoices:list", icon="receipt", permission="invoices:view"),
    Item(_("Drafts"), url="drafts:list", icon="pencil", permission="orders:edit"),
    Item(_("Products"), url="products:list", icon="tag", permission="catalog:view"),
    Item(_("Prices"), url="prices:matrix", icon="tags", permission="prices:view"),
    Item(_("Stock"), url="stock:list", icon="packages", permission="stock:view"),
    Item(
        _("Warehouse"),
        url="warehouse:hall",
        icon="building-warehouse",
        permission="stock:view",
    ),
    Item(_("Approvals"), url="approvals:inbox", icon="checks", count=count_waiting),
    Item(_("Imports"), url="imports:list", icon="upload", permission="catalog:view"),
    Item(_("Labels"), url="labels:print", icon="barcode", permission="catalog:view"),
    Item(_("Channels"), url="channels:list", icon="world", permission="catalog:view"),
    Item(
        _("Payment accounts"),
        url="payments:accounts",
        icon="credit-card",
        permission="payments:view",
    ),
    Item(_("Shipping"), url="shipping:show", icon="package", permission="catalog:view"),
    Item(_("Carriers"), url="delivery:list", icon="truck", permission="fulfillment:view"),
    Item(_("Mails"), url="mails:list", icon="mail", permission="organization:view"),
    Item(_("People"), url="people:list", icon="users", permission="staff:view"),
    Item(_("Apps"), url="apps:list", icon="link", permission="apps:view"),
    Item(_("API keys"), url="keys:list", icon="key", permission="keys:view"),
    Item(_("Activity"), url="audit:list", icon="history", permission="audit:view"),
    Item(_("Personal data"), url="personal:find", icon="user-circle", permission="personal:view"),
)
