from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "guildhall.catalog"
    label = "catalog"
