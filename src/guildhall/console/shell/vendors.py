"""Names of payment providers, carriers and platforms, as people know them."""

from django.utils.translation import gettext_lazy as _

VENDORS = {
    "aftership": "AfterShip",
    "alipay": _("Alipay"),
    "einvoice": _("E-invoice gateway"),
    "manual": _("By hand"),
    "paypal": "PayPal",
    "shippo": "Shippo",
    "stripe": "Stripe",
    "wechat": _("WeChat Pay"),
}


def vendor_name(code: str) -> str:
    """Return what people call a vendor; one that is new here is called by its code."""
    return str(VENDORS.get(code, code))
