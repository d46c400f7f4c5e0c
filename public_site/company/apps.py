from django.apps import AppConfig


class CompanyConfig(AppConfig):
    """A company's account with the platform: plan, usage, domains."""

    name = "public_site.company"
    label = "company"
