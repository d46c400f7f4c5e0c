"""Six indexed reads per request, in several ways of keeping tenants apart."""

import json
import os
from collections.abc import Callable
from typing import Any

from django.db import connections, models, transaction
from django.http import HttpRequest, HttpResponse

from guildhall.kernel.tenancy.middleware import tenant_middleware

type Answer = Callable[[HttpRequest], HttpResponse]

# Host to schema, for the ways that do not ask the roll of tenants.
SHOPS: dict[str, str] = json.loads(os.environ["BENCH_SHOPS"])
OURS = {"/reads/guildhall", "/reads/pooled"}
SKUS = [f"SKU{number}" for number in range(1, 7)]


class Reading(models.Model):
    """The columns of a variant, so that all ways make the same objects."""

    id = models.UUIDField(primary_key=True)
    product_id = models.UUIDField()
    sku = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    unit = models.CharField(max_length=12)
    is_active = models.BooleanField()
    updated_at = models.DateTimeField()

    class Meta:
        abstract = True


def _model(name: str, table: str) -> Any:
    meta = type("Meta", (), {"app_label": "bench", "managed": False, "db_table": table})
    return type(name, (Reading,), {"__module__": __name__, "Meta": meta})


FOUND_BY_PATH = _model("FoundByPath", "catalog_variant")
NAMED = {
    host: _model(f"Named{number}", f'{schema}"."catalog_variant')
    for number, (host, schema) in enumerate(SHOPS.items())
}


def by_way(get_response: Answer) -> Answer:
    """Let our own middleware find the tenant for our own way, and a dictionary for the others."""
    ours: Any = tenant_middleware(get_response)

    def in_schema(request: HttpRequest) -> HttpResponse:
        if request.path_info in OURS:
            return ours(request)  # type: ignore[no-any-return]
        if request.path_info == "/reads/stock":
            connections["stock"].set_schema(SHOPS[request.META["HTTP_HOST"]])  # type: ignore[attr-defined]
        return get_response(request)

    return in_schema


def guildhall(request: HttpRequest) -> HttpResponse:
    return _six(FOUND_BY_PATH, "default")


def plain(request: HttpRequest) -> HttpResponse:
    return _six(NAMED[request.META["HTTP_HOST"]], "plain")


def pooled(request: HttpRequest) -> HttpResponse:
    return _six(FOUND_BY_PATH, "pooled")


def atomic(request: HttpRequest) -> HttpResponse:
    with transaction.atomic(using="plain"):
        return plain(request)


def stock(request: HttpRequest) -> HttpResponse:
    return _six(FOUND_BY_PATH, "stock")


def _six(model: Any, using: str) -> HttpResponse:
    for sku in SKUS:
        model.objects.using(using).get(sku=sku)
    return HttpResponse(b"6")
