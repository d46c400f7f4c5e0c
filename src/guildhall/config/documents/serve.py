"""The built documents over HTTP: bytes and an ETag, made once per process; and as pages."""

import hashlib
import json
from collections.abc import Iterator
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import condition, require_safe

from guildhall.config.documents.audiences import Audience
from guildhall.config.documents.reference import Reference, reference_of


@cache
def _published(audience: Audience) -> tuple[bytes, str]:
    body = audience.file.read_bytes()
    return body, f'"{hashlib.sha256(body).hexdigest()[:32]}"'


@cache
def _read(audience: Audience) -> Reference:
    return reference_of(json.loads(_published(audience)[0]))


def document_urls(*audiences: Audience) -> list[URLPattern]:
    """Return where the documents of these audiences are served, and the pages about them."""
    return [*map(_url, audiences), *_pages(audiences)]


def _url(audience: Audience) -> URLPattern:
    @require_safe
    @condition(etag_func=lambda _request: _published(audience)[1])
    def show(_request: HttpRequest) -> HttpResponse:
        headers = {"Cache-Control": "public, max-age=300"}
        body = _published(audience)[0]
        return HttpResponse(body, content_type="application/json", headers=headers)

    return path(f"{audience.address[1:]}/openapi.json", show, name=f"openapi_{audience.name}")


def _pages(audiences: tuple[Audience, ...]) -> Iterator[URLPattern]:
    for audience in audiences:
        others = [each for each in audiences if each != audience]
        yield _page(audience, others)


def _page(audience: Audience, others: list[Audience]) -> URLPattern:
    @require_safe
    @never_cache  # its language and its form are the reader's own
    def show(request: HttpRequest) -> HttpResponse:
        context = {"audience": audience, "others": others, "found": _read(audience)}
        return render(request, "documents/reference.html", context)

    return path(audience.reference[1:], show, name=f"reference_{audience.name}")
