"""Pages of who carries, and after how many days a parcel is late."""

from django.urls import path

from guildhall.console.delivery import views

app_name = "delivery"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("/new", views.enter, name="enter"),
    path("/rules", views.set_rule, name="rule"),
    path("/accounts/<str:code>", views.show, name="account"),
    path("/accounts/<str:code>/change", views.change, name="change"),
    path("/accounts/<str:code>/try", views.try_out, name="try"),
    path("/accounts/<str:code>/switch", views.switch, name="switch"),
]
