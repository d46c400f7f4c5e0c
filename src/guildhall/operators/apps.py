from django.apps import AppConfig


class OperatorsConfig(AppConfig):
    """Whoever runs the platform: every company's state, version and trouble."""

    name = "guildhall.operators"
    label = "operators"
