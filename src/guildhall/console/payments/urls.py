"""Pages of payments."""

from django.urls import path

from guildhall.console.payments import accounts, acts, disputes, views, work

app_name = "payments"
urlpatterns = [
    path("", work.show, name="work"),
    path("/unread/<uuid:notice>/retry", work.retry_notice, name="retry_notice"),
    path("/calls/<uuid:call>/look", work.look_again, name="look_again"),
    path("/disputes", disputes.show_list, name="disputes"),
    path("/disputes/<uuid:dispute>", disputes.show, name="dispute"),
    path("/disputes/<uuid:dispute>/evidence", disputes.keep_evidence, name="evidence"),
    path("/disputes/<uuid:dispute>/submit", disputes.submit, name="submit_evidence"),
    path("/disputes/<uuid:dispute>/close", disputes.close, name="close_dispute"),
    path("/<uuid:payment>/shares/<uuid:share>/back", acts.ask_back, name="ask_back"),
    path("/accounts/<str:code>/try", accounts.try_one, name="try"),
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
