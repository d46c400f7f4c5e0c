"""Pages beside the list of orders: lists that people keep, and what is done to many."""

from django.urls import path

from guildhall.console.inbox import batches, views

app_name = "inbox"
urlpatterns = [
    path("/views", views.show_views, name="views"),
    path("/views/keep", views.keep_view, name="keep"),
    path("/views/<uuid:view>", views.change_view, name="change"),
    path("/views/<uuid:view>/remove", views.drop_view, name="drop"),
    path("/batches", batches.lay_out, name="batches"),
    path("/batches/<uuid:batch>", batches.show, name="batch"),
    path("/batches/<uuid:batch>/start", batches.start, name="start"),
    path("/batches/<uuid:batch>/stop", batches.stop, name="stop"),
]
