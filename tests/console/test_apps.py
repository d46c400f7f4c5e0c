"""Pages of apps: register, show a secret once, edit, switch, install and take back."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from guildhall.identity.oauth.errors import AppChanged, AppInvalid, NotInItsList
from guildhall.identity.oauth.models import App, Installation, TokenFamily
from guildhall.identity.oauth.operations import (
    disable_app,
    edit_app,
    enable_app,
    install_app,
    register_app,
    rotate_app_secret,
    uninstall_app,
)
from guildhall.identity.oauth.queries import get_app
from guildhall.identity.oauth.types import AppDraft
from guildhall.identity.operations import add_staff
from guildhall.identity.states import Role
from guildhall.kernel.models import Fact
from guildhall.kernel.refusals import NotPermitted, Refusal
from guildhall.kernel.stamp import Actor, Grant, Stamp
from tests.console.reading import text_of, token_of
from tests.factories.company import Company

FORM = {
    "name": "Books",
    "description": "Copies sales into the ledger.",
    "way": "confidential client_secret_basic",
    "redirect_uris": "https://books.example.com/back",
    "token_format": "jwt",
    "rights": ["orders:view", "catalog:view"],
}
SERVER = AppDraft(
    "Books",
    "confidential",
    "client_secret_basic",
    capabilities=("orders:view", "catalog:view"),
    redirect_uris=("https://books.example.com/back",),
)


@pytest.fixture
def owner(sign_in: Callable[..., Client]) -> Client:
    return sign_in(Role.OWNER)


def _register(owner: Client, **more: Any) -> Any:
    token = token_of(owner.get("/apps/register"))
    return owner.post("/apps/register", {**FORM, **more, "token": token})


def _secret(answer: Any) -> str:
    found = re.search(r'value="(ghs_[^"]+)"', answer.content.decode())
    return found[1] if found else ""


def test_an_empty_list_says_what_an_app_is(owner: Client) -> None:
    assert "No apps yet" in text_of(owner.get("/apps"))


def test_an_app_is_registered_and_its_secret_is_shown_once(owner: Client) -> None:
    answer = _register(owner)

    secret = _secret(answer)
    app = App.objects.get()
    assert secret
    assert app.secret_last_four == secret[-4:]
    assert secret not in owner.get(f"/apps/{app.client_id}").content.decode()
    assert "Books" in text_of(owner.get("/apps"))
    assert secret not in str([row.payload for row in Fact.objects.all()])
    assert app.grant_types == ["authorization_code", "refresh_token", "client_credentials"]


def test_a_second_click_registers_nothing_and_shows_no_secret(owner: Client) -> None:
    token = token_of(owner.get("/apps/register"))

    owner.post("/apps/register", {**FORM, "token": token})
    again = owner.post("/apps/register", {**FORM, "token": token})

    assert App.objects.count() == 1
    assert not _secret(again)


@pytest.mark.parametrize(
    "wrong",
    [
        {"redirect_uris": "http://books.example.com/back"},
        {"redirect_uris": "https://books.example.com/#part"},
        {"redirect_uris": "https://*.example.com/back"},
        {"redirect_uris": "javascript:alert(1)"},
        {"way": "public none", "redirect_uris": ""},
        {"way": "device none"},
        {"way": "confidential none"},
        {"way": "confidential private_key_jwt"},
        {"way": "confidential private_key_jwt", "jwks": "{"},
        {"way": "confidential private_key_jwt", "jwks": '{"kty": "oct", "k": "AAAA"}'},
        {"rights": ["*"]},
        {"name": ""},
        {"homepage": "javascript:alert(1)"},
    ],
)
def test_an_app_that_cannot_be_is_refused_and_what_was_typed_is_kept(
    owner: Client, wrong: dict[str, Any]
) -> None:
    answer = _register(owner, **wrong)

    assert answer.status_code == 422
    assert not App.objects.exists()
    assert "Copies sales into the ledger." in answer.content.decode()


def test_a_rotated_secret_works_and_the_former_does_not(owner: Client) -> None:
    first = _secret(_register(owner))
    client_id = App.objects.get().client_id
    page = f"/apps/{client_id}/secret"

    asked = owner.get(page)
    second = _secret(owner.post(page, {"token": token_of(asked)}))

    assert second
    assert second != first
    assert App.objects.get().secret_last_four == second[-4:]


def test_an_app_is_edited_and_a_stale_edit_is_refused(owner: Client) -> None:
    _register(owner)
    page = f"/apps/{App.objects.get().client_id}/edit"
    form = {**FORM, "version": 1}

    answers = [
        owner.post(page, {**form, "name": name, "token": token_of(owner.get(page))})
        for name in ("Ledger", "Late")
    ]

    assert [answer.status_code for answer in answers] == [302, 412]
    assert App.objects.get().name == "Ledger"


def test_an_app_is_switched_off_and_on(owner: Client) -> None:
    _register(owner)
    page = f"/apps/{App.objects.get().client_id}"

    owner.post(f"{page}/off", {"token": token_of(owner.get(f"{page}/off"))})
    assert App.objects.get().disabled_at is not None
    owner.post(f"{page}/on", {"token": token_of(owner.get(f"{page}/on"))})

    assert App.objects.get().disabled_at is None


def test_an_app_is_installed_for_the_company_and_taken_back(owner: Client) -> None:
    _register(owner)
    page = f"/apps/{App.objects.get().client_id}"

    form = {"rights": ["orders:view"], "token": token_of(owner.get(f"{page}/install"))}
    owner.post(f"{page}/install", form)
    shown = text_of(owner.get(page))
    again = " ".join(owner.get(f"{page}/install").content.decode().split())
    owner.post(f"{page}/uninstall", {"token": token_of(owner.get(f"{page}/uninstall"))})

    assert "The company" in shown
    assert 'value="orders:view" checked' in again
    assert 'value="catalog:view" checked' not in again
    assert Installation.objects.get().removed_at is not None


def test_who_may_not_look_after_apps_sees_none(sign_in: Callable[..., Client]) -> None:
    clerk = sign_in(Role.WAREHOUSE)

    assert clerk.get("/apps").status_code == 403
    assert clerk.get("/apps/register").status_code == 403


def test_an_unknown_app_is_not_found(owner: Client) -> None:
    for page in ("", "/edit", "/secret", "/off", "/install"):
        assert owner.get(f"/apps/app_unknown{page}").status_code == 404


def _keeper(stamp: Stamp, *capabilities: str) -> Stamp:
    grants = tuple(Grant(each) for each in ("apps:view", "apps:edit", *capabilities))
    return Stamp(Actor("staff", "staff:keeper", grants), stamp.at)


def test_nobody_gives_an_app_more_than_they_hold(shop: Company, stamp: Stamp) -> None:
    keeper = _keeper(stamp, "orders:view")

    with pytest.raises(Refusal, match="more_than_you_hold"):
        register_app(SERVER, stamp=keeper)

    made = register_app(SERVER, stamp=stamp)
    with pytest.raises(Refusal, match="more_than_you_hold"):
        install_app(made.client_id, capabilities=("catalog:view",), stamp=keeper)
    install_app(made.client_id, capabilities=("orders:view",), stamp=keeper)
    assert Installation.objects.get().capabilities == ["orders:view"]


def test_an_app_is_given_only_what_it_was_registered_for(shop: Company, stamp: Stamp) -> None:
    made = register_app(SERVER, stamp=stamp)

    with pytest.raises(NotInItsList):
        install_app(made.client_id, capabilities=("orders:edit",), stamp=stamp)


def test_each_operation_needs_the_right_to_look_after_apps(shop: Company, stamp: Stamp) -> None:
    made = register_app(SERVER, stamp=stamp)
    install_app(made.client_id, capabilities=("orders:view",), stamp=stamp)
    nobody = Stamp(Actor("staff", "staff:nobody", (Grant("orders:view"),)), stamp.at)
    acts: list[Callable[[], object]] = [
        lambda: register_app(SERVER, stamp=nobody),
        lambda: edit_app(made.client_id, SERVER, version=1, stamp=nobody),
        lambda: rotate_app_secret(made.client_id, stamp=nobody),
        lambda: disable_app(made.client_id, stamp=nobody),
        lambda: enable_app(made.client_id, stamp=nobody),
        lambda: install_app(made.client_id, capabilities=("orders:view",), stamp=nobody),
        lambda: uninstall_app(made.client_id, user=None, stamp=nobody),
    ]

    for act in acts:
        with pytest.raises(NotPermitted):
            act()


def test_uninstalling_ends_the_sign_ins_that_came_of_it(shop: Company, stamp: Stamp) -> None:
    made = register_app(SERVER, stamp=stamp)
    app = App.objects.get()
    user = add_staff(
        "o@example.com", name="O", password="correct horse battery", role=Role.OWNER, stamp=stamp
    )
    for whose in (None, user):
        Installation(app=app, user_id=whose, capabilities=["orders:view"]).save()
        TokenFamily(app=app, user_id=whose, capabilities=[], expires_at=stamp.at).save()

    uninstall_app(made.client_id, user=user, stamp=stamp)

    assert TokenFamily.objects.get(user_id=user).end_reason == "uninstalled"
    assert TokenFamily.objects.get(user=None).ended_at is None
    assert len(get_app(made.client_id).installations) == 1


def test_the_kind_of_an_app_is_for_good(shop: Company, stamp: Stamp) -> None:
    made = register_app(SERVER, stamp=stamp)
    public = AppDraft("Books", "public", "none", redirect_uris=SERVER.redirect_uris)

    with pytest.raises(AppInvalid):
        edit_app(made.client_id, public, version=1, stamp=stamp)
    with pytest.raises(AppChanged):
        edit_app(made.client_id, SERVER, version=7, stamp=stamp)


def test_an_app_loses_with_an_edit_what_it_does_not_keep(shop: Company, stamp: Stamp) -> None:
    made = register_app(SERVER, stamp=stamp)
    less = AppDraft("Books", "confidential", "client_secret_basic", capabilities=("orders:view",))

    edit_app(made.client_id, less, version=1, stamp=stamp)

    assert get_app(made.client_id).draft.capabilities == ("orders:view",)
    assert get_app(made.client_id).version == 2
