from django.apps import AppConfig


class VisitsConfig(AppConfig):
    """Support inside a company: for a while, for a reason, in the company's sight."""

    name = "tenants.visits"
    label = "visits"
