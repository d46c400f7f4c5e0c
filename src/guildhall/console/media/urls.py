"""Pages of a product's pictures."""

from django.urls import path

from guildhall.console.media import views

app_name = "media"
urlpatterns = [
    path("/<str:code>", views.show, name="product"),
    path("/<str:code>/upload", views.upload, name="upload"),
    path("/picture/<uuid:picture>/move", views.move, name="move"),
    path("/picture/<uuid:picture>/describe", views.describe, name="describe"),
    path("/picture/<uuid:picture>/remove", views.remove, name="remove"),
]
