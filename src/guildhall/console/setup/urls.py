"""Where a company is set up."""

from django.urls import path

from guildhall.console.setup import views

app_name = "setup"

urlpatterns = [
    path("/store", views.add_store, name="store"),
    path("/dismiss", views.dismiss, name="dismiss"),
]
