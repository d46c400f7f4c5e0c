"""Where operators' pages are."""

from django.urls import path

from guildhall.operators.views import companies, fleet, visits

app_name = "operators"

urlpatterns = [
    path("", companies.companies, name="companies"),
    path("/fleet", fleet.fleet, name="fleet"),
    path("/fleet/<slug:slug>/retry", fleet.retry, name="retry"),
    path("/companies/new", companies.new_company, name="new_company"),
    path("/companies/<slug:slug>", companies.company, name="company"),
    path("/companies/<slug:slug>/visits/new", visits.begin, name="begin_visit"),
    path("/companies/<slug:slug>/visits/<uuid:visit>", visits.visit, name="visit"),
    path("/companies/<slug:slug>/visits/<uuid:visit>/enter", visits.enter, name="enter_visit"),
    path("/companies/<slug:slug>/visits/<uuid:visit>/end", visits.end, name="end_visit"),
    path("/companies/<slug:slug>/<slug:move>", companies.move, name="move"),
]
