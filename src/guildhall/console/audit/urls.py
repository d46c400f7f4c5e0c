"""Pages of the trail."""

from django.urls import path

from guildhall.console.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("/export", views.export, name="export"),
]
