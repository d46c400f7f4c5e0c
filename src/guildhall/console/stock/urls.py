"""Pages of stock."""

from django.urls import path

from guildhall.console.stock import deeds, policies, sources, views
from guildhall.console.stock.checks import views as checks
from guildhall.console.stock.explain import views as explain
from guildhall.console.stock.reorder import views as reorder
from guildhall.console.stock.value import views as value

app_name = "stock"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("/explain", explain.show, name="explain"),
    path("/value", value.show, name="value"),
    path("/value/export", value.export, name="value_export"),
    path("/reorder", reorder.show_proposals, name="reorder"),
    path("/reorder/decide", reorder.decide, name="reorder_decide"),
    path("/reorder/run", reorder.run, name="reorder_run"),
    path("/reorder/rules", reorder.show_rules, name="reorder_rules"),
    path("/reorder/rule", reorder.edit_rule, name="reorder_rule"),
    path("/checks", checks.show_list, name="checks"),
    path("/checks/<uuid:check>", checks.show, name="check"),
    path("/channels", policies.show_list, name="channels"),
    path("/channels/<str:channel>", policies.show, name="channel"),
    path("/channels/<str:channel>/offer", policies.offer, name="offer"),
    path("/channels/<str:channel>/sources", sources.change, name="sources"),
    path("/<uuid:level>", views.show, name="level"),
    path("/<uuid:level>/adjust", deeds.do, {"deed": "adjust"}, name="adjust"),
    path("/<uuid:level>/write-off", deeds.do, {"deed": "write-off"}, name="write-off"),
    path("/<uuid:level>/block", deeds.do, {"deed": "block"}, name="block"),
    path("/<uuid:level>/unblock", deeds.do, {"deed": "unblock"}, name="unblock"),
    path("/<uuid:level>/low-line", deeds.do, {"deed": "low-line"}, name="low-line"),
]
