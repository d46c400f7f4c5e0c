"""What the public host serves."""

from django.urls import include, path

from guildhall.config.api import public_api
from guildhall.config.documents.audiences import PUBLIC
from guildhall.config.documents.serve import document_urls

urlpatterns = [
    path("", include("guildhall.hq.urls")),
    path("operators", include("guildhall.operators.urls")),
    path("", include("public_site.landing.urls")),
    path("accounts/", include("guildhall.config.urls_accounts")),
    path("", include("guildhall.config.urls_oauth")),
    path("i18n/", include("django.conf.urls.i18n")),
    *document_urls(*PUBLIC),
    path("", public_api.urls),
]

handler404 = "guildhall.config.pages.not_found"
