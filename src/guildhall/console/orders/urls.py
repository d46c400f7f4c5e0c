"""Pages of orders."""

from django.urls import path

from guildhall.console.orders import views

app_name = "orders"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("/ship", views.ship_many, name="ship_many"),
    path("/<str:number>", views.show, name="order"),
    path("/<str:number>/customer", views.show_customer, name="customer"),
    path("/<str:number>/confirm", views.confirm, name="confirm"),
    path("/<str:number>/ship", views.ship, name="ship"),
    path("/<str:number>/cancel", views.cancel, name="cancel"),
    path("/<str:number>/pay", views.pay, name="pay"),
]
