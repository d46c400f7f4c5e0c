"""A company's pages about its account. Each subject has views of its own."""

from django.urls import path

from public_site.company import plan_views as plan

app_name = "company"

urlpatterns = [
    path("plan", plan.show_plan, name="plan"),
    path("plan/change/<slug:code>", plan.change, name="change"),
    path("plan/keep", plan.keep, name="keep"),
]
