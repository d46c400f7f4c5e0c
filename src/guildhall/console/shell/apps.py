from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "guildhall.console.shell"
    label = "shell"
