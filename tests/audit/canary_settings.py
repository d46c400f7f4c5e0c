"""The product with a page and a job that fail; with CANARY_OPEN, without any net."""

import os

import sentry_sdk
import structlog

from guildhall.config.settings import *  # noqa: F403 - all but what follows
from guildhall.config.settings import env

ROOT_URLCONF = PUBLIC_URLCONF = "tests.audit.canary_urls"
if os.environ.get("CANARY_OPEN"):
    structlog.reset_defaults()
    sentry_sdk.init(dsn=env.sentry_dsn, send_default_pii=True, max_request_body_size="always")
