"""Where carriers notify."""

from django.urls import path

from integrations.carrier_notices.views import notice

urlpatterns = [path("carriers/notices/<str:account>", notice, name="carrier-notice")]
