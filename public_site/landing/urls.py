"""Where the public host's own pages are."""

from django.urls import path

from public_site.landing import views, way_in

app_name = "landing"

urlpatterns = [
    path("plans", views.plans, name="plans"),
    path("terms", views.terms, name="terms"),
    path("start", views.start, name="start"),
    path("start/check", views.check, name="check"),
    path("start/sent", views.sent, name="sent"),
    path("start/again", views.again, name="again"),
    path("start/confirm/<str:token>", way_in.confirm, name="confirm"),
    path("start/progress", way_in.progress, name="progress"),
    path("start/progress/steps", way_in.steps, name="steps"),
    path("start/retry", way_in.retry, name="retry"),
]
