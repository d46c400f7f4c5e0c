from django.apps import AppConfig


class InventoryConfig(AppConfig):
    name = "guildhall.inventory"
    label = "inventory"
