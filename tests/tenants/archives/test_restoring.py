"""Yesterday's state of one company, while everybody else goes on."""

import pytest
from django.db import connection

from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import enter
from guildhall.orders.models import Order
from tenants.archives.errors import NothingToSwapBack
from tenants.archives.operations.exporting import make_archive
from tenants.archives.operations.restoring import restore, swap_back
from tests.factories.company import Company, make_order
from tests.tenants.archives.shop import rows_of, state_of
from tests.tenants.catalog_lab import fingerprint, granted

# What a restored schema must not bring back: see guildhall.config.archives.
SHUT_OUT = ("django_session", "identity_invitation")


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
