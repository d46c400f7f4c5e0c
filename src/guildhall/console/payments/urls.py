"""Pages of payments."""

from django.urls import path

from guildhall.console.payments import accounts, acts, views

app_name = "payments"
urlpatterns = [
    path("/accounts", accounts.show_list, name="accounts"),
    path("/accounts/new", accounts.open_one, name="open"),
    path("/accounts/<str:code>", accounts.show, name="account"),
    path("/accounts/<str:code>/switch", accounts.switch, name="switch"),
    path("/accounts/<str:code>/keys", accounts.rotate, name="rotate"),
    path("/of/<str:reference>", views.show, name="of"),
    path("/of/<str:reference>/refund", acts.refund, name="refund"),
    path("/<uuid:payment>/capture", acts.capture, name="capture"),
    path("/<uuid:payment>/void", acts.void, name="void"),
    path("/<uuid:payment>/transfer", acts.transfer, name="transfer"),
    path("/refunds/<uuid:refund>/execute", acts.execute, name="execute"),
    path("/refunds/<uuid:refund>/withdraw", acts.withdraw, name="withdraw"),
]
