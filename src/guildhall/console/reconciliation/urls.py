"""Pages of reconciliation."""

from django.urls import path

from guildhall.console.reconciliation import acts, plans, views

app_name = "reconciliation"
urlpatterns = [
    path("", views.show_items, name="items"),
    path("/many", acts.solve_many, name="many"),
    path("/items/<uuid:item>", views.show_item, name="item"),
    path("/items/<uuid:item>/take", acts.take, name="take"),
    path("/items/<uuid:item>/solve", acts.solve, name="solve"),
    path("/items/<uuid:item>/reopen", acts.reopen, name="reopen"),
    path("/plans", plans.show, name="plans"),
    path("/plans/<str:account>", plans.change, name="plan"),
    path("/bills/<uuid:bill>/fetch", plans.fetch, name="fetch"),
    path("/bills", views.show_bills, name="bills"),
    path("/bills/<uuid:bill>", views.show_bill, name="bill"),
]
