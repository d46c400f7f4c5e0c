"""Pages of channels: what each calls our goods."""

from django.urls import path

from guildhall.console.channels import bulk, link_views, payment, publishing, views

app_name = "channels"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("/unmatched/<uuid:unmatched>", views.find, name="find"),
    path("/unmatched/<uuid:unmatched>/map", views.map_one, name="map"),
    path("/unmatched/<uuid:unmatched>/aside", views.set_aside, name="aside"),
    path("/links/<uuid:link>/unlink", link_views.unlink, name="unlink"),
    path("/links/<uuid:link>/end", link_views.end, name="end"),
    path("/<str:code>", views.show, name="channel"),
    path("/<str:code>/links", link_views.show_links, name="links"),
    path("/<str:code>/payment", payment.change, name="payment"),
    path("/<str:code>/stock", publishing.show, name="stock"),
    path("/<str:code>/stock/reset", publishing.reset, name="stock_reset"),
    path("/<str:code>/stock/variants", publishing.set_for_variant, name="stock_of"),
    path("/<str:code>/stock/<str:sku>/undo", publishing.undo_for_variant, name="stock_undo"),
    path("/<str:code>/link", link_views.link, name="link"),
    path("/<str:code>/link-all", bulk.link_all, name="link_all"),
    path("/<str:code>/map-selected", bulk.map_selected, name="map_selected"),
]
