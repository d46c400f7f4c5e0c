"""A company on a plan of its own, for as long as a test needs it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from guildhall.kernel import clock
from guildhall.kernel.cache import forget_everything
from guildhall.kernel.stamp import system_stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, directory, enter
from tenants.operations import give_plan, offer_plan
from tenants.types import PlanTerms
from tests.harness.owner import as_owner


@contextmanager
def on_plan(
    scope: Scope,
    *,
    limits: Mapping[str, int],
    terms: PlanTerms | None = None,
    code: str = "tight",
) -> Iterator[Scope]:
    """Put a company on a plan and yield its scope as processes see it from then on."""
    stamp = system_stamp("test", clock.now())
    with enter(PLATFORM):
        offer_plan(code, name=code.title(), limits=limits, terms=terms, stamp=stamp)
        give_plan(scope.tenant_id, plan=code, stamp=stamp)
    try:
        yield seen_now(scope)
    finally:
        with enter(PLATFORM):
            give_plan(scope.tenant_id, plan="standard", stamp=stamp)
        with as_owner() as owner:
            owner.execute(
                "UPDATE public.tenants_tenant"
                " SET allowance = '{}', state = 'active', state_reason = '' WHERE id = %s",
                [scope.tenant_id],
            )
            owner.execute("DELETE FROM public.tenants_plan WHERE code = %s", [code])
        forget_everything()


def seen_now(scope: Scope) -> Scope:
    """Return a company's scope as a process sees it that has just started."""
    forget_everything()
    found = directory().by_id(scope.tenant_id)
    assert found is not None
    return found.scope
