"""Pages of drafts."""

from django.urls import path

from guildhall.console.drafts import editing, views

app_name = "drafts"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("/new", views.create, name="new"),
    path("/<uuid:draft>", views.show, name="draft"),
    path("/<uuid:draft>/lines", editing.change_lines, name="lines"),
    path("/<uuid:draft>/address", editing.change_address, name="address"),
    path("/<uuid:draft>/way", editing.choose_way, name="way"),
    path("/<uuid:draft>/link", views.make_link, name="link"),
    path("/<uuid:draft>/revoke", views.revoke, name="revoke"),
]
