"""One moment of one company, whole, sealed, and nobody else's."""

import csv
import io
import json
import os
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connections

from guildhall.config.archives import HOUSE
from guildhall.identity import operations as identity
from guildhall.identity.states import Role
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tenants.archives.errors import (
    ArchiveDamaged,
    ArchiveKeyMissing,
    ArchiveNotFound,
    CompanyBusy,
    SchemaNotPlain,
)
from tenants.archives.models import Archive
from tenants.archives.operations.companies import (
    ask_customer_export,
    make_customer_export,
    open_customer_export,
)
from tenants.archives.operations.exporting import make_archive, read_manifest
from tenants.archives.operations.keys import data_key, rewrap_keys
from tenants.archives.operations.places import MANIFEST, place, taken
from tenants.archives.operations.restoring import restore
from tenants.archives.ports import EVERY_COLUMN
from tenants.archives.rules.packing import unpack
from tenants.archives.rules.secrets import SOUNDS_SECRET
from tenants.archives.states import ArchiveState
from tests.factories.company import Company, make_order
from tests.harness.owner import as_owner
from tests.tenants.archives.shop import rows_of

# Names that sound like a secret and are none.
HARMLESS = {
    ("audit_dayseal", "digest"),
    ("audit_seal", "digest"),
    ("catalog_media", "digest"),
    ("fulfillment_carriernotice", "event_key"),
    ("fulfillment_shipmentevent", "key"),
    ("kernel_fact", "fact_id"),
    ("oauth_app", "token_format"),
    ("payments_bill", "hash"),
    ("payments_billedline", "key"),
    ("payments_grantedrefund", "key"),
    ("payments_payment", "key"),
    ("payments_paymentevent", "key"),
    ("payments_workitem", "key"),
    ("payments_split", "key"),
    ("payments_splitreturn", "key"),
}


def manifest_of(scope: Scope, archive: Any) -> Any:
    return read_manifest(scope.tenant_id, archive_id=archive, key=data_key(scope.tenant_id))


def plain_text_of(scope: Scope, archive: Any) -> bytes:
    """Return all that an archive holds, opened and unpacked."""
    key = data_key(scope.tenant_id)
    text = b""
    members = [f"tables/{line.name}" for line in manifest_of(scope, archive).tables]
    for member in (MANIFEST, *members):
        with taken(place(scope.tenant_id, archive, member), key=key) as blocks:
            text += b"".join(unpack(blocks, name=member))
    return text


def zip_of(scope: Scope, stamp: Stamp) -> ZipFile:
    made = ask_customer_export(scope.tenant_id, stamp=stamp)
    make_customer_export(scope.tenant_id, archive_id=made, stamp=stamp)
    blocks = open_customer_export(scope.tenant_id, archive_id=made, stamp=stamp)
    return ZipFile(io.BytesIO(b"".join(blocks)))


def test_an_archive_names_every_table_and_every_row(shop: Company, stamp: Stamp) -> None:
    archive = make_archive("delta", stamp=stamp)

    manifest = manifest_of(shop.scope, archive)
    live = rows_of(shop.scope.schema)
    assert {line.name: line.rows for line in manifest.tables} == {
        table: len(rows) for table, rows in live.items()
    }
    assert len(manifest.answers) == len(HOUSE.questions) >= 20
    assert "4" in {answer.value for answer in manifest.answers if answer.name == "orders"}
    with enter(PLATFORM):
        row = Archive.objects.get(id=archive)
    assert (row.state, row.rows, row.bytes) == (ArchiveState.DONE, manifest.rows, manifest.bytes)
    assert row.done == row.total == len(live)


def test_no_word_of_a_neighbor_is_in_an_archive_or_a_zip(
    shop: Company, neighbor: Company, stamp: Stamp
) -> None:
    """The canary is found in the neighbor's own, so it would be found here."""
    canary = "CANARY-OF-EPSILON"
    with enter(neighbor.scope):
        make_order(neighbor, stamp=stamp)
    with as_owner(neighbor.scope) as owner:
        owner.execute("UPDATE orders_order SET customer_name = %s", [canary])

    mine = plain_text_of(shop.scope, make_archive("delta", stamp=stamp))
    theirs = plain_text_of(neighbor.scope, make_archive("epsilon", stamp=stamp))

    assert canary.encode() in theirs
    assert canary.encode() not in mine
    assert neighbor.scope.schema.encode() not in mine
    assert str(neighbor.scope.tenant_id).encode() not in mine
    with zip_of(shop.scope, stamp) as zipped:
        assert all(canary.encode() not in zipped.read(name) for name in zipped.namelist())


def test_nothing_lies_in_storage_that_can_be_read_without_the_key(
    shop: Company, vault: Path, stamp: Stamp
) -> None:
    make_archive("delta", stamp=stamp)
    zip_of(shop.scope, stamp)

    stored = b"".join(path.read_bytes() for path in vault.rglob("*") if path.is_file())
    assert len(stored) > 1_000
    for word in (b"Alice", b"alice@example.com", b"APPLE", b"CREATE TABLE", b"orders_order\t"):
        assert word not in stored
    assert b"alice@example.com" in plain_text_of(shop.scope, make_archive("delta", stamp=stamp))


def test_an_archive_is_one_moment_although_sales_go_on(shop: Company, stamp: Stamp) -> None:
    """Orders and their lines agree in the archive, whatever is sold while it is made."""

    def sell() -> None:
        with enter(shop.scope):
            for _ in range(10):
                make_order(shop, stamp=stamp)
        connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        selling = pool.submit(sell)
        archives = [make_archive("delta", stamp=stamp) for _ in range(3)]
        selling.result()

    for archive in archives:
        counts = {line.name: line.rows for line in manifest_of(shop.scope, archive).tables}
        assert counts["orders_order"] == counts["orders_orderline"]


