"""Pages of labels."""

from django.urls import path

from guildhall.console.labels import views

app_name = "labels"
urlpatterns = [path("", views.print_labels, name="print")]
