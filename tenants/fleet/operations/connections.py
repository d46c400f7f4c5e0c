"""Connections of the owner, past Django: the fleet keeps several, each in one thread."""

from typing import Any

from django.conf import settings
from psycopg import Connection, connect

from guildhall.kernel.tenancy.shards import OWNER, database_of

HOME = "default"


def owner_connection(shard: str = HOME) -> Connection[Any]:
    """Connect to a shard's database as the owner, in autocommit."""
    values = settings.DATABASES[database_of(shard, OWNER)]
    return connect(
        host=values["HOST"],
        port=values["PORT"],
        user=values["USER"],
        password=values["PASSWORD"],
        dbname=values["NAME"],
        connect_timeout=5,
        autocommit=True,
    )
