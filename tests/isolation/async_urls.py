"""Views of every kind that answer with the canary of the tenant that they see."""

import asyncio
from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path

from guildhall.organization.models import Brand

PARTS = 5


def canary() -> str:
    """Return the codes of all brands seen here; a tenant of this test has one."""
    return ",".join(Brand.objects.values_list("code", flat=True))


def sync_rows(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(canary())


def sync_cache(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(cache.get("canary"))


def sync_stream(_request: HttpRequest) -> StreamingHttpResponse:
    def parts() -> Iterator[str]:
        for _ in range(PARTS):
            yield f"{canary()} {cache.get('canary')} "

    return StreamingHttpResponse(parts())


def lazy_stream(_request: HttpRequest) -> StreamingHttpResponse:
    """Hand out a queryset that nobody has evaluated yet."""
    rows = Brand.objects.values_list("code", flat=True)
    return StreamingHttpResponse(row for row in rows.iterator(chunk_size=1))


async def async_rows(_request: HttpRequest) -> HttpResponse:
    first = await Brand.objects.aget()
    await asyncio.sleep(0)
    return HttpResponse(f"{first.code} {await sync_to_async(canary)()}")


async def async_cache(_request: HttpRequest) -> HttpResponse:
    """Read the cache in both ways; the second leaks where keys are made by a connection."""
    first = await cache.aget("canary")
    await asyncio.sleep(0)
    return HttpResponse(f"{first} {cache.get('canary')}")


async def async_tasks(_request: HttpRequest) -> HttpResponse:
    async def each() -> str:
        await asyncio.sleep(0)
        return f"{await cache.aget('canary')} {await sync_to_async(canary)()}"

    return HttpResponse(" ".join(await asyncio.gather(*(each() for _ in range(PARTS)))))


async def async_stream(_request: HttpRequest) -> StreamingHttpResponse:
    async def parts() -> AsyncIterator[str]:
        for _ in range(PARTS):
            await asyncio.sleep(0)
            yield f"{await sync_to_async(canary)()} {await cache.aget('canary')} "

    return StreamingHttpResponse(parts())


SYNC = (sync_rows, sync_cache, sync_stream, lazy_stream)
ASYNC = (async_rows, async_cache, async_tasks, async_stream)
urlpatterns = [path(f"api/{view.__name__}", view) for view in (*SYNC, *ASYNC)]
