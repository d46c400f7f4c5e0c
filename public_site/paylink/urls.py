"""The page for paying."""

from django.urls import path

from public_site.paylink import views

app_name = "paylink"
urlpatterns = [
    path("pay/<str:token>", views.pay, name="pay"),
    path("pay/<str:token>/address", views.set_address, name="address"),
    path("pay/<str:token>/way", views.choose_way, name="way"),
]
