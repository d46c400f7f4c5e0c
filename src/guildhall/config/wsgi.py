"""The web process."""

import os
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guildhall.config.settings")
house = get_wsgi_application()

from django.conf import settings  # noqa: E402 - after they are named

from guildhall.config.safety import must_be_safe  # noqa: E402 - needs the settings

must_be_safe()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer a request; a body sent in chunks first gets the length that Django asks for.

    Of a body that is too large one byte too many is read, and Django refuses it.
    """
    if environ.get("HTTP_TRANSFER_ENCODING") and not environ.get("CONTENT_LENGTH"):
        body = environ["wsgi.input"].read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        environ |= {"wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body))}
    return house(environ, start_response)
