"""Pages of prices."""

from django.urls import path

from guildhall.console.prices import lists, proposals, rates, strategies, taxes, views

app_name = "prices"
urlpatterns = [
    path("", views.show_matrix, name="matrix"),
    path("/cells", views.change_many, name="cells"),
    path("/of/<str:channel>/<str:sku>", views.show_variant, name="variant"),
    path("/of/<str:channel>/<str:sku>/end", views.end, name="end"),
    path("/lists", lists.show_lists, name="lists"),
    path("/lists/new", lists.make, name="make_list"),
    path("/lists/<str:code>", lists.change, name="list"),
    path("/strategies", strategies.show_strategies, name="strategies"),
    path("/strategies/new", strategies.edit, name="make_strategy"),
    path("/strategies/preview", strategies.preview, name="preview"),
    path("/strategies/<str:code>", strategies.edit, name="strategy"),
    path("/strategies/<str:code>/run", strategies.run, name="run"),
    path("/proposals", proposals.show_proposals, name="proposals"),
    path("/proposals/<uuid:proposal>", proposals.show, name="proposal"),
    path("/proposals/<uuid:proposal>/apply", proposals.apply, name="apply"),
    path("/proposals/<uuid:proposal>/drop", proposals.drop, name="drop"),
    path("/taxes", taxes.show_taxes, name="taxes"),
    path("/taxes/class", taxes.keep, name="tax_class"),
    path("/taxes/rate", taxes.set_rate, name="tax_rate"),
    path("/taxes/channel", taxes.set_channel, name="channel_tax"),
    path("/rates", rates.show_rates, name="rates"),
    path("/rates/note", rates.note, name="note_rate"),
]
