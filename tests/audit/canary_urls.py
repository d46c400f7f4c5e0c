"""One page that fails, for a program and for a person."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from tests.audit.canaries import fail


@csrf_exempt
def failing(_request: HttpRequest) -> HttpResponse:
    fail()
    return HttpResponse()


urlpatterns = [path("storefront/v1/failing", failing), path("failing", failing)]
