"""The authorization server: the same addresses at every company's host and at the public one."""

from django.urls import path

from guildhall.console.shell import devices, let_in
from guildhall.console.shell.consent import authorize, sign_out
from guildhall.identity.oauth import api

urlpatterns = [
    path("oauth/authorize", authorize, name="oauth_authorize"),
    path("oauth/logout", sign_out, name="oauth_logout"),
    path("oauth/token", api.token, name="oauth_token"),
    path("oauth/introspect", api.introspect, name="oauth_introspect"),
    path("oauth/revoke", api.revoke, name="oauth_revoke"),
    path(
        "oauth/device_authorization",
        api.device_authorization,
        name="oauth_device_authorization",
    ),
    path("oauth/device", devices.connect, name="oauth_device"),
    path("oauth/apps", let_in.show_apps, name="oauth_apps"),
    path("oauth/apps/<str:client_id>/end", let_in.take_back, name="oauth_take_back"),
    path("oauth/userinfo", api.userinfo, name="oauth_userinfo"),
    path("oauth/jwks.json", api.jwks, name="oauth_jwks"),
    path(".well-known/oauth-authorization-server", api.metadata, name="oauth_metadata"),
    path(".well-known/openid-configuration", api.metadata, name="openid_configuration"),
]
