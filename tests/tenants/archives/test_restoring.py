"""Yesterday's state of one company, while everybody else goes on."""

from dataclasses import replace
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import connection

from guildhall.audit.operations import seal_days, seal_trail
from guildhall.audit.queries import verify_chain
from guildhall.checkout.models import Cart
from guildhall.checkout.operations import erase_customer
from guildhall.identity import operations as identity
from guildhall.identity.models import User
from guildhall.identity.queries import find_person
from guildhall.kernel.models import Fact
from guildhall.kernel.personal import address_in_fact, reveal
from guildhall.kernel.stamp import Actor, Origin, Stamp
from guildhall.kernel.tenancy import PLATFORM, enter
from guildhall.orders.models import Order, OrderNote
from guildhall.orders.operations import add_note
from tenants.archives.errors import ArchiveTooNew, CompanyBusy, NothingToSwapBack
from tenants.archives.operations.exporting import make_archive
from tenants.archives.operations.restoring import restore, swap_back
from tenants.models import Tenant
from tenants.versions import newest
from tests.factories.checkouts import make_checkout_cart
from tests.factories.company import Company, make_order
from tests.harness.owner import as_owner
from tests.tenants.archives.shop import rows_of, schemas, state_of
from tests.tenants.catalog_lab import fingerprint, granted


def test_a_restored_company_is_as_it_was_and_its_neighbor_as_it_is(
    shop: Company, neighbor: Company, stamp: Stamp
) -> None:
    make_archive("delta", stamp=stamp)
    before, beside = state_of(shop.scope), state_of(neighbor.scope)
    with enter(shop.scope):
        make_order(shop, {"BREAD": 3}, stamp=stamp)

    restore("delta", stamp=stamp)

    assert state_of(shop.scope) == before
    assert state_of(neighbor.scope) == beside


def test_a_connection_that_was_open_before_sells_after(shop: Company, stamp: Stamp) -> None:
    make_archive("delta", stamp=stamp)
    with enter(shop.scope):
        for _ in range(8):  # often enough for the driver to prepare the statements
            make_order(shop, stamp=stamp)
        kept = make_order(shop, stamp=stamp).row.number
        backend = connection.connection.info.backend_pid

    restore("delta", stamp=stamp)

    with enter(shop.scope):
        fresh = make_order(shop, stamp=stamp).row.number
        assert connection.connection.info.backend_pid == backend
        assert Order.objects.count() == 5
        assert not Order.objects.filter(number=kept).exists()
    assert fresh > kept  # a number that was given away is not given away again


def test_swapping_back_brings_everything_back(shop: Company, stamp: Stamp) -> None:
    make_archive("delta", stamp=stamp)
    with enter(shop.scope):
        make_order(shop, {"BREAD": 3}, stamp=stamp)
    before = rows_of(shop.scope.schema), fingerprint(shop.scope.schema), granted(shop.scope.schema)
    restore("delta", stamp=stamp)

    swap_back("delta", stamp=stamp)

    assert state_of(shop.scope) == before
    with pytest.raises(NothingToSwapBack):
        swap_back("delta", stamp=stamp)


def test_who_was_shut_out_since_stays_out(shop: Company, stamp: Stamp) -> None:
    make_archive("delta", stamp=stamp)
    with as_owner(shop.scope) as owner:
        owner.execute("UPDATE identity_apikey SET revoked_at = now()")

    restore("delta", stamp=stamp)

    with as_owner(shop.scope) as owner:
        valid = owner.execute("SELECT FROM identity_apikey WHERE revoked_at IS NULL").fetchall()
    assert valid == []


