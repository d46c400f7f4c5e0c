from django.apps import AppConfig


class FulfillmentConfig(AppConfig):
    name = "guildhall.fulfillment"
    label = "fulfillment"
