"""Pages of drafts."""

from django.urls import path

from guildhall.console.drafts import views

app_name = "drafts"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("/new", views.create, name="new"),
    path("/<uuid:draft>", views.show, name="draft"),
    path("/<uuid:draft>/link", views.make_link, name="link"),
    path("/<uuid:draft>/revoke", views.revoke, name="revoke"),
]
