"""Whose data this piece of work may touch, kept in a ContextVar and nowhere else."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

from guildhall.kernel.tenancy.allowance import UNLIMITED, Allowance

SCHEMA_NAME = re.compile(r"\A(public|t_[a-z0-9]{6,40})\Z")
NOBODY = UUID(int=0)


class NoTenant(RuntimeError):
    """A query, a cache key or a job outside any scope: a bug, never an expected no."""


class TenantSwitchInsideTransaction(RuntimeError):
    """One transaction may not touch two tenants."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where work happens: one schema under one database role. Small and immutable.

    `pin` is the one string that a connection needs to be inside this scope.
    """

    tenant_id: UUID
    schema: str
    role: str
    slug: str = ""
    shard: str = "default"
    tier: str = "standard"
    statement_ms: int = 15_000
    allowance: Allowance = field(default=UNLIMITED, compare=False, repr=False)
    pin: str = field(init=False, default="")

    def __post_init__(self) -> None:
        for name in (self.schema, self.role.removeprefix("guildhall_")):
            if not SCHEMA_NAME.match(name):
                raise ValueError(f"not a schema name: {name!r}")
        path = f'"{self.schema}", ext'
        pin = (
            f"SET search_path={path}; SET ROLE {self.role};"
            f" SET statement_timeout={int(self.statement_ms)}"
        )
        object.__setattr__(self, "pin", pin)

    @property
    def is_platform(self) -> bool:
        return self.tenant_id == NOBODY

    @property
    def prefix(self) -> str:
        """The prefix of whatever leaves the database: cache keys, paths, locks, metrics."""
        return "platform" if self.is_platform else f"tenants/{self.tenant_id}"


PLATFORM = Scope(tenant_id=NOBODY, schema="public", role="guildhall_public", slug="public")

_scope: ContextVar[Scope | None] = ContextVar("guildhall_scope", default=None)


def current() -> Scope | None:
    """Return the scope that this work runs in, if any."""
    return _scope.get()


def require() -> Scope:
    """Return the scope that this work runs in, or raise NoTenant."""
    scope = _scope.get()
    if scope is None:
        raise NoTenant("no tenant: wrap this work in enter(scope)")
    return scope


@contextmanager
def enter(scope: Scope) -> Iterator[Scope]:
    """Run the block inside `scope`; whatever happens, the former scope comes back."""
    token = _scope.set(scope)
    try:
        yield scope
    finally:
        _scope.reset(token)


@contextmanager
def leave() -> Iterator[None]:
    """Run the block in no scope at all, so that a forgotten `enter` raises."""
    token = _scope.set(None)
    try:
        yield
    finally:
        _scope.reset(token)
