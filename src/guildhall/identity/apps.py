from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "guildhall.identity"
    label = "identity"
