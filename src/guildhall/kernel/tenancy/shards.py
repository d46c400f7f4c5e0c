"""Databases that tenants lie in. In the one called `default` the shared schema lies, too."""

from functools import cache

OWNER = "owner"


@cache
def database_of(shard: str, alias: str) -> str:
    """Return which of Django's databases holds a shard for who asks by `alias`.

    The application asks by `default` and the owner by `owner`; every other alias names one
    database and stays there.
    """
    if alias == OWNER:
        return OWNER if shard == "default" else f"{shard}_{OWNER}"
    return shard if alias == "default" else alias
