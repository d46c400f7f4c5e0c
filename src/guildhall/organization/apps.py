from django.apps import AppConfig


class OrganizationConfig(AppConfig):
    name = "guildhall.organization"
    label = "organization"
