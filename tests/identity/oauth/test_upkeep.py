from dataclasses import replace
from datetime import timedelta
from typing import Any

from guildhall.identity.models import User
from guildhall.identity.oauth.models import App, AuthorizationCode, Token, TokenFamily
from guildhall.identity.oauth.operations import (
    drop_what_is_over,
    end_family,
    issue_code,
    issue_for_company,
    start_family,
)
from guildhall.identity.oauth.operations.families import issue
from guildhall.identity.oauth.states import FamilyEnd
from guildhall.identity.oauth.types import CodeTerms
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope
from tests.factories.apps import BACK, install, make_app

SCOPE = ("orders:view",)
DAY = timedelta(days=1)


def _after(stamp: Stamp, days: int) -> Stamp:
    return replace(stamp, at=stamp.at + timedelta(days=days))


def _app(**fields: Any) -> App:
    return App.objects.get(id=make_app(**fields).id)


def _ann() -> User:
    user = User(email="ann@example.com", name="Ann")
    user.save(force_insert=True)
    return user


def test_a_code_is_known_for_a_day_after_its_end(alpha: Scope, stamp: Stamp) -> None:
    user = _ann()
    terms = CodeTerms(
        BACK, names_redirect_uri=True, scope=SCOPE, code_challenge="c" * 43, signed_in_at=stamp.at
    )
    issue_code(_app(), user=user.pk, terms=terms, stamp=stamp)

    drop_what_is_over(at=stamp.at + DAY)
    assert AuthorizationCode.objects.count() == 1

    drop_what_is_over(at=stamp.at + DAY + timedelta(minutes=2))
    assert not AuthorizationCode.objects.exists()


def test_a_used_refresh_token_is_known_until_it_would_have_ended(
    alpha: Scope, stamp: Stamp
) -> None:
    app = _app(token_format="opaque")
    family = start_family(app, user=_ann().pk, scope=SCOPE, stamp=stamp)
    issue(family, app=app, scope=SCOPE, stamp=stamp)
    Token.objects.update(rotated_at=stamp.at)

    drop_what_is_over(at=stamp.at + 29 * DAY)
    assert [token.kind for token in Token.objects.all()] == ["refresh"]

    drop_what_is_over(at=stamp.at + 31 * DAY)
    assert not Token.objects.exists()
    assert TokenFamily.objects.count() == 1


def test_a_sign_in_goes_a_month_after_its_end_with_all_its_tokens(
    alpha: Scope, stamp: Stamp
) -> None:
    app, user = _app(), _ann()
    over = start_family(app, user=user.pk, scope=SCOPE, stamp=_after(stamp, -10))
    lasting = start_family(app, user=user.pk, scope=SCOPE, stamp=stamp)
    for family in (over, lasting):
        issue(family, app=app, scope=SCOPE, stamp=_after(stamp, 25))
    end_family(over.id, reason=FamilyEnd.REVOKED, stamp=stamp)

    drop_what_is_over(at=stamp.at + 31 * DAY)

    assert [family.id for family in TokenFamily.objects.all()] == [lasting.id]
    assert [token.family_id for token in Token.objects.all()] == [lasting.id]


def test_an_app_for_the_company_begins_anew_before_its_sign_in_ends(
    alpha: Scope, stamp: Stamp
) -> None:
    made = make_app(kind="confidential", grant_types=["client_credentials"])
    install(made, "orders:view")
    app = App.objects.get(id=made.id)

    sids = [
        found.sid
        for days in (0, 1, 89, 90)
        if (found := issue_for_company(app, scope=(), stamp=_after(stamp, days)))
    ]

    assert len(sids) == 4
    assert sids[0] == sids[1] == sids[2] != sids[3]
