"""Pages about what is kept of one person."""

from django.urls import path

from guildhall.console.personal import views

app_name = "personal"
urlpatterns = [
    path("", views.find, name="find"),
    path("/<str:kind>/export", views.export, name="export"),
    path("/<str:kind>/erasure", views.erase, name="erase"),
]