def test_what_a_company_takes_along_is_all_it_has_in_two_forms(
    shop: Company, stamp: Stamp
) -> None:
    with enter(shop.scope):
        storages["default"].save("photos/cat.txt", ContentFile(b"miaow"))

    with zip_of(shop.scope, stamp) as zipped:
        lines = [json.loads(line) for line in zipped.open("tables/orders_order.jsonl")]
        text = zipped.read("tables/orders_order.csv").decode()
        rows = list(csv.DictReader(io.StringIO(text)))
        facts = [json.loads(line) for line in zipped.open("tables/kernel_fact.jsonl")]
        photo = zipped.read("files/photos/cat.txt")
        assert zipped.testzip() is None

    assert len(lines) == len(rows) == 4
    assert {line["number"] for line in lines} == {row["number"] for row in rows}
    assert lines[0]["customer_name"] == "Alice Miller"
    reasons = [fact["payload"].get("reason", "") for fact in facts]
    assert "changed, \\ \t\n\N{SNOWMAN} my mind" in reasons
    assert photo == b"miaow"


def test_no_secret_is_taken_along(shop: Company, stamp: Stamp) -> None:
    with enter(shop.scope):
        identity.add_staff(
            "bob@example.com", name="Bob", password="a long one", role=Role.OPERATIONS, stamp=stamp
        )
    with as_owner(shop.scope) as owner:
        hashes = [row[0] for row in owner.execute("SELECT password FROM identity_user")]
        keys = owner.execute("SELECT encode(digest, 'hex') FROM identity_apikey").fetchall()
        digests = [row[0] for row in keys]

    with zip_of(shop.scope, stamp) as zipped:
        everything = b"".join(zipped.read(name) for name in zipped.namelist())

    assert hashes
    assert digests
    assert b"bob@example.com" in everything
    for secret in (*hashes, *digests):
        assert secret.encode() not in everything


def test_every_column_that_sounds_like_a_secret_was_looked_at(shop: Company) -> None:
    with as_owner() as owner:
        columns = owner.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = %s",
            [shop.scope.schema],
        ).fetchall()

    sounding = {(table, name) for table, name in columns if SOUNDS_SECRET.search(name)}
    left_out = {
        (table, name)
        for table, name in columns
        if table in HOUSE.secrets
        and (HOUSE.secrets[table] == EVERY_COLUMN or name in HOUSE.secrets[table])
    }
    assert sounding - left_out - HARMLESS == set()
    assert {table for table, _ in left_out} == set(HOUSE.secrets)


def test_whoever_may_not_gets_no_export(shop: Company, stamp: Stamp) -> None:
    clerk = Stamp(Actor("person", "clerk", (Grant("account:view"),)), stamp.at)

    with pytest.raises(NotPermitted):
        ask_customer_export(shop.scope.tenant_id, stamp=clerk)
    with pytest.raises(NotPermitted):
        make_archive("delta", stamp=clerk)


def test_a_company_cannot_open_the_export_of_another(
    shop: Company, neighbor: Company, stamp: Stamp
) -> None:
    made = ask_customer_export(neighbor.scope.tenant_id, stamp=stamp)
    make_customer_export(neighbor.scope.tenant_id, archive_id=made, stamp=stamp)

    with pytest.raises(ArchiveNotFound):
        open_customer_export(shop.scope.tenant_id, archive_id=made, stamp=stamp)


def test_no_archive_is_taken_while_the_schema_changes(shop: Company, stamp: Stamp) -> None:
    with as_owner() as owner:
        name = f"fleet:{shop.scope.schema}"
        owner.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [name])

        with pytest.raises(CompanyBusy):
            make_archive("delta", stamp=stamp)

    make_archive("delta", stamp=stamp)


def test_a_schema_that_no_archive_can_hold_is_refused(shop: Company, stamp: Stamp) -> None:
    with as_owner(shop.scope) as owner:
        owner.execute("CREATE VIEW totals AS SELECT 1")

    with pytest.raises(SchemaNotPlain):
        make_archive("delta", stamp=stamp)


def test_an_object_of_another_archive_is_not_taken_for_this_one(
    shop: Company, vault: Path, stamp: Stamp
) -> None:
    first, second = make_archive("delta", stamp=stamp), make_archive("delta", stamp=stamp)
    folder = vault / "archives" / "tenants" / str(shop.scope.tenant_id)
    stolen = (folder / str(first) / "tables" / "orders_order").read_bytes()
    (folder / str(second) / "tables" / "orders_order").write_bytes(stolen)

    with pytest.raises(ArchiveDamaged):
        restore("delta", archive_id=second, stamp=stamp)


def test_an_archive_can_be_read_after_the_master_key_has_changed(
    shop: Company, settings: Any, stamp: Stamp
) -> None:
    archive = make_archive("delta", stamp=stamp)
    fresh, old = b64encode(os.urandom(32)).decode(), settings.ARCHIVE_KEYS
    settings.ARCHIVE_KEYS = (fresh, *old)

    assert rewrap_keys(stamp=stamp) == 1

    settings.ARCHIVE_KEYS = (fresh,)
    assert manifest_of(shop.scope, archive).slug == "delta"
    settings.ARCHIVE_KEYS = old
    with pytest.raises(ArchiveKeyMissing):
        manifest_of(shop.scope, archive)
