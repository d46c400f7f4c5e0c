"""What a tenant's host serves, and views of every kind that tell of canaries."""

import asyncio
from contextlib import suppress

from asgiref.sync import sync_to_async
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from guildhall.config import urls_tenant
from guildhall.kernel.ids import new_id
from guildhall.kernel.models import IdempotencyKey
from tests.isolation.async_urls import ASYNC, SYNC, canary


def sync_file(_request: HttpRequest) -> HttpResponse:
    with default_storage.open("canary.txt") as file:
        return HttpResponse(file.read())


def savepoints(_request: HttpRequest) -> HttpResponse:
    """Write and read around savepoints that are kept and rolled back."""
    with transaction.atomic():
        with suppress(ZeroDivisionError), transaction.atomic():
            _write(canary())
            raise ZeroDivisionError
        with suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1/0")
        with transaction.atomic():
            _write(canary())
    return HttpResponse(canary())


def broken(_request: HttpRequest) -> HttpResponse:
    """Fail after having written, inside a transaction and in none."""
    _write(canary())
    with transaction.atomic():
        _write(canary())
        raise ZeroDivisionError("broken on purpose")


async def async_savepoints(request: HttpRequest) -> HttpResponse:
    first = await sync_to_async(savepoints)(request)
    await asyncio.sleep(0)
    return HttpResponse(f"{first.content.decode()} {await sync_to_async(canary)()}")


async def async_broken(request: HttpRequest) -> HttpResponse:
    await asyncio.sleep(0)
    return await sync_to_async(broken)(request)


def _write(seen: str) -> None:
    IdempotencyKey.objects.create(
        principal=seen, method="FUZZ", path="/", key=str(new_id()), body_hash=b""
    )


# Without the one that expects a single brand: these tenants have two.
SEES_ITS_OWN = (*SYNC, *ASYNC[1:], sync_file, savepoints, async_savepoints)
FAILS = (broken, async_broken)
urlpatterns = [
    *(path(f"api/{view.__name__}", view) for view in (*SEES_ITS_OWN, *FAILS)),
    *urls_tenant.urlpatterns,
]
handler404 = urls_tenant.handler404
