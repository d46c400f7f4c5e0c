from django.apps import AppConfig


class OAuthConfig(AppConfig):
    name = "guildhall.identity.oauth"
    label = "oauth"
