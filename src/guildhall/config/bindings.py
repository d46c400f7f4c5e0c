"""Ports and who implements them: the one place where the kernel meets the rooms above it."""

from django.utils.module_loading import autodiscover_modules

from guildhall.flows.reactions import REACTIONS as FLOWS
from guildhall.hq.reactions import REACTIONS as HQ
from guildhall.identity.queries import actor_of
from guildhall.kernel.credentials import bind_authenticator
from guildhall.kernel.delivery.reactions import Reaction, bind_reactions
from guildhall.kernel.events import Event
from guildhall.kernel.tenancy import bind
from tenants.directory import TenantDirectory


def bind_ports() -> None:
    """Bind the tenant directory, the API's gate and the table of reactions."""
    bind(TenantDirectory())
    bind_authenticator(actor_of)
    bind_reactions(reactions())
    # A process reads the facts of all: also of rooms that nothing else in it imports.
    autodiscover_modules("events")


def reactions() -> dict[type[Event], tuple[Reaction, ...]]:
    """Return what follows each fact: inside the tenant first, then in the group's figures."""
    facts = {**FLOWS, **HQ}
    return {fact: (*FLOWS.get(fact, ()), *HQ.get(fact, ())) for fact in facts}
