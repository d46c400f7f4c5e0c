"""Where HQ's pages are."""

from django.urls import path

from guildhall.hq import views

app_name = "hq"

urlpatterns = [
    path("", views.figures, name="figures"),
    path("pulse", views.pulse, name="pulse"),
    path("companies", views.companies, name="companies"),
    path("companies/<slug:slug>", views.company, name="company"),
]
