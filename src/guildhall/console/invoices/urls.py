"""Pages of invoices, credit notes and who writes them."""

from django.urls import path

from guildhall.console.invoices import acts, entities, views

app_name = "invoices"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("/find", views.find_order, name="find"),
    path("/of/<str:order>", views.show_order, name="of"),
    path("/of/<str:order>/new", acts.issue, name="issue"),
    path("/of/<str:order>/bring-up", acts.bring_up, name="bring_up"),
    path("/paper/<str:entity>/<str:number>", views.show, name="paper"),
    path("/paper/<str:entity>/<str:number>/pdf", views.show_pdf, name="pdf"),
    path("/paper/<str:entity>/<str:number>/file", acts.file_it, name="file"),
    path("/paper/<str:entity>/<str:number>/void", acts.void, name="void"),
    path("/entities", entities.show_list, name="entities"),
    path("/entities/new", entities.create, name="new_entity"),
    path("/entities/<str:code>", entities.change, name="entity"),
]
