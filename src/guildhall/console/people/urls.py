"""Pages of people and their roles."""

from django.urls import path

from guildhall.console.people import role_views, views

app_name = "people"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("/me", views.show_mine, name="mine"),
    path("/invite", views.invite, name="invite"),
    path("/roles", role_views.show_list, name="roles"),
    path("/roles/new", role_views.create, name="new-role"),
    path("/roles/<slug:code>", role_views.show, name="role"),
    path("/roles/<slug:code>/edit", role_views.edit, name="edit-role"),
    path("/roles/<slug:code>/delete", role_views.delete, name="delete-role"),
    path("/<uuid:user>", views.show, name="person"),
    path("/<uuid:user>/roles", views.change, name="change"),
    path("/<uuid:user>/deactivate", views.deactivate, name="deactivate"),
    path("/<uuid:user>/reactivate", views.reactivate, name="reactivate"),
]
