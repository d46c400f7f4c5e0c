"""One page that writes a note and reads them all, with whatever columns this version knows."""

import os
from importlib import import_module

from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

models = import_module(f"{os.environ['LAB_APP']}.models")


@csrf_exempt
def notes(request: HttpRequest) -> JsonResponse:
    if request.method == "POST":
        models.Note.objects.create(text="written")
    return JsonResponse({"notes": list(models.Note.objects.values())[:1]}, status=201)


urlpatterns = [path("storefront/v1/notes", notes)]
