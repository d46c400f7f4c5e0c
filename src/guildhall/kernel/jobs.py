"""Jobs: Dramatiq actors whose envelope carries the tenant. Durability lies in facts, not here."""

import threading
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from uuid import UUID

import dramatiq
import structlog
from django.conf import settings
from django.db import close_old_connections
from dramatiq.brokers.redis import RedisBroker
from dramatiq.errors import Retry
from dramatiq.middleware import Middleware, MiddlewareError, SkipMessage, default_middleware

from guildhall.kernel.tenancy import PLATFORM, Scope, current, directory, enter
from guildhall.kernel.tenancy.units import unit

log = structlog.get_logger(__name__)

TENANT = "tid"


class TenantGone(RuntimeError):
    """A job names a tenant that is not (or no longer) on the roll."""


class TenantRests(MiddlewareError, Retry):
    """A tenant is being moved, upgraded or is suspended: its job waits, within its retries."""


class TenantMiddleware(Middleware):
    """Put the tenant into the envelope and the worker into the tenant.

    Registered first. Dramatiq swallows every exception of a middleware except its own
    MiddlewareError, and would then run the job in whatever scope the thread had.
    """

    def __init__(self) -> None:
        self._thread = threading.local()

    def before_enqueue(self, broker: Any, message: Any, delay: int | None) -> None:  # noqa: ARG002 - Dramatiq's signature
        if TENANT in message.options:
            return
        scope = current()
        if scope is None:
            raise MiddlewareError("a job needs a tenant: send it inside enter(scope)")
        message.options[TENANT] = str(scope.tenant_id)

    def before_process_message(self, broker: Any, message: Any) -> None:
        close_old_connections()
        try:
            scope = resolve(
                message.options.get(TENANT), actor=broker.get_actor(message.actor_name)
            )
        except TenantGone as error:
            message.fail()
            raise SkipMessage(str(error)) from error
        except MiddlewareError:
            raise
        except Exception as error:
            raise MiddlewareError(f"{type(error).__name__}: {error}") from error
        with ExitStack() as entering:
            entering.enter_context(unit())
            entering.enter_context(enter(scope))
            self._thread.entered = entering.pop_all()
        structlog.contextvars.bind_contextvars(tenant=scope.slug, job=message.actor_name)

    def after_process_message(
        self,
        broker: Any,  # noqa: ARG002 - Dramatiq's signature
        message: Any,  # noqa: ARG002 - Dramatiq's signature
        *,
        result: Any = None,  # noqa: ARG002 - Dramatiq's signature
        exception: BaseException | None = None,  # noqa: ARG002 - Dramatiq's signature
    ) -> None:
        entered = getattr(self._thread, "entered", None)
        if entered is not None:
            self._thread.entered = None
            entered.close()
        structlog.contextvars.unbind_contextvars("tenant", "job")
        close_old_connections()

    after_skip_message = after_process_message


def resolve(tenant_id: str | None, *, actor: Any) -> Scope:
    """Return the scope a message belongs to. Raises TenantGone or TenantRests."""
    if tenant_id is None:
        raise TenantGone(f"{actor.actor_name}: no tenant in the envelope")
    if UUID(tenant_id) == PLATFORM.tenant_id:
        return PLATFORM
    with enter(PLATFORM), unit():
        found = directory().by_id(UUID(tenant_id))
    if found is None:
        raise TenantGone(f"{actor.actor_name}: no tenant {tenant_id}")
    if not found.works:
        at = "" if found.supported else f", its schema at version {found.schema_version}"
        raise TenantRests(f"tenant is {found.state}{at}", delay=30_000)
    return found.scope


def _broker() -> RedisBroker:
    # Prometheus is opt-in and its middleware forks a server; metrics come with their own room.
    others = [make() for make in default_middleware if make.__name__ != "Prometheus"]
    broker = RedisBroker(  # type: ignore[no-untyped-call] # Dramatiq has no types here
        url=settings.REDIS_URL,
        middleware=[TenantMiddleware(), *others],
        heartbeat_timeout=15_000,
        maintenance_chance=100_000,
        namespace="guildhall:jobs",
    )
    dramatiq.set_broker(broker)
    return broker


broker = _broker()


def job[**P](
    *, queue: str = "default", max_retries: int = 3, time_limit_ms: int = 60_000
) -> Callable[[Callable[P, None]], dramatiq.Actor[P, None]]:
    """Make a function a job. Everything it needs but the tenant is in its arguments."""

    def decorate(function: Callable[P, None]) -> dramatiq.Actor[P, None]:
        make = dramatiq.actor(  # noqa: TID251 - this is the wrapper that the ban points to
            actor_name=f"{function.__module__}.{function.__qualname__}",
            queue_name=queue,
            max_retries=max_retries,
            time_limit=time_limit_ms,
            broker=broker,
        )
        return make(function)

    return decorate
