"""Pages of mails to customers."""

from django.urls import path

from guildhall.console.mails import views

app_name = "mails"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("/words", views.show_brands, name="brands"),
    path("/look/<str:brand>", views.edit_look, name="look"),
    path("/words/<str:brand>/<str:kind>/<str:locale>", views.edit_words, name="words"),
    path("/words/<str:brand>/<str:kind>/<str:locale>/page", views.preview, name="preview"),
    path("/<uuid:delivery>/retry", views.retry, name="retry"),
]
