from django.apps import AppConfig


class PlansConfig(AppConfig):
    """What companies may use, what they used, and what they owe."""

    name = "tenants.plans"
    label = "plans"
