"""What an app may do, in plain words, and what of it it does not do."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.translation import override

from guildhall.console.shell.rights import in_words
from guildhall.identity.oauth.models import Installation
from guildhall.identity.oauth.queries import unused_rights
from guildhall.identity.operations import note_use
from guildhall.identity.states import Role
from guildhall.kernel import clock
from tests.console.reading import text_of
from tests.factories.apps import install, make_app
from tests.factories.company import Company


@pytest.fixture
def owner(sign_in: Callable[..., Client]) -> Client:
    return sign_in(Role.OWNER)


def test_rights_that_an_app_has_not_used_for_thirty_days_are_told(owner: Client) -> None:
    app = make_app(grant_types=["client_credentials"])
    install(app, "orders:view", "orders:edit", "stock:view")
    now = clock.now()
    Installation.objects.update(installed_at=now - timedelta(days=40))
    for capability, days in (("orders:view", 1), ("orders:edit", 31)):
        note_use(f"app:{app.client_id}", capability, at=now - timedelta(days=days))
        note_use("app:other", "stock:view", at=now)

    assert unused_rights(app.client_id, at=now) == ("orders:edit", "stock:view")
    told = text_of(owner.get(f"/apps/{app.client_id}"))
    unused = told.partition("not used for 30 days")[2].partition("Tokens bound")[0]
    assert "Change, confirm and cancel orders" in unused
    assert "orders:view" not in unused


def test_rights_that_an_app_was_just_given_are_not_unused(shop: Company) -> None:
    app = make_app()
    install(app, "stock:view", "email")

    assert unused_rights(app.client_id, at=clock.now()) == ()
    assert unused_rights(app.client_id, at=clock.now() + timedelta(days=31)) == ("stock:view",)


@pytest.mark.parametrize("right", ["orders:view", "apps:edit"])
def test_rights_are_told_in_the_language_of_whoever_reads(right: str) -> None:
    """A form is made once and read in every language."""
    ((_code, words),) = in_words([right])

    with override("en"):
        english = str(words)
    with override("zh-hans"):
        chinese = str(words)

    assert english.isascii()
    assert not chinese.isascii()
