"""What a tenant's host serves."""

from django.urls import include, path

from guildhall.config.api import tenant_api

urlpatterns = [
    path("accounts/", include("allauth.account.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", tenant_api.urls),
]
