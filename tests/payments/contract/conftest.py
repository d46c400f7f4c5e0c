"""Each vendor that has a twin, at a shop of its own."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytest_django import Settings

from guildhall.kernel.tenancy import Scope, enter
from guildhall.payments import operations
from guildhall.payments.ports import bind_providers, providers
from guildhall.payments.types import NewAccount
from tests.factories.payments import mailbox, now_stamp
from tests.payments.contract.desk import Desk
from tests.twins.contract import Case, cases


@pytest.fixture(params=list(cases()), ids=lambda case: case.name)
def desk(
    request: pytest.FixtureRequest, committed: dict[str, Scope], settings: Settings
) -> Iterator[Desk]:
    case: Case = request.param
    bound, vendor = dict(providers()), case.provider()
    bind_providers({**bound, vendor.code: vendor})
    with case.twin() as twin, enter(committed["alpha"]), mailbox(committed["alpha"]) as origin:
        twin.faults.change({"silent": True})
        settings.PROVIDER_URLS = {vendor.code: twin.url, "mailbox": origin}
        opened = operations.open_account(
            NewAccount(
                code=case.ask.account,
                provider=vendor.code,
                live=False,
                settings=case.settings(twin),
                secrets=case.secrets(twin),
            ),
            stamp=now_stamp(),
        )
        case.hears(twin, f"{origin}/payments/notices/{opened.token}")
        yield Desk(replace(case), twin, origin)
    bind_providers(bound)
