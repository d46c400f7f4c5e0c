"""Pages of products."""

from django.urls import path

from guildhall.console.products import attribute_views, tree_views, variant_views, views

app_name = "products"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("/new", views.create, name="new"),
    path("/categories", tree_views.show, name="tree"),
    path("/new-category", tree_views.add, name="add_category"),
    path("/categories/<str:code>", tree_views.show_one, name="category"),
    path("/categories/<str:code>/change", tree_views.change, name="change_category"),
    path("/categories/<str:code>/move", tree_views.move, name="move_category"),
    path("/categories/<str:code>/remove", tree_views.remove, name="remove_category"),
    path("/attributes", attribute_views.show, name="attributes"),
    path("/new-attribute", attribute_views.define, name="define"),
    path("/attributes/<str:code>", attribute_views.show_one, name="attribute"),
    path("/attributes/<str:code>/change", attribute_views.change, name="change_attribute"),
    path("/attributes/<str:code>/archive", attribute_views.archive, name="archive_attribute"),
    path("/attributes/<str:code>/restore", attribute_views.restore, name="restore_attribute"),
    path("/<uuid:product>", views.show, name="product"),
    path("/<uuid:product>/change", views.change, name="change"),
    path("/<uuid:product>/options", views.set_options, name="options"),
    path("/<uuid:product>/fill", views.fill, name="fill"),
    path("/<uuid:product>/variants", views.add_variant, name="add_variant"),
    path("/<uuid:product>/attributes", views.state, name="state"),
    path("/<uuid:product>/sell", views.sell, name="sell"),
    path("/<uuid:product>/archive", views.archive, name="archive"),
    path("/<uuid:product>/restore", views.restore, name="restore"),
    path("/variants/<uuid:variant>", variant_views.show, name="variant"),
    path("/variants/<uuid:variant>/change", variant_views.change, name="change_variant"),
    path("/variants/<uuid:variant>/barcode", variant_views.add_barcode, name="add_barcode"),
    path("/variants/<uuid:variant>/no-barcode", variant_views.drop_barcode, name="drop_barcode"),
    path("/variants/<uuid:variant>/unit", variant_views.set_unit, name="set_unit"),
    path("/variants/<uuid:variant>/no-unit", variant_views.drop_unit, name="drop_unit"),
    path("/variants/<uuid:variant>/parts", variant_views.set_parts, name="parts"),
    path("/variants/<uuid:variant>/attributes", variant_views.state, name="state_variant"),
    path("/variants/<uuid:variant>/archive", variant_views.archive, name="archive_variant"),
    path("/variants/<uuid:variant>/restore", variant_views.restore, name="restore_variant"),
]
