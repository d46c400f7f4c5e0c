"""What can be asked about the roll of tenants."""

from tenants.queries.companies import (
    count_companies,
    get_company,
    life_of,
    list_companies,
    list_shards,
)
from tenants.queries.roll import (
    get_allowance,
    get_plan,
    get_plan_of,
    get_tenant,
    list_domains,
    list_groups,
    list_plans,
    list_tenants,
)

__all__ = [
    "count_companies",
    "get_allowance",
    "get_company",
    "get_plan",
    "get_plan_of",
    "get_tenant",
    "life_of",
    "list_companies",
    "list_domains",
    "list_groups",
    "list_plans",
    "list_shards",
    "list_tenants",
]
