"""API keys as people make them, watch them, and take them back."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from guildhall.identity.models import ApiKey, CapabilityUse
from guildhall.identity.operations import issue_api_key, note_use
from guildhall.identity.queries import find_key
from guildhall.identity.states import Role
from guildhall.identity.types import NewKey
from guildhall.kernel import clock
from guildhall.kernel.cache import forget_everything
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from tests.console.conftest import SignIn
from tests.console.reading import rows_of, statements_of, text_of

PROOFS = "account_authentication_methods"
TOKEN = re.compile(r'value="(gh_[sp]k_[^"]+)"')
LONG_AGO = timedelta(days=31)


def _made(client: Client, **given: object) -> str:
    """Make a key on its page and return the key, or nothing where the page refused."""
    sent = {
        "token": str(new_id()),
        "name": "web",
        "kind": "secret",
        "rights": ["catalog:view"],
        "scope": "all",
        **given,
    }
    found = TOKEN.search(client.post("/keys/make", sent).content.decode())
    return found[1] if found else ""


def _send(client: Client, path: str, **given: object) -> int:
    return client.post(path, {"token": str(new_id()), **given}).status_code


def _old_key(stamp: Stamp, *rights: str) -> NewKey:
    """Return a key that was made a month ago and has used the first of its rights alone."""
    key = issue_api_key("books", capabilities=rights, stamp=stamp)
    ApiKey.objects.filter(prefix=key.prefix).update(created_at=clock.now() - LONG_AGO)
    note_use(f"key:{key.prefix}", rights[0], at=clock.now())
    return key


def _works(token: str, *, address: str = "") -> bool:
    forget_everything()
    return find_key(token, at=clock.now(), address=address) is not None


def test_a_key_that_was_made_on_its_page_works_and_is_shown_once(sign_in: SignIn) -> None:
    owner = sign_in(Role.OWNER)
    sent = {"token": str(new_id()), "name": "web", "kind": "secret", "scope": "all"}
    sent["rights"] = "catalog:view"

    first, second = (owner.post("/keys/make", sent).content.decode() for _ in range(2))

    found = TOKEN.search(first)
    assert found is not None
    assert _works(found[1])
    assert found[1] not in second
    assert found[1] not in owner.get("/keys").content.decode()
    assert ApiKey.objects.filter(name="web").count() == 1


@pytest.mark.parametrize("path", ["/keys", "/apps"])
def test_who_writes_programs_is_led_to_the_reference(sign_in: SignIn, path: str) -> None:
    owner = sign_in(Role.OWNER)

    leads = re.findall(r'href="([^"]+/reference)"', owner.get(path).content.decode())

    assert leads == ["/storefront/v1/reference", "/api/v1/reference"]
    assert {owner.get(each).status_code for each in leads} == {200}


def test_what_is_chosen_on_the_page_is_what_the_key_is(sign_in: SignIn) -> None:
    owner = sign_in(Role.OWNER)
    today = clock.now().date()

    token = _made(
        owner,
        kind="publishable",
        scope="channel:web",
        addresses="203.0.113.0/24\n2001:db8::/48\n",
        rate="120",
        last_day=str(today + timedelta(days=1)),
    )

    card = find_key(token, at=clock.now(), address="203.0.113.9")
    assert card is not None
    assert token.startswith("gh_pk_")
    assert (card.rate, card.grants[0].scope) == (120, "channel:web")
    assert not _works(token, address="198.51.100.1")
    assert card.expires_at is not None
    assert card.expires_at.date() >= today + timedelta(days=1)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"addresses": "203.0.113.0/99"}, "is not a network"),
        ({"kind": "publishable", "rights": ["orders:view"]}, "is seen by everybody"),
        ({"last_day": "2001-01-01"}, "This day is over"),
        ({"rate": "0"}, "greater than or equal to 1"),
        ({"scope": "store:NOWHERE"}, "Select a valid choice"),
        ({"rights": ["staff:edit"]}, "Select a valid choice"),
    ],
)
def test_what_a_key_cannot_be_is_told_at_its_field(
    sign_in: SignIn, given: dict[str, object], told: str
) -> None:
    owner = sign_in(Role.OWNER)
    sent: dict[str, object] = {"token": "1", "name": "web", "kind": "secret", "scope": "all"}
    sent |= {"rights": ["catalog:view"], **given}

    answer = owner.post("/keys/make", sent)

    assert answer.status_code == 422
    assert told in text_of(answer)
    assert not ApiKey.objects.filter(name="web").exists()


@pytest.mark.parametrize("act", ["make", "rotate", "widen"])
def test_whoever_gives_something_proves_once_more_who_they_are(
    sign_in: SignIn, stamp: Stamp, act: str
) -> None:
    owner = sign_in(Role.OWNER)
    key = _old_key(stamp, "orders:view", "stock:view")
    session = owner.session
    session[PROOFS] = [{**proof, "at": proof["at"] - 301} for proof in session[PROOFS]]
    session.save()

    path = "/keys/make" if act == "make" else f"/keys/{key.prefix}/{act}"

    assert owner.get(path)["Location"].startswith("/accounts/reauthenticate/")
    assert owner.post(path, {"token": "1"})["Location"].startswith("/accounts/reauthenticate/")


def test_one_click_takes_away_what_a_key_does_not_use_and_another_gives_it_back(
    sign_in: SignIn, stamp: Stamp
) -> None:
    owner = sign_in(Role.OWNER)
    key = _old_key(stamp, "orders:view", "stock:edit", "stock:view")
    page = f"/keys/{key.prefix}"
    offered = re.findall(r'name="without" value="([^"]+)"', owner.get(page).content.decode())
    assert "2 unused" in text_of(owner.get("/keys"))

    assert _send(owner, f"{page}/narrow", without=offered) == 302

    assert offered == ["stock:edit", "stock:view"]
    assert ApiKey.objects.get(prefix=key.prefix).shadow_capabilities == ["orders:view"]
    assert "Leaving" in text_of(owner.get(page))
    assert _works(key.token)
    assert _send(owner, f"{page}/widen") == 302
    assert ApiKey.objects.get(prefix=key.prefix).shadow_capabilities is None


def test_what_would_be_refused_is_shown_before_it_is(sign_in: SignIn, stamp: Stamp) -> None:
    owner = sign_in(Role.OWNER)
    key = _old_key(stamp, "orders:view", "stock:view")
    _send(owner, f"/keys/{key.prefix}/narrow", without=["stock:view"])

    note_use(f"key:{key.prefix}", "stock:view", at=clock.now(), loses=True)

    assert CapabilityUse.objects.get(capability="stock:view").shadow_refusals == 1
    assert "1 would be refused" in text_of(owner.get(f"/keys/{key.prefix}"))


def test_a_key_is_not_narrowed_to_nothing_by_a_form_that_was_bent(
    sign_in: SignIn, stamp: Stamp
) -> None:
    owner = sign_in(Role.OWNER)
    key = _old_key(stamp, "orders:view")
    narrow = f"/keys/{key.prefix}/narrow"

    assert [_send(owner, narrow, without=["orders:view"]), _send(owner, narrow)] == [422, 422]


def test_a_rotated_key_stops_when_it_was_said_and_leads_to_its_successor(
    sign_in: SignIn, stamp: Stamp
) -> None:
    owner = sign_in(Role.OWNER)
    key = _old_key(stamp, "orders:view")

    answer = owner.post(f"/keys/{key.prefix}/rotate", {"token": "1", "overlap": "0"})

    found = TOKEN.search(answer.content.decode())
    assert found is not None
    assert _works(found[1])
    assert not _works(key.token)
    assert "Replaced by" in text_of(owner.get(f"/keys/{key.prefix}"))


def test_a_revoked_key_is_refused_and_stays_in_the_list(sign_in: SignIn, stamp: Stamp) -> None:
    owner = sign_in(Role.OWNER)
    key = _old_key(stamp, "orders:view")
    before = rows_of(owner.get("/keys"))

    assert _send(owner, f"/keys/{key.prefix}/revoke") == 302

    assert not _works(key.token)
    assert rows_of(owner.get("/keys")) == before
    assert "Revoked" in text_of(owner.get(f"/keys/{key.prefix}"))


def test_whoever_may_not_see_keys_sees_none_and_changes_none(
    sign_in: SignIn, stamp: Stamp
) -> None:
    clerk = sign_in(Role.OPERATIONS)
    key = _old_key(stamp, "orders:view")
    one = f"/keys/{key.prefix}"

    seen = [clerk.get(path).status_code for path in ("/keys", one, "/keys/make", f"{one}/revoke")]
    sent = [_send(clerk, f"{one}/{act}") for act in ("narrow", "widen", "rotate", "revoke")]

    assert {*seen, *sent} == {403}
    assert _works(key.token)


def test_a_key_that_is_none_is_not_found(sign_in: SignIn) -> None:
    owner = sign_in(Role.OWNER)

    assert owner.get("/keys/gh_sk_nobody").status_code == 404
    assert owner.get("/keys/gh_sk_nobody/revoke").status_code == 404


def test_a_list_costs_the_same_however_many_keys_there_are(sign_in: SignIn, stamp: Stamp) -> None:
    owner = sign_in(Role.OWNER)
    before = statements_of(owner, "/keys")
    for _ in range(3):
        _old_key(stamp, "orders:view", "stock:view")

    assert statements_of(owner, "/keys") == before
