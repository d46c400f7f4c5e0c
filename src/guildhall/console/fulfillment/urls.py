"""Pages of what is picked, packed and sent."""

from django.urls import path

from guildhall.console.fulfillment import (
    acting,
    files,
    labeling,
    packing,
    papers,
    parcels,
    picking,
    unpacking,
    views,
)

app_name = "fulfillment"
urlpatterns = [
    path("", views.show_queue, name="queue"),
    path("/next", views.go_on, name="next"),
    path("/selected", picking.make_list, name="make_list"),
    path("/selected/ship", acting.ship_selected, name="ship_selected"),
    path("/lists", picking.show_lists, name="lists"),
    path("/lists/<str:number>", picking.show, name="list"),
    path("/lists/<str:number>/picked", picking.picked, name="picked"),
    path("/lists/<str:number>/finish", picking.finish, name="finish_list"),
    path("/lists/<str:number>/cancel", picking.cancel, name="cancel_list"),
    path("/lists/<str:number>/print", papers.pick_list, name="print_list"),
    path("/parcels", parcels.show_list, name="parcels"),
    path("/parcels/<str:number>", parcels.show, name="parcel"),
    path("/parcels/<str:number>/tracking", parcels.add_tracking, name="tracking"),
    path("/parcels/<str:number>/label", papers.label, name="label"),
    path("/parcels/<str:number>/buy", labeling.buy, name="buy_label"),
    path("/parcels/<str:number>/return", labeling.give_back, name="return_label"),
    path("/parcels/<str:number>/reopen", unpacking.reopen, name="reopen"),
    path("/parcels/<str:number>/take-out", unpacking.take_out, name="take_out"),
    path("/parcels/<str:number>/drop", unpacking.drop, name="drop"),
    path("/tracking-file", files.upload, name="tracking_file"),
    path("/<str:number>", packing.show, name="work"),
    path("/<str:number>/by-hand", packing.by_hand, name="by_hand"),
    path("/<str:number>/finish", packing.finish, name="finish"),
    path("/<str:number>/ship", packing.ship, name="ship"),
    path("/<str:number>/slip", papers.slip, name="slip"),
    path("/<str:number>/hold", acting.hold, name="hold"),
    path("/<str:number>/release", acting.release, name="release"),
    path("/<str:number>/short", acting.short, name="short"),
    path("/<str:number>/move", acting.move, name="move"),
    path("/<str:number>/split", acting.split, name="split"),
    path("/<str:number>/merge", acting.merge, name="merge"),
    path("/<str:number>/cancel", acting.cancel, name="cancel"),
    path("/<str:number>/stop", acting.stop, name="stop"),
]
