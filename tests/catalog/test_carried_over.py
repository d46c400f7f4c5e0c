"""What products said in text and number is carried over to the tree and the tax classes."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import psycopg
import pytest
from django.db.migrations import Migration, RunSQL

from guildhall.kernel.tenancy import Scope
from tests.harness.owner import as_owner

CARRIED = "guildhall.catalog.migrations.0009_places_and_classes_alone"
GOODS = {
    "APPLE": ("Fruit", 0),
    "PEAR": ("fruit ", 0.07),
    "TEA": ("茶", 0.075),
    "COFFEE": ("咖啡", 0.075),
    "LAMP": ("At home", 0.19),
    "VASE": ("At-home", 0),
    "LOOSE": ("", 0),
}
FORMER = "ALTER TABLE catalog_product ADD category varchar(200), ADD tax_rate numeric(6,4)"
PLACED = """
SELECT p.code, c.title FROM catalog_product AS p JOIN catalog_category AS c ON c.id = p.place_id
"""
TAXED = """
SELECT p.code, r.region, r.rate FROM catalog_product AS p
JOIN catalog_taxrate AS r ON r.tax_class_id = p.tax_class_id AND r.valid_from <= DATE '2020-01-01'
"""


@pytest.fixture
def former(committed: dict[str, Scope]) -> Iterator[psycopg.Connection[Any]]:
    """Lay out the schema as it was before, with goods in it, and take it all back."""
    with as_owner(committed["alpha"]) as db, db.transaction(force_rollback=True):
        db.execute("ALTER TABLE catalog_product DROP COLUMN IF EXISTS category")
        db.execute("ALTER TABLE catalog_product DROP COLUMN IF EXISTS tax_rate")
        db.execute(FORMER)
        db.execute(
            "INSERT INTO catalog_category (id, code, title, path, position)"
            " VALUES (gen_random_uuid(), 'fruit-and-more', 'FRUIT', '/fruit-and-more/', 0)"
        )
        for code, (words, rate) in GOODS.items():
            db.execute(
                "INSERT INTO catalog_product (id, code, title, description, brand, is_active,"
                " category, tax_rate) VALUES (gen_random_uuid(), %s, %s, '', '', true, %s, %s)",
                [code, code.title(), words, rate],
            )
        _settle(db)
        yield db


def _settle(db: psycopg.Connection[Any]) -> None:
    db.execute("SET CONSTRAINTS ALL IMMEDIATE")
    db.execute("SET CONSTRAINTS ALL DEFERRED")


def _carry_over(db: psycopg.Connection[Any]) -> None:
    migration: type[Migration] = import_module(CARRIED).Migration
    for operation in _statements(migration):
        for statement in [operation.sql] if isinstance(operation.sql, str) else operation.sql:
            db.execute(str(statement).encode())


def _statements(migration: type[Migration]) -> list[RunSQL]:
    (both,) = migration.operations
    return list(both.database_operations)  # type: ignore[attr-defined] # there are two sides


def test_each_text_becomes_one_place_whatever_its_letters(
    former: psycopg.Connection[Any],
) -> None:
    _carry_over(former)

    places = dict(former.execute(PLACED).fetchall())
    assert places == {
        "APPLE": "FRUIT",
        "PEAR": "FRUIT",
        "TEA": "茶",
        "COFFEE": "咖啡",
        "LAMP": "At home",
        "VASE": "At-home",
    }
    found = former.execute("SELECT code, path FROM catalog_category ORDER BY code").fetchall()
    assert len(found) == 5
    assert all(path == f"/{code}/" for code, path in found)


def test_each_rate_becomes_a_class_that_holds_everywhere_and_always(
    former: psycopg.Connection[Any],
) -> None:
    _carry_over(former)

    taxes = {code: (region, str(rate)) for code, region, rate in former.execute(TAXED).fetchall()}
    assert taxes == {
        "PEAR": ("", "0.07000"),
        "TEA": ("", "0.07500"),
        "COFFEE": ("", "0.07500"),
        "LAMP": ("", "0.19000"),
    }


def test_what_has_a_place_and_a_class_keeps_them_and_twice_changes_nothing(
    former: psycopg.Connection[Any],
) -> None:
    _carry_over(former)
    once = former.execute("SELECT code, place_id, tax_class_id FROM catalog_product").fetchall()
    former.execute("UPDATE catalog_product SET category = 'Elsewhere', tax_rate = 0.5")
    former.execute("UPDATE catalog_product SET category = '', tax_rate = 0 WHERE code = 'LOOSE'")
    former.execute("UPDATE catalog_product SET tax_rate = 0 WHERE tax_class_id IS NULL")
    _settle(former)

    _carry_over(former)

    again = former.execute("SELECT code, place_id, tax_class_id FROM catalog_product").fetchall()
    assert sorted(again) == sorted(once)


def test_the_table_can_be_altered_in_the_same_transaction(
    former: psycopg.Connection[Any],
) -> None:
    """The fleet replays all versions at once; checks still to come would refuse the next one."""
    _carry_over(former)

    former.execute("ALTER TABLE catalog_product ADD proof integer")

    assert former.execute("SELECT count(proof) FROM catalog_product").fetchone() == (0,)
