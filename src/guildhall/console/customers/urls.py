"""Pages of customers."""

from django.urls import path

from guildhall.console.customers import act_views, views

app_name = "customers"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("/new", act_views.add, name="new"),
    path("/<str:number>", views.show, name="customer"),
    path("/<str:number>/details", views.show_details, name="details"),
    path("/<str:number>/edit", act_views.edit, name="edit"),
    path("/<str:number>/block", act_views.block, name="block"),
    path("/<str:number>/unblock", act_views.unblock, name="unblock"),
    path("/<str:number>/contact", act_views.add_contact, name="contact"),
    path("/<str:number>/address", act_views.add_address, name="address"),
    path("/<str:number>/consent", act_views.note_consent, name="consent"),
    path("/<str:number>/merge", act_views.merge, name="merge"),
    path("/<str:number>/separate", act_views.separate, name="separate"),
]
