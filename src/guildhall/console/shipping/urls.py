"""Pages of where goods are sent, how, and for how much."""

from django.urls import path

from guildhall.console.shipping import views

app_name = "shipping"
urlpatterns = [
    path("", views.show, name="show"),
    path("/zones/new", views.zone, name="new_zone"),
    path("/zones/<str:code>", views.zone, name="zone"),
    path("/zones/<str:code>/drop", views.drop, name="drop_zone"),
    path("/methods/new", views.method, name="new_method"),
    path("/methods/<str:code>", views.method, name="method"),
]
