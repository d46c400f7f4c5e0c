"""The web process."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guildhall.config.settings")
application = get_wsgi_application()

from guildhall.config.safety import must_be_safe  # noqa: E402 - needs the settings

must_be_safe()
