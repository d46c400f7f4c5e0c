"""`manage.py reseal_vault`: seal anew, with the newest key, all that the vault has sealed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from guildhall.config.resealing import keys_left, reseal_all, reseal_vault
from guildhall.kernel import clock
from guildhall.kernel.tenancy import PLATFORM, Resolved, TenantState, enter
from guildhall.kernel.tenancy.units import unit
from guildhall.kernel.vault import SealBroken
from tenants.directory import resolved
from tenants.models import Tenant

# What has no schema of its own yet, or any more.
GONE = (TenantState.PROVISIONING, TenantState.ERASED)
# Here somebody else is at work: nobody writes into the schema meanwhile.
IN_HAND = frozenset({TenantState.MOVING, TenantState.QUARANTINED})


class Command(BaseCommand):
    help = "Seal all that the vault sealed anew, with the first of GUILDHALL_VAULT_KEYS."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tenant", action="append", default=[], help="its slug; or: public")
        parser.add_argument("--by-workers", action="store_true", help="send it to them as jobs")

    def handle(self, *_args: Any, **options: Any) -> None:
        companies = _companies(options["tenant"])
        left = 0
        if not options["tenant"] or PLATFORM.slug in options["tenant"]:
            left += not self._reseal(None, by_workers=options["by_workers"])
        for company in companies:
            left += not self._reseal(company, by_workers=options["by_workers"])
        if left:
            raise CommandError(f"{left} are left: keep the old key, and run this again.")

    def _reseal(self, company: Resolved | None, *, by_workers: bool) -> bool:
        """Return whether nothing is left there that the old key sealed."""
        scope = company.scope if company else PLATFORM
        if company and (company.state in IN_HAND or not company.supported):
            self.stdout.write(f"{scope.slug}: left, it is {company.state.value}")
            return False
        with enter(scope), unit():
            if by_workers:
                reseal_vault.send()
                return True
            try:
                done, waiting = reseal_all(), keys_left(at=clock.now())
            except SealBroken as broken:
                self.stdout.write(f"{scope.slug}: BROKEN, no key that is set opens a {broken}")
                return False
        keys = f"; {waiting} API keys wait for their next use" if waiting else ""
        self.stdout.write(f"{scope.slug}: {done.anew} of {done.rows} sealed anew{keys}")
        return not waiting


def _companies(slugs: list[str]) -> tuple[Resolved, ...]:
    with enter(PLATFORM), unit():
        rows = Tenant.objects.exclude(state__in=GONE).order_by("slug")
        found = [resolved(row) for row in rows]
    unknown = sorted({*slugs} - {company.scope.slug for company in found} - {PLATFORM.slug})
    if unknown:
        raise CommandError(f"No company is called {', '.join(unknown)}.")
    return tuple(company for company in found if not slugs or company.scope.slug in slugs)
