from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "guildhall.payments"
    label = "payments"
