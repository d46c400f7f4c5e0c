from django.apps import AppConfig


class LandingConfig(AppConfig):
    """Plans and sign-up, on the public host."""

    name = "public_site.landing"
    label = "landing"
