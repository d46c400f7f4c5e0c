"""A company's pages about its account. Each subject has views of its own."""

from django.urls import path

from public_site.company import domain_views as domains
from public_site.company import plan_views as plan
from public_site.company import visit_views as visits

app_name = "company"

urlpatterns = [
    path("plan", plan.show_plan, name="plan"),
    path("plan/change/<slug:code>", plan.change, name="change"),
    path("plan/keep", plan.keep, name="keep"),
    path("domains", domains.show_domains, name="domains"),
    path("domains/add", domains.add, name="add_domain"),
    path("domains/<str:host>/check", domains.check, name="check_domain"),
    path("domains/<str:host>/activate", domains.activate, name="activate_domain"),
    path("domains/<str:host>/primary", domains.make_primary, name="make_primary"),
    path("domains/<str:host>/remove", domains.remove, name="remove_domain"),
    path("visits", visits.show_visits, name="visits"),
    path("visits/access", visits.set_how_far, name="visit_access"),
    path("visits/<uuid:visit>", visits.show_visit, name="visit"),
    path("visits/<uuid:visit>/end", visits.end, name="end_visit"),
]
