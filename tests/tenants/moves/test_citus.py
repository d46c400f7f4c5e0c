"""The roll follows where Citus has placed schemas.

Citus is not here: tables of the names and columns of its catalog stand in for it.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg
import pytest
from pytest_django import Settings

from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Stamp
from guildhall.kernel.tenancy import Scope
from tenants.moves.errors import MovedByCitus, NotOnCitus
from tenants.moves.operations import follow_citus, move_company
from tenants.moves.operations.citus import places
from tenants.moves.operations.journey import Way
from tenants.moves.rules import shards_of_schemas
from tests.harness.owner import as_owner
from tests.tenants.moves.looking import lies

CATALOG = """
CREATE TABLE public.pg_dist_schema (schemaid oid, colocationid int);
CREATE TABLE public.pg_dist_partition (logicalrelid regclass, colocationid int);
CREATE TABLE public.pg_dist_shard (logicalrelid regclass, shardid bigint);
CREATE TABLE public.pg_dist_placement (shardid bigint, groupid int);
CREATE TABLE public.pg_dist_node (groupid int, nodename text, nodeport int, noderole text);
"""
PLACED = """
INSERT INTO public.pg_dist_schema VALUES (%(schema)s::regnamespace, 7);
INSERT INTO public.pg_dist_partition VALUES (%(one)s::regclass, 7), (%(two)s::regclass, 7);
INSERT INTO public.pg_dist_shard VALUES (%(one)s::regclass, 102), (%(two)s::regclass, 103);
INSERT INTO public.pg_dist_placement VALUES (102, 3), (103, 3);
INSERT INTO public.pg_dist_node VALUES
    (3, %(host)s, %(port)s, 'primary'), (3, 'standby', 5432, 'secondary'), (4, 'w4', 1, 'primary');
"""


@pytest.fixture
def catalog(alpha_may_move: Scope, settings: Settings) -> Iterator[Scope]:
    """Have Citus' catalog say that alpha lies where the shard `east` is."""
    settings.SHARDING = "citus"
    east = settings.DATABASES["east_owner"]
    schema = alpha_may_move.schema
    values = {
        "schema": schema,
        "one": f"{schema}.orders_order",
        "two": f"{schema}.kernel_fact",
        "host": east["HOST"],
        "port": int(east["PORT"]),
    }
    with as_owner() as owner, psycopg.ClientCursor(owner) as cursor:
        cursor.execute(CATALOG)
        cursor.execute(PLACED, values)
    yield alpha_may_move
    with as_owner() as owner:
        for name in ("schema", "partition", "shard", "placement", "node"):
            owner.execute(f"DROP TABLE public.pg_dist_{name}".encode())


def test_the_roll_sends_a_company_to_the_worker_that_owns_it(catalog: Scope, stamp: Stamp) -> None:
    assert follow_citus(stamp=stamp) == (1, [])
    assert lies(catalog).shard == "east"
    assert follow_citus(stamp=stamp) == (0, [])


def test_the_catalog_tells_one_place_for_each_schema(catalog: Scope) -> None:
    with as_owner() as owner:
        found = places(owner)

    assert list(found) == [catalog.schema]
    assert urlsplit(f"//{found[catalog.schema][0]}").hostname == "127.0.0.1"


def test_a_worker_that_no_shard_names_changes_nothing() -> None:
    placed = {"t_one": ("w1", 5432), "t_two": ("w9", 5432)}

    assert shards_of_schemas(placed, {("w1", 5432): "w1"}) == ({"t_one": "w1"}, ["w9:5432"])


def test_on_citus_we_move_nobody(catalog: Scope, way: Way) -> None:
    with pytest.raises(MovedByCitus):
        move_company("alpha", target="east", way=way)


def test_elsewhere_nothing_is_followed(alpha_may_move: Scope, stamp: Stamp) -> None:
    with pytest.raises(NotOnCitus):
        follow_citus(stamp=stamp)


def test_nobody_without_the_right_has_it_followed(catalog: Scope, stamp: Stamp) -> None:
    with pytest.raises(NotPermitted):
        follow_citus(stamp=Stamp(Actor("user", "guest"), stamp.at))
