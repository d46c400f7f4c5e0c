"""One form, one effect."""

import threading

import pytest
from django.db import connection

from guildhall.kernel.idempotency import KeyMissing, once
from guildhall.kernel.refusals import Invalid
from guildhall.kernel.tenancy import Scope, enter


def test_of_many_clicks_at_once_one_acts_and_the_others_wait_for_it(
    committed: dict[str, Scope],
) -> None:
    acted: list[int] = []
    answers: list[bool] = []
    together = threading.Barrier(8)

    def click() -> None:
        with enter(committed["alpha"]):
            together.wait(10)
            answers.append(once("staff:1", path="/pay", key="k", run=lambda: acted.append(1)))
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert acted == [1]
    assert sorted(answers) == [False] * 7 + [True]


def test_what_was_refused_can_be_tried_again(alpha: Scope) -> None:
    def refuse() -> None:
        raise Invalid

    with pytest.raises(Invalid):
        once("staff:1", path="/pay", key="k", run=refuse)

    assert once("staff:1", path="/pay", key="k", run=lambda: None)
    assert not once("staff:1", path="/pay", key="k", run=refuse)


def test_another_person_another_page_and_another_form_are_something_else(alpha: Scope) -> None:
    forms = [("a", "/pay", "k"), ("b", "/pay", "k"), ("a", "/ship", "k"), ("a", "/pay", "l")]

    assert all(once(who, path=path, key=key, run=lambda: None) for who, path, key in forms)


@pytest.mark.parametrize("key", ["", "ü", "a\nb", "x" * 256])
def test_a_form_without_a_good_key_does_nothing(alpha: Scope, key: str) -> None:
    acted: list[int] = []

    with pytest.raises(KeyMissing):
        once("staff:1", path="/pay", key=key, run=lambda: acted.append(1))

    assert acted == []
