"""Where providers notify."""

from django.urls import path

from integrations.payment_notices.views import notice

urlpatterns = [path("payments/notices/<str:token>", notice, name="payment-notice")]
