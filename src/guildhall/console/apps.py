from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "guildhall.console"
    label = "console"
