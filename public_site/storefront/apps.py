from django.apps import AppConfig


class StorefrontConfig(AppConfig):
    name = "public_site.storefront"
    label = "storefront"
