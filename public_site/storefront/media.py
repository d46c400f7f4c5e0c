"""Pictures, to whoever has their address: shoppers, pages of the back office, caches between.

A name tells what lies under it and never changes its meaning, so that everybody may keep it for
good. Names cannot be guessed, and what is uploaded itself is not served: docs/decisions/0032.
"""

import re
from uuid import UUID

from django.core.files.storage import storages
from django.http import FileResponse, HttpRequest, HttpResponseBase, HttpResponseNotModified
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from guildhall.kernel.conditions import quoted
from guildhall.kernel.http import NoSuchPage, problem

NAME = re.compile(r"[0-9a-f]{16}-[0-9]{1,4}\.webp")
FOR_GOOD = "public, max-age=31536000, immutable"


@require_safe
def show_picture(request: HttpRequest, picture: UUID, name: str) -> HttpResponseBase:
    """Answer with one size of a picture. Asks nothing of the database."""
    if not NAME.fullmatch(name):
        return problem(request, NoSuchPage())
    etag = quoted(name.removesuffix(".webp"))
    headers = {"ETag": etag, "Cache-Control": FOR_GOOD, "X-Content-Type-Options": "nosniff"}
    if {etag, "*"} & set(parse_etags(request.headers.get("If-None-Match", ""))):
        return HttpResponseNotModified(headers=headers)
    try:
        file = storages["default"].open(f"pictures/{picture.hex}/{name}", "rb")
    except FileNotFoundError:
        return problem(request, NoSuchPage())
    return FileResponse(file, content_type="image/webp", headers=headers)
