"""Where operators' pages are."""

from django.urls import path

from guildhall.operators.views import companies

app_name = "operators"

urlpatterns = [
    path("", companies.companies, name="companies"),
    path("/companies/new", companies.new_company, name="new_company"),
    path("/companies/<slug:slug>", companies.company, name="company"),
    path("/companies/<slug:slug>/<slug:move>", companies.move, name="move"),
]
