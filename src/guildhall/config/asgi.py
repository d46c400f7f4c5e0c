"""The same application for ASGI servers."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guildhall.config.settings")
application = get_asgi_application()

from guildhall.config.safety import must_be_safe  # noqa: E402 - needs the settings

must_be_safe()
