from django.apps import AppConfig


class HqConfig(AppConfig):
    name = "guildhall.hq"
    label = "hq"
