"""Pages of checkouts."""

from django.urls import path

from guildhall.console.checkouts import views

app_name = "checkouts"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("/<uuid:checkout>", views.show, name="checkout"),
    path("/<uuid:checkout>/retry", views.retry, name="retry"),
    path("/<uuid:checkout>/cancel", views.cancel, name="cancel"),
]
