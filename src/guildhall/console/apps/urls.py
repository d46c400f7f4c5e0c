"""Pages about apps, for those who look after them."""

from django.urls import path

from guildhall.console.apps import switches, views

app_name = "apps"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("/register", views.register, name="register"),
    path("/<slug:client_id>", views.show, name="app"),
    path("/<slug:client_id>/edit", views.edit, name="edit"),
    path("/<slug:client_id>/secret", switches.rotate, name="rotate"),
    path("/<slug:client_id>/off", switches.switch_off, name="off"),
    path("/<slug:client_id>/on", switches.switch_on, name="on"),
    path("/<slug:client_id>/install", switches.install, name="install"),
    path("/<slug:client_id>/uninstall", switches.uninstall, name="uninstall"),
]
