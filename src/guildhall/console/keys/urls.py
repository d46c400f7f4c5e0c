"""Pages about API keys."""

from django.urls import path

from guildhall.console.keys import changes, views

app_name = "keys"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("/make", views.make, name="make"),
    path("/<slug:prefix>", views.show, name="key"),
    path("/<slug:prefix>/rotate", changes.rotate, name="rotate"),
    path("/<slug:prefix>/narrow", changes.narrow, name="narrow"),
    path("/<slug:prefix>/widen", changes.widen, name="widen"),
    path("/<slug:prefix>/revoke", changes.revoke, name="revoke"),
]
