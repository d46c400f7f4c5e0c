"""The words that account pages have for what plans name."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LIMITS = {
    "products": _("Products"),
    "staff": _("Staff accounts"),
    "api_keys": _("API keys"),
    "stores": _("Stores"),
    "boxes": _("Store boxes"),
    "orders": _("Orders a month"),
    "storage": _("Storage"),
    "api_rate": _("API calls a minute"),
}
FEATURES = {
    "custom_domains": _("Domains of your own"),
    "edge_devices": _("Store boxes and tills"),
    "exports": _("Scheduled exports"),
    "single_sign_on": _("Single sign-on"),
    "webhooks": _("Webhooks"),
}
ENTRIES = {
    "charge": pgettext_lazy("account", "Charge"),
    "payment": pgettext_lazy("account", "Payment"),
    "credit": pgettext_lazy("account", "Credit"),
}
LINES = {
    "period": _("Plan {plan}"),
    "rest_of_new": _("Plan {plan}, until the period ends"),
    "rest_of_old": _("Plan {plan}, given back"),
}
STATES = {
    "trial": (_("Trial"), "info"),
    "active": (_("Active"), "good"),
    "past_due": (_("Payment overdue"), "warn"),
    "suspended": (_("Suspended"), "bad"),
}
TONES = {"free": "good", "near": "warn", "full": "bad"}
