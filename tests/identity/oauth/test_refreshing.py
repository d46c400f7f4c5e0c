import json
from datetime import timedelta

import pytest
from django.test import Client

from guildhall.identity.models import User
from guildhall.identity.oauth.models import App, Installation, Token, TokenFamily
from guildhall.identity.oauth.queries import actor_of_access_token
from guildhall.kernel import clock
from tests.factories.apps import Made, at_once, code_for, make_app, redeem, refresh
from tests.identity.oauth.conftest import HOST, ISSUER

NO = {"error": "invalid_grant"}


def test_a_refresh_token_is_exchanged_for_the_next_one(app: Made, tokens: dict[str, str]) -> None:
    answer = refresh(HOST, app, tokens["refresh_token"])

    told = json.loads(answer.content)
    assert answer.status_code == 200
    assert told["refresh_token"] != tokens["refresh_token"]
    assert actor_of_access_token(told["access_token"], issuer=ISSUER) is not None


def test_of_four_refreshes_at_once_one_is_answered_and_nobody_is_harmed(
    app: Made, tokens: dict[str, str]
) -> None:
    answers = at_once(4, lambda: refresh(HOST, app, tokens["refresh_token"]))

    assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400]
    assert Token.objects.filter(kind="refresh", rotated_at=None).count() == 1
    assert TokenFamily.objects.get().ended_at is None


def test_a_refresh_token_that_comes_back_later_ends_the_family(
    app: Made, tokens: dict[str, str]
) -> None:
    successor = json.loads(refresh(HOST, app, tokens["refresh_token"]).content)
    Token.objects.filter(kind="refresh").exclude(rotated_at=None).update(
        rotated_at=clock.now() - timedelta(seconds=11)
    )

    replayed = refresh(HOST, app, tokens["refresh_token"])

    assert json.loads(replayed.content) == NO
    assert TokenFamily.objects.get().end_reason == "replayed"
    assert refresh(HOST, app, successor["refresh_token"]).status_code == 400
    assert actor_of_access_token(successor["access_token"], issuer=ISSUER) is None


def test_who_refreshes_while_the_old_token_comes_back_keeps_nothing(
    app: Made, tokens: dict[str, str]
) -> None:
    current = json.loads(refresh(HOST, app, tokens["refresh_token"]).content)
    Token.objects.filter(kind="refresh").exclude(rotated_at=None).update(
        rotated_at=clock.now() - timedelta(seconds=11)
    )
    sent = iter([tokens["refresh_token"], current["refresh_token"]] * 2)

    answers = at_once(4, lambda: refresh(HOST, app, next(sent)))

    given = [json.loads(each.content) for each in answers if each.status_code == 200]
    assert len(given) <= 1
    assert TokenFamily.objects.get().end_reason == "replayed"
    for each in (current, *given):
        assert actor_of_access_token(each["access_token"], issuer=ISSUER) is None
        assert refresh(HOST, app, each["refresh_token"]).status_code == 400


def test_a_refresh_token_lasts_thirty_days_from_its_use_and_ninety_in_all(
    app: Made, tokens: dict[str, str]
) -> None:
    first = Token.objects.get(kind="refresh")
    family = TokenFamily.objects.get()
    assert first.expires_at - first.issued_at == timedelta(days=30)
    TokenFamily.objects.update(expires_at=clock.now() + timedelta(days=3))

    refresh(HOST, app, tokens["refresh_token"])

    last = Token.objects.get(kind="refresh", rotated_at=None)
    assert last.expires_at == TokenFamily.objects.get().expires_at
    assert timedelta(days=89) < family.expires_at - family.started_at <= timedelta(days=91)


def test_an_app_may_ask_for_less_and_never_for_more(app: Made, tokens: dict[str, str]) -> None:
    less = json.loads(refresh(HOST, app, tokens["refresh_token"], scope="orders:view").content)
    more = refresh(HOST, app, less["refresh_token"], scope="orders:view orders:edit")

    assert less["scope"] == "orders:view"
    assert json.loads(more.content)["error"] == "invalid_scope"
    found = actor_of_access_token(less["access_token"], issuer=ISSUER)
    assert found is not None
    assert {grant.capability for grant in found.actor.grants} == {"orders:view"}


def test_a_refresh_token_of_another_app_is_nothing(app: Made, tokens: dict[str, str]) -> None:
    other = make_app("Other")

    assert json.loads(refresh(HOST, other, tokens["refresh_token"]).content) == NO
    assert refresh(HOST, app, tokens["refresh_token"]).status_code == 200


@pytest.mark.parametrize(
    ("what", "error"),
    [
        ("person", "invalid_grant"),
        ("app", "invalid_client"),
        ("installation", "invalid_grant"),
        ("family", "invalid_grant"),
    ],
)
def test_nothing_is_refreshed_and_nothing_opens_after_an_end(
    app: Made, tokens: dict[str, str], what: str, error: str
) -> None:
    ends = {
        "person": lambda: User.objects.update(is_active=False),
        "app": lambda: App.objects.update(disabled_at=clock.now()),
        "installation": lambda: Installation.objects.update(removed_at=clock.now()),
        "family": lambda: TokenFamily.objects.update(ended_at=clock.now()),
    }

    ends[what]()

    assert actor_of_access_token(tokens["access_token"], issuer=ISSUER) is None
    assert json.loads(refresh(HOST, app, tokens["refresh_token"]).content)["error"] == error


def test_no_secret_is_kept_in_clear(clerk: Client, app: Made) -> None:
    code = code_for(clerk, app)
    answer = json.loads(redeem(HOST, app, code).content)

    kept = [bytes(digest) for digest in Token.objects.values_list("digest", flat=True)]
    assert len(kept) == 1
    assert answer["refresh_token"].encode() not in kept
    assert len(kept[0]) == 32
