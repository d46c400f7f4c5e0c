"""An answer given a moment ago is given again, and not a moment longer than it is true."""

from decimal import Decimal

from django.test import Client

from guildhall.catalog.operations import change_price
from guildhall.identity.operations import issue_api_key, revoke_api_key
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from tests.factories.company import SITE, Company, make_company

APPLE = f"/storefront/v1/products/APPLE?site={SITE}"


def company_in(scope: Scope) -> Company:
    with enter(scope):
        return make_company()


def client_of(company: Company, key: str | None = None) -> Client:
    token = key or company.storefront_key
    return Client(headers={"host": company.host, "authorization": f"Bearer {token}"})


def test_a_repeated_question_gets_the_same_answer_with_every_header(
    committed: dict[str, Scope],
) -> None:
    client = client_of(company_in(committed["alpha"]))

    first, again = client.get(APPLE), client.get(APPLE)

    assert first.status_code == again.status_code == 200
    assert again.content == first.content
    theirs = [dict(answer.items()) for answer in (first, again)]
    assert len({headers.pop("X-Request-Id") for headers in theirs}) == 2
    assert theirs[0] == theirs[1]
    assert again["X-Content-Type-Options"] == "nosniff"


def test_whoever_has_the_answer_is_told_so(committed: dict[str, Scope]) -> None:
    client = client_of(company_in(committed["alpha"]))
    etag = client.get(APPLE)["ETag"]

    known = client.get(APPLE, headers={"if-none-match": etag})
    other = client.get(APPLE, headers={"if-none-match": '"other"'})

    assert (known.status_code, known.content) == (304, b"")
    assert other.status_code == 200


def test_a_changed_price_is_shown_at_once(committed: dict[str, Scope], stamp: Stamp) -> None:
    company = company_in(committed["alpha"])
    client = client_of(company)
    client.get(APPLE)

    with enter(company.scope):
        price = Money(Decimal("3.75"), "USD")
        change_price("APPLE", price=price, channel=company.site.channel, stamp=stamp)

    assert client.get(APPLE).json()["price"]["amount"] == "3.75"


def test_a_revoked_key_gets_no_answer_that_was_given_before(
    committed: dict[str, Scope], stamp: Stamp
) -> None:
    company = company_in(committed["alpha"])
    with enter(company.scope):
        key = issue_api_key("brief", capabilities=("catalog:view",), stamp=stamp)
    client = client_of(company, key.token)
    assert client.get(APPLE).status_code == 200

    with enter(company.scope):
        revoke_api_key(key.prefix, stamp=stamp)

    assert client.get(APPLE).status_code == 401


def test_an_answer_is_not_given_to_other_credentials_or_another_company(
    committed: dict[str, Scope],
) -> None:
    alpha, beta = company_in(committed["alpha"]), company_in(committed["beta"])
    assert client_of(alpha).get(APPLE).status_code == 200

    stranger = client_of(alpha, "gh_000000000000_wrong").get(APPLE)
    neighbor = client_of(beta, alpha.storefront_key).get(APPLE)

    assert (stranger.status_code, neighbor.status_code) == (401, 401)


def test_what_was_refused_is_asked_anew(committed: dict[str, Scope], stamp: Stamp) -> None:
    company = company_in(committed["alpha"])
    client = client_of(company)
    missing = f"/storefront/v1/products/NOPE?site={SITE}"

    answers = [client.get(missing).status_code for _ in range(3)]

    assert answers == [404, 404, 404]
