from django.apps import AppConfig


class CheckoutConfig(AppConfig):
    name = "guildhall.checkout"
    label = "checkout"
