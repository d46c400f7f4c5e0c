"""Log lines: JSON, with tenant, request and job on each, and nothing personal."""

import logging
from typing import Any

import structlog
from structlog.typing import EventDict

from guildhall.kernel.tenancy import current

HIDDEN = frozenset(
    {"password", "token", "secret", "authorization", "cookie", "email", "phone", "address", "name"}
)


# A traceback says where, never with what: local variables hold customers and keys.
_PLACES_ALONE = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)


def with_scope(_logger: Any, _method: str, line: EventDict) -> EventDict:
    """Add the tenant to a log line; the one place that does."""
    scope = current()
    if scope is not None:
        line.setdefault("tenant", str(scope.tenant_id))
    return line


def without_secrets(_logger: Any, _method: str, line: EventDict) -> EventDict:
    """Mask fields whose name says that they are secret or personal."""
    return {key: "***" if key.lower() in HIDDEN else value for key, value in line.items()}


def configure(*, level: int = logging.INFO) -> None:
    """Set up structlog for this process."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            with_scope,
            without_secrets,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(_PLACES_ALONE),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(),
        cache_logger_on_first_use=True,
    )
