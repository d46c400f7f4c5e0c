"""What a tenant's host serves."""

from django.urls import include, path

from guildhall.config.api import tenant_api
from guildhall.config.documents.audiences import TENANT
from guildhall.config.documents.serve import document_urls
from public_site.storefront.media import show_picture

urlpatterns = [
    path("", include("integrations.payment_notices.urls")),
    path("", include("integrations.carrier_notices.urls")),
    path("", include("guildhall.console.urls")),
    path("", include("public_site.paylink.urls")),
    path("company/", include("public_site.company.urls")),
    path("accounts/", include("guildhall.config.urls_accounts")),
    path("visits", include("guildhall.operators.urls_visits")),
    path("", include("guildhall.config.urls_oauth")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("storefront/media/<uuid:picture>/<str:name>", show_picture, name="picture"),
    *document_urls(*TENANT),
    path("", tenant_api.urls),
]

handler404 = "guildhall.config.pages.not_found"
