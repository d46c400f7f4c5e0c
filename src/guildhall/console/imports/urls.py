"""Pages of files that come in."""

from django.urls import path

from guildhall.console.imports import exporting, views

app_name = "imports"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("/export", exporting.export, name="export"),
    path("/new", views.upload, name="new"),
    path("/<uuid:run>", views.show, name="import"),
    path("/<uuid:run>/columns", views.explain, name="columns"),
    path("/<uuid:run>/again", views.explain_again, name="again"),
    path("/<uuid:run>/run", views.run_file, name="run"),
    path("/<uuid:run>/stop", views.stop, name="stop"),
    path("/<uuid:run>/faults.<str:format>", views.download_faults, name="faults"),
]
