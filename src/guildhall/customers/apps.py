from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "guildhall.customers"
    label = "customers"
