from django.apps import AppConfig


class ArchivesConfig(AppConfig):
    """Exports, restores and erasures of one company at a time."""

    name = "tenants.archives"
    label = "archives"
