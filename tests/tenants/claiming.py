"""A company claims a domain, and shows that it is its own."""

from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope
from tenants import operations
from tenants.queries import list_domains
from tenants.types import DomainCard
from tests.harness.dns import NameServer

HOST = "shop.example.com"


def claim(scope: Scope, stamp: Stamp, host: str = HOST) -> DomainCard:
    operations.add_domain(scope.tenant_id, host=host, stamp=stamp)
    return card(scope, stamp, host)


def card(scope: Scope, stamp: Stamp, host: str = HOST) -> DomainCard:
    found = list_domains(scope.tenant_id, actor=stamp.by)
    return next(each for each in found if each.host == host)


def publish(names: NameServer, claimed: DomainCard) -> None:
    name, text = claimed.record
    names.texts[name] = ['"v=spf1 -all"', f'"{text[:10]}" "{text[10:]}"']


def prove(names: NameServer, scope: Scope, stamp: Stamp, host: str = HOST) -> None:
    publish(names, claim(scope, stamp, host))
    operations.verify_domain(scope.tenant_id, host=host, stamp=stamp)


def serve(names: NameServer, scope: Scope, stamp: Stamp, host: str = HOST) -> None:
    """Let a domain lead to its company, and be its primary one."""
    prove(names, scope, stamp, host)
    operations.activate_domain(scope.tenant_id, host=host, stamp=stamp)
    operations.make_primary(scope.tenant_id, host=host, stamp=stamp)
