"""Log lines: JSON, with tenant, request and job on each, and nothing personal."""

import logging
from typing import Any

import structlog
from structlog.typing import EventDict

from guildhall.kernel.scrubbing import scrub
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


def scrubbed(_logger: Any, _method: str, line: EventDict) -> EventDict:
    """Take out of a whole line, its traceback included, what looks secret or personal."""
    cleaned: EventDict = scrub(line)
    return cleaned


def _for_libraries(level: int) -> logging.Handler:
    """Return a handler that writes what libraries log as we write our own lines."""
    handler = logging.StreamHandler()
    handler.setLevel(level)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                with_scope,
                structlog.stdlib.add_logger_name,
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.ExceptionRenderer(_PLACES_ALONE),
                scrubbed,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    return handler


def configure(*, level: int = logging.INFO) -> None:
    """Set up structlog for this process, and what libraries log beside it."""
    logging.basicConfig(handlers=[_for_libraries(logging.WARNING)])
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            with_scope,
            without_secrets,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(_PLACES_ALONE),
            scrubbed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(),
        cache_logger_on_first_use=True,
    )
