from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "guildhall.orders"
    label = "orders"