def test_who_was_forgotten_since_stays_forgotten(shop: Company, stamp: Stamp) -> None:
    with enter(shop.scope):
        number = make_order(shop, stamp=stamp).row.number
        add_note(number, text="Alice rang", stamp=stamp)
        make_checkout_cart(shop, stamp=stamp)
        ann = identity.add_staff(
            "ann@example.com", name="Ann Lee", password="x", role="support", stamp=stamp
        )
        here = Stamp(
            Actor("staff", f"staff:{ann}"), stamp.at, origin=Origin(address="198.51.100.7")
        )
        kept = address_in_fact(here)
        make_archive("delta", stamp=stamp)
        identity.deactivate_staff(ann, stamp=stamp)
        identity.erase_person("ann@example.com", stamp=stamp)
        erase_customer("alice@example.com", stamp=stamp)

    restore("delta", stamp=stamp)

    with enter(shop.scope):
        assert not Order.objects.exclude(customer_name="", customer_email="").exists()
        assert Order.objects.exists()
        assert [note.text for note in OrderNote.objects.all()] == [""]
        assert [cart.email for cart in Cart.objects.all()] == [""]
        assert find_person("ann@example.com") is None
        person = User.objects.get(id=ann)
        assert (person.name, person.is_active) == ("", False)
        assert not EmailAddress.objects.filter(user=person).exists()
        assert reveal([kept]) == {}


def test_the_trail_of_a_restored_company_is_sound_and_goes_on(shop: Company, stamp: Stamp) -> None:
    later = replace(stamp, at=stamp.at + timedelta(days=1))
    with enter(shop.scope):
        seal_trail(stamp=stamp)
        seal_days(stamp=later)
        make_order(shop, stamp=stamp)  # in the archive without a seal
        sealed = verify_chain()
        make_archive("delta", stamp=stamp)
        make_order(shop, stamp=stamp)
        seal_trail(stamp=later)

    restore("delta", stamp=stamp)

    with enter(shop.scope):
        assert verify_chain() == sealed
        assert sealed.finding is None
        make_order(shop, stamp=stamp)
        assert seal_trail(stamp=later) > 0
        verdict = verify_chain()
        assert (verdict.finding, verdict.days) == (None, 1)
        assert verdict.facts == Fact.objects.count() > sealed.facts


def test_files_that_are_missing_are_put_back(shop: Company, stamp: Stamp) -> None:
    with enter(shop.scope):
        storages["default"].save("photos/cat.txt", ContentFile(b"miaow"))
        make_archive("delta", stamp=stamp)
        storages["default"].delete("photos/cat.txt")
        storages["default"].save("photos/dog.txt", ContentFile(b"woof"))

    restore("delta", stamp=stamp)

    with enter(shop.scope), storages["default"].open("photos/cat.txt") as found:
        assert found.read() == b"miaow"
        assert storages["default"].exists("photos/dog.txt")


@pytest.mark.slow
def test_whoever_holds_a_table_keeps_it_and_nothing_is_swapped(
    shop: Company, stamp: Stamp
) -> None:
    make_archive("delta", stamp=stamp)
    before, beside = state_of(shop.scope), schemas()
    with as_owner(shop.scope) as owner, owner.transaction():
        owner.execute("SELECT FROM orders_order LIMIT 1 FOR UPDATE")

        with pytest.raises(CompanyBusy):
            restore("delta", stamp=stamp)

    assert state_of(shop.scope) == before
    assert schemas() == beside
    restore("delta", stamp=stamp)


def test_an_archive_of_an_older_version_is_brought_to_this_one(
    shop: Company, stamp: Stamp
) -> None:
    """The schema is taken back to before there were invitations."""
    whole = granted(shop.scope.schema)
    with enter(shop.scope):
        call_command("migrate", "identity", "0001", database="owner", verbosity=0)
    with enter(PLATFORM):
        Tenant.objects.filter(slug="delta").update(schema_version=1)
    make_archive("delta", stamp=stamp)

    restore("delta", stamp=stamp)

    assert granted(shop.scope.schema) == whole
    with enter(PLATFORM):
        assert Tenant.objects.get(slug="delta").schema_version == newest().number


def test_an_archive_of_a_later_release_is_refused(shop: Company, stamp: Stamp) -> None:
    with enter(PLATFORM):
        Tenant.objects.filter(slug="delta").update(schema_version=newest().number + 1)
    make_archive("delta", stamp=stamp)
    before, beside = state_of(shop.scope), schemas()

    with pytest.raises(ArchiveTooNew):
        restore("delta", stamp=stamp)

    assert state_of(shop.scope) == before
    assert schemas() == beside
