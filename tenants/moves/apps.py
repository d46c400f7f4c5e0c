from django.apps import AppConfig


class MovesConfig(AppConfig):
    """A company moves from one database to another."""

    name = "tenants.moves"
    label = "moves"
