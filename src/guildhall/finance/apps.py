from django.apps import AppConfig


class FinanceConfig(AppConfig):
    name = "guildhall.finance"
    label = "finance"
