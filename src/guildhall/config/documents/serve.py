"""The built documents over HTTP: bytes and an ETag, made once per process."""

import hashlib
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import condition, require_safe

from guildhall.config.documents.audiences import Audience


@cache
def _published(audience: Audience) -> tuple[bytes, str]:
    body = audience.file.read_bytes()
    return body, f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def document_urls(*audiences: Audience) -> list[URLPattern]:
    """Return where the documents of these audiences are served."""
    return [_url(audience) for audience in audiences]


def _url(audience: Audience) -> URLPattern:
    @require_safe
    @condition(etag_func=lambda _request: _published(audience)[1])
    def show(_request: HttpRequest) -> HttpResponse:
        headers = {"Cache-Control": "public, max-age=300"}
        body = _published(audience)[0]
        return HttpResponse(body, content_type="application/json", headers=headers)

    return path(f"{audience.address[1:]}/openapi.json", show, name=f"openapi_{audience.name}")
