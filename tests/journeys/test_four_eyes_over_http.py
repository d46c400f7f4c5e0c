"""From a program's call that is too large for one person to a change that two have answered for.

Through a real server, relay and worker: the call is answered with 202 and names the approval;
nothing has changed; another person says yes on the page; the change is in force, once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from django.test import Client as Browser

from guildhall.approvals.operations import set_rule
from guildhall.approvals.types import RuleTerms
from guildhall.identity.states import Role
from guildhall.kernel import clock
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.units import unit
from tests.console.conftest import PASSWORD, browser_of
from tests.console.test_approvals import decide
from tests.factories.company import Company, make_company
from tests.faults.storm import processes
from tests.harness.processes import Web, wait_until
from tests.identity.staffing import hire
from tests.isolation.app_callers import token_for

RIGHTS = ("prices:view", "prices:edit", "stock:view", "stock:edit", "approvals:view")


@dataclass(frozen=True, slots=True)
class Browsers:
    asker: Browser
    other: Browser


@pytest.fixture
def company(committed: dict[str, Scope]) -> Company:
    """Open shop where prices that move by a tenth and five pieces of stock need a yes."""
    with enter(committed["alpha"]), unit():
        made = make_company()
        stamp = system_stamp("test", clock.now())
        set_rule(RuleTerms(action="prices.change", threshold=Decimal(10)), stamp=stamp)
        set_rule(RuleTerms(action="stock.adjust", threshold=Decimal(5)), stamp=stamp)
    return made


@pytest.fixture
def carried(company: Company, tmp_path: Path) -> Iterator[None]:
    running = processes(("relay", "worker"), tmp_path)
    yield
    for process in running.values():
        process.kill()


@pytest.fixture
def asks(company: Company, web: Web) -> Iterator[httpx.Client]:
    """Return an app that acts for somebody who asks."""
    stamp = system_stamp("test", clock.now())
    with enter(company.scope), unit():
        user = hire(Role.ADMIN, stamp, name="asker")
        token = token_for(user, *RIGHTS, stamp=stamp)
    with web.client(company.host, key=token) as client:
        yield client


@pytest.fixture
def decides(company: Company) -> Browsers:
    """Return the browsers of who asked and of somebody else; no app and no key decides."""
    stamp = system_stamp("test", clock.now())
    with enter(company.scope), unit():
        hire(Role.ADMIN, stamp, name="decider")
    return Browsers(*(_signed_in(company, name) for name in ("asker", "decider")))


def _signed_in(company: Company, name: str) -> Browser:
    browser = browser_of(company)
    form = {"login": f"{name}@example.com", "password": PASSWORD}
    assert browser.post("/accounts/login/", form).status_code == 302
    return browser


def _send(client: httpx.Client, method: str, path: str, **told: Any) -> httpx.Response:
    headers = {"Idempotency-Key": str(new_id()), **told.pop("headers", {})}
    return client.request(method, f"/api/v1{path}", headers=headers, **told)


def _decided(asks: httpx.Client, decides: Browsers, waiting: httpx.Response) -> dict[str, Any]:
    """Let who asked try in vain, another person say yes, and wait for what follows."""
    approval = UUID(waiting.json()["approval"])
    path = f"/approvals/{approval}"
    assert decide(decides.asker, approval, "grant") == 403
    assert decide(decides.other, approval, "grant", reason="seen") == 302

    def shown() -> dict[str, Any]:
        found: dict[str, Any] = asks.get(f"/api/v1{path}").json()
        return found

    wait_until(lambda: shown()["state"] not in {"waiting", "granted"}, what="the effect")
    return shown()


def _price(client: httpx.Client) -> str:
    (line,) = client.get("/api/v1/prices/web/APPLE").json()["prices"]
    found: str = line["price"]["amount"]
    return found


@pytest.mark.usefixtures("carried")
def test_a_large_change_of_a_price_is_in_force_after_two_have_answered_for_it(
    asks: httpx.Client, decides: Browsers
) -> None:
    body = {"amount": "9.00", "currency": "USD"}
    key = {"Idempotency-Key": str(new_id())}

    small = _send(asks, "PUT", "/prices/web/APPLE", json={**body, "amount": "2.60"})
    large, again = (
        _send(asks, "PUT", "/prices/web/APPLE", json=body, headers=key) for _ in range(2)
    )
    before = _price(asks)
    shown = _decided(asks, decides, large)

    assert (small.status_code, large.status_code, again.status_code) == (200, 202, 202)
    assert (large.json()["action"], large.json()["state"]) == ("prices.change", "waiting")
    assert again.json() == large.json()
    assert (before, shown["state"], _price(asks)) == ("2.60", "done", "9.00")


@pytest.mark.usefixtures("carried")
def test_a_large_change_of_stock_is_booked_after_two_have_answered_for_it(
    asks: httpx.Client, decides: Browsers
) -> None:
    params = {"text": "APPLE", "location": "S1"}
    (level,) = asks.get("/api/v1/stock/levels", params=params).json()["items"]
    path = f"/stock/levels/{level['id']}"
    body = {"by": "-20", "expected": level["on_hand"], "reason": "stolen"}

    large = _send(asks, "POST", f"{path}/adjustment", json=body)
    before = asks.get(f"/api/v1{path}").json()["on_hand"]
    shown = _decided(asks, decides, large)

    assert (large.status_code, large.json()["action"]) == (202, "stock.adjust")
    assert (before, shown["state"]) == ("50", "done")
    assert asks.get(f"/api/v1{path}").json()["on_hand"] == "30"
    lines = asks.get(f"/api/v1{path}/movements").json()["items"]
    (line,) = [each for each in lines if each["kind"] == "adjustment"]
    assert (line["quantity"], line["reason"]) == ("-20", "stolen")
    assert line["reference"] == f"approval:{shown['id']}"
    assert line["actor"] == shown["requested_by"] != shown["decided_by"] != ""


@pytest.mark.usefixtures("carried")
def test_a_price_that_moved_while_it_waited_is_not_overwritten(
    asks: httpx.Client, decides: Browsers, stamp: Stamp
) -> None:
    large = _send(asks, "PUT", "/prices/web/APPLE", json={"amount": "9", "currency": "USD"})
    _send(asks, "PUT", "/prices/web/APPLE", json={"amount": "2.55", "currency": "USD"})

    shown = _decided(asks, decides, large)

    assert (shown["state"], shown["problem"]["code"]) == ("failed", "http.changed_meanwhile")
    assert _price(asks) == "2.55"
