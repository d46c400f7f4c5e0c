from django.apps import AppConfig


class OpeningsConfig(AppConfig):
    """From a request on the public site to an open company."""

    name = "tenants.openings"
    label = "openings"
