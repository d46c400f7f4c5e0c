"""How the roll of tenants says no."""

from guildhall.kernel.refusals import N_, Refusal


class TenantNotFound(Refusal):
    code = "tenants.not_found"
    message = N_("There is no company called {slug}.")
    status = 404


class SlugTaken(Refusal):
    code = "tenants.slug_taken"
    message = N_("The name {slug} is taken. Choose another one.")


class SlugInvalid(Refusal):
    code = "tenants.slug_invalid"
    message = N_("{slug} is not a name: use 2 to 40 lower-case letters, digits and hyphens.")
    status = 422


class DomainTaken(Refusal):
    code = "tenants.domain_taken"
    message = N_("The domain {host} already leads to a company.")


class PlanNotFound(Refusal):
    code = "tenants.plan_not_found"
    message = N_("There is no plan called {plan}.")
    status = 404


class PlanInvalid(Refusal):
    code = "tenants.plan_invalid"
    message = N_("The plan {plan} cannot be offered: {reason}.")
    status = 422


class PlacementUnknown(Refusal):
    code = "tenants.placement_unknown"
    message = N_("There is no {what} called {name}.")
    status = 422


class NoSchemaReady(Refusal):
    code = "tenants.no_schema_ready"
    message = N_("A place for the new company is being made ready. Try again in half a minute.")
    status = 503
    retry_after = 30


class DomainInvalid(Refusal):
    code = "tenants.domain_invalid"
    message = N_("{host} is not a domain that can be added: write it like shop.example.com.")
    status = 422


class DomainNotFound(Refusal):
    code = "tenants.domain_not_found"
    message = N_("There is no domain {host} here.")
    status = 404


class DomainUnproven(Refusal):
    code = "tenants.domain_unproven"
    message = N_(
        "No TXT record at {name} says {text} yet. New records can take an hour to be seen."
    )


class DomainInactive(Refusal):
    code = "tenants.domain_inactive"
    message = N_("{host} does not lead here yet. Verify and activate it first.")


class DomainKept(Refusal):
    code = "tenants.domain_kept"
    message = N_("{host} stays: it is the address that the platform gave to this company.")


class TooManyDomains(Refusal):
    code = "tenants.too_many_domains"
    message = N_("A company has {limit} domains at most. Remove one first.")


class DnsUnavailable(Refusal):
    code = "tenants.dns_unavailable"
    message = N_("The name servers of {name} do not answer just now. Try again in a minute.")
    status = 503
    retry_after = 60
