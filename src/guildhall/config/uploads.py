"""How much may be sent in one form, judged before a word of it is read.

Django bounds the fields of a form, but not its files: it would take in whatever is sent, also
from who may not come in, since the form's token lies in the same body.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.http.multipartparser import MultiPartParserError
from django.utils.deprecation import MiddlewareMixin

from guildhall.catalog.queries.sheets import LARGEST
from guildhall.catalog.rules.pictures import MEGABYTES
from guildhall.config.pages import is_api
from guildhall.console.shell.doors import refused
from guildhall.kernel.http import FormUnreadable, LengthMissing, UploadTooLarge, problem
from guildhall.kernel.refusals import Refusal

MEGABYTE = 1_000_000
PICTURE = MEGABYTES * MEGABYTE
FORM = MEGABYTE
"""What surrounds the files: fields, boundaries, names."""
# By the name of an address; everywhere else a form is no larger than its fields may be.
LARGEST_FORMS: Mapping[str, int] = {
    "media:upload": 10 * PICTURE + FORM,
    "imports:new": LARGEST + FORM,
    "tenant-api:product_files": LARGEST + FORM,
    "tenant-api:product_pictures": PICTURE + FORM,
}


class UploadMiddleware(MiddlewareMixin):
    """Refuse forms that are too large for their address; before the one that reads their token."""

    def process_view(
        self, request: HttpRequest, _view: Callable[..., Any], *_arguments: Any
    ) -> HttpResponseBase | None:
        if request.content_type != "multipart/form-data":
            return None
        refusal = _judge(request)
        if refusal is None:
            return None
        return problem(request, refusal) if is_api(request) else refused(request, refusal)


def explain_form(error: Exception) -> Refusal | None:
    """Return why a form could not be read, where that is what failed."""
    return FormUnreadable() if isinstance(error, MultiPartParserError) else None


def _judge(request: HttpRequest) -> Refusal | None:
    # Of what comes in chunks the web process reads no more than one large field.
    if request.META.get("HTTP_TRANSFER_ENCODING"):
        return LengthMissing()
    sent = request.META.get("CONTENT_LENGTH") or "0"
    here = request.resolver_match.view_name if request.resolver_match else ""
    most = LARGEST_FORMS.get(here, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    if sent.isascii() and sent.isdigit() and int(sent) <= most:
        return None
    return UploadTooLarge(limit=f"{most // MEGABYTE}")
