"""What a company of the demo says before it sells: how it sends, who writes, whom it knows."""

from guildhall.checkout.queries import list_methods, list_zones
from guildhall.config.demo.counter import METHODS, ZONES, set_counter
from guildhall.kernel.facts import count_facts
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope


def test_a_counter_is_set_once(alpha: Scope, stamp: Stamp) -> None:
    set_counter("Acme", slug="acme", stamp=stamp)
    facts = count_facts()

    set_counter("Acme", slug="acme", stamp=stamp)

    assert facts[0] > 0
    assert count_facts() == facts
    assert {zone.code for zone in list_zones()} == {zone.code for zone in ZONES}
    assert [method.code for method in list_methods()] == [method.code for method in METHODS]
