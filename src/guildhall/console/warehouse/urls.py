"""Pages of the warehouse."""

from django.urls import path

from guildhall.console.warehouse import counts, labels, lots, papers, places, trays, views

app_name = "warehouse"
urlpatterns = [
    path("", views.show_hall, name="hall"),
    path("/look-up", views.show_look_up, name="look_up"),
    path("/receive", trays.begin_receiving, name="receive"),
    path("/send", trays.begin_sending, name="send"),
    path("/arrive", trays.begin_arriving, name="arrive"),
    path("/trays/<uuid:tray>", trays.scan, name="tray"),
    path("/trays/<uuid:tray>/back", trays.undo, name="tray_undo"),
    path("/trays/<uuid:tray>/details", trays.describe, name="tray_details"),
    path("/trays/<uuid:tray>/booking", trays.book, name="tray_book"),
    path("/trays/<uuid:tray>/dropping", trays.drop, name="tray_drop"),
    path("/receipts", papers.show_receipts, name="receipts"),
    path("/receipts/<str:number>", papers.show_receipt, name="receipt"),
    path("/receipts/<str:number>/reversal", papers.reverse, name="receipt_reverse"),
    path("/transfers", papers.show_transfers, name="transfers"),
    path("/transfers/<str:number>", papers.show_transfer, name="transfer"),
    path("/transfers/<str:number>/<str:step>", papers.move_transfer, name="transfer_move"),
    path("/movements", views.show_movements, name="movements"),
    path("/places", places.show_list, name="places"),
    path("/new-place", places.open_one, name="place_open"),
    path("/places/<str:code>", places.show, name="place"),
    path("/places/<str:code>/removal", places.set_first, name="place_removal"),
    path("/places/<str:code>/closing", places.close, name="place_close"),
    path("/places/<str:code>/reopening", places.reopen, name="place_reopen"),
    path("/labels", labels.show_list, name="labels"),
    path("/labels/edit", labels.edit, name="label"),
    path("/counts", counts.show_list, name="counts"),
    path("/counts/start", counts.start, name="count_start"),
    path("/counts/<str:number>", counts.show, name="count"),
    path("/counts/<str:number>/scan", counts.scan, name="count_scan"),
    path("/counts/<str:number>/back", counts.undo, name="count_undo"),
    path("/counts/<str:number>/line", counts.judge, name="count_judge"),
    path("/counts/<str:number>/<str:step>", counts.move, name="count_move"),
    path("/lots", lots.show_list, name="lots"),
    path("/lots/<str:sku>/<str:lot>", lots.show, name="lot"),
    path("/lots/<str:sku>/<str:lot>/write-off", lots.write_off, name="lot_write_off"),
    path("/lots/<str:sku>/<str:lot>/recall", lots.recall, name="lot_recall"),
    path("/lots/<str:sku>/<str:lot>/recall-end", lots.lift, name="lot_lift"),
    path("/lots/<str:sku>/<str:lot>/recall.csv", lots.export, name="lot_export"),
]
