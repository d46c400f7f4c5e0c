"""What a tree shows, and what of it is due."""

from guildhall.kernel import clock
from guildhall.kernel.tenancy import Scope
from guildhall.payments.operations import splits
from guildhall.payments.queries.shares import due_shares, get_tree, list_receivers
from guildhall.payments.states import CallState
from tests.factories.payments import now_stamp
from tests.factories.splits import legs, paid_by_scan, share, yuan


def test_a_tree_shows_what_was_given_where(shop: Scope) -> None:
    payment = paid_by_scan()
    share(payment, ("maker", "60.00"), ("guide", "5.00"))

    tree = get_tree(payment.id)

    assert (tree.shareable, tree.refundable) == (yuan("34.40"), yuan("35.00"))
    assert [(leg.receiver, leg.amount) for leg in tree.splits[0].legs] == [
        ("maker", yuan("60.00")),
        ("guide", yuan("5.00")),
    ]


def test_what_was_planned_is_due_until_it_is_over(shop: Scope) -> None:
    payment = paid_by_scan()
    split = splits.plan_split(payment.id, legs(("maker", "1.00")), key="k", stamp=now_stamp())
    assert list(due_shares(clock.now(), limit=10)) == [("split", split)]

    splits.run_split(split, now=clock.now)
    splits.run_split(split, now=clock.now)

    assert list(due_shares(clock.now(), limit=10)) == []


def test_receivers_are_listed_by_their_codes(shop: Scope) -> None:
    found = list_receivers("wechat")

    assert [each.code for each in found] == ["guide", "hauler", "maker"]
    assert {each.state for each in found} == {CallState.DONE}
