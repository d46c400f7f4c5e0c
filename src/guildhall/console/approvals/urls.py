"""Pages of approvals."""

from django.urls import path

from guildhall.console.approvals import rule_views, standing_in, views

app_name = "approvals"
urlpatterns = [
    path("", views.show_inbox, name="inbox"),
    path("/mine", views.show_mine, name="mine"),
    path("/history", views.show_history, name="history"),
    path("/decide", views.decide_many, name="decide_many"),
    path("/rules", rule_views.show_list, name="rules"),
    path("/rules/new", rule_views.create, name="new-rule"),
    path("/rules/<uuid:rule>", rule_views.edit, name="rule"),
    path("/rules/<uuid:rule>/remove", rule_views.remove, name="remove-rule"),
    path("/standing-in", standing_in.show_list, name="standing-in"),
    path("/standing-in/new", standing_in.give, name="stand-in"),
    path("/standing-in/<uuid:delegation>/end", standing_in.end, name="end-standing-in"),
    path("/<uuid:approval>", views.show, name="request"),
    path("/<uuid:approval>/decide", views.decide, name="decide"),
    path("/<uuid:approval>/withdraw", views.withdraw, name="withdraw"),
    path("/<uuid:approval>/again", views.ask_again, name="again"),
]
