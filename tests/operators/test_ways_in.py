"""The way from the public host into a company: one browser, one company, one time."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from guildhall.kernel.tenancy import Scope
from tests.operators.conftest import Later
from tests.operators.visiting import begin, enter_by, way_in

type Scopes = dict[str, Scope]


def test_a_way_in_is_good_once(operator: Client) -> None:
    way = way_in(operator, begin(operator))

    assert enter_by(way)[1] == 302
    assert enter_by(way)[1] == 403


def test_only_the_latest_way_in_is_good(operator: Client) -> None:
    page = begin(operator)
    ways = [way_in(operator, page) for _ in range(2)]

    assert [enter_by(way)[1] for way in ways] == [403, 302]


def test_a_way_in_is_good_for_half_a_minute(operator: Client, later: Later) -> None:
    way = way_in(operator, begin(operator))

    later(timedelta(seconds=31))

    assert enter_by(way)[1] == 403


def test_a_way_in_leads_to_one_company_alone(operator: Client) -> None:
    way = way_in(operator, begin(operator))

    answer = Client(headers={"host": "beta.localhost"}).get(way)

    assert answer.status_code == 403
    assert enter_by(way)[1] == 302


@pytest.mark.parametrize("ticket", ["", "x", "a.b.c.d", "é.1.1.1", "1.2.3.4.5"])
def test_a_forged_way_in_leads_nowhere(operator: Client, ticket: str) -> None:
    assert enter_by(f"/visits/enter?ticket={ticket}")[1] == 403


def test_a_way_in_that_was_tampered_with_leads_nowhere(operator: Client) -> None:
    way = way_in(operator, begin(operator))
    forged = re.sub(r"\.(\d{10})\.", lambda found: f".{int(found[1]) + 1}.", way)

    assert forged != way
    assert enter_by(forged)[1] == 403
