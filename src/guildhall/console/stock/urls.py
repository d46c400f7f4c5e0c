"""Pages of stock."""

from django.urls import path

from guildhall.console.stock import views

app_name = "stock"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("/<uuid:level>", views.show, name="level"),
    path("/<uuid:level>/adjust", views.adjust, name="adjust"),
]
