from django.apps import AppConfig


class FleetConfig(AppConfig):
    """Many schemas, one release: plan, replay, ledger."""

    name = "tenants.fleet"
    label = "fleet"
