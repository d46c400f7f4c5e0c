"""Everything that can be asked about customers."""

from guildhall.customers.queries.families import (
    consent_history,
    consents_of,
    find_by_contact,
    get_customer,
    group_of,
    ids_of,
    is_active,
    locale_of,
    numbers_of,
    phone_region,
    verified_emails,
    who_has,
)
from guildhall.customers.queries.lists import (
    count_by_sort,
    count_customers,
    groups_in_use,
    history_of,
    likely_duplicates,
    list_customers,
    merges_of,
)
from guildhall.customers.queries.shoppers import profile_of, sessions_of, shopper_of

__all__ = [
    "consent_history",
    "consents_of",
    "count_by_sort",
    "count_customers",
    "find_by_contact",
    "get_customer",
    "group_of",
    "groups_in_use",
    "history_of",
    "ids_of",
    "is_active",
    "likely_duplicates",
    "list_customers",
    "locale_of",
    "merges_of",
    "numbers_of",
    "phone_region",
    "profile_of",
    "sessions_of",
    "shopper_of",
    "verified_emails",
    "who_has",
]
