"""A company with a brand, a rule, and people who ask and decide."""

from collections.abc import Iterator

import pytest

from guildhall.approvals.ports import bind_commands
from guildhall.flows.approvals import FlowsCommands
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope
from tests.approvals.lab import Lab, People, make_brand, make_people, make_rule


@pytest.fixture
def lab() -> Iterator[Lab]:
    """Bind the command of the tests, and whoever else knows commands afterwards."""
    found = Lab()
    bind_commands(found)
    yield found
    bind_commands(FlowsCommands())


@pytest.fixture
def people(alpha: Scope, lab: Lab, stamp: Stamp) -> People:
    """In alpha, in a transaction that is rolled back, where 10 units need a yes."""
    make_brand()
    make_rule(stamp)
    return make_people(stamp)
