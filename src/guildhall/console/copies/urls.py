"""Pages of what sites say of a product, and where it is shown."""

from django.urls import path

from guildhall.console.copies import views

app_name = "copies"
urlpatterns = [
    path("/<str:code>", views.show, name="product"),
    path("/<str:code>/write", views.write, name="write"),
    path("/<str:code>/publish/<str:channel>", views.publish, name="publish"),
    path("/<str:code>/withdraw/<str:channel>", views.withdraw, name="withdraw"),
]
