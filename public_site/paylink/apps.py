from django.apps import AppConfig


class PaylinkConfig(AppConfig):
    """The page at which a customer pays for what somebody filled for them."""

    name = "public_site.paylink"
    label = "paylink"
