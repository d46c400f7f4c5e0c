"""API keys: their form, their hash, where they work, and how they are exchanged and narrowed."""

import hashlib
from datetime import timedelta
from statistics import fmean, variance
from time import perf_counter_ns

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from guildhall.identity import rules
from guildhall.identity.errors import (
    KeyNotFound,
    NetworkInvalid,
    NotForBrowsers,
    OverlapTooLong,
)
from guildhall.identity.models import ApiKey
from guildhall.identity.operations import (
    issue_api_key,
    narrow_api_key,
    note_key_use,
    revoke_api_key,
    rotate_api_key,
    widen_api_key,
)
from guildhall.identity.queries import actor_of_token, find_key, get_key_report
from guildhall.identity.states import KeyKind
from guildhall.identity.types import KeyTerms
from guildhall.kernel.cache import forget_everything
from guildhall.kernel.facts import facts_about
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import Scope
from tests.harness.sizes import size_of

STOCK = ("stock:view",)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(("kind", "sign"), [(KeyKind.SECRET, "sk"), (KeyKind.PUBLISHABLE, "pk")])
def test_a_token_says_its_kind_and_ends_in_a_checksum(kind: KeyKind, sign: str) -> None:
    prefix, token = rules.make_token(kind)

    assert token.startswith(f"gh_{sign}_{prefix}_")
    assert token.endswith(rules.checksum_of(token[:-6]))
    assert rules.prefix_of(token) == prefix


@given(st.integers(0, 66), st.characters(codec="ascii"))
def test_a_mistyped_token_is_known_without_asking_anybody(at: int, sign: str) -> None:
    _, token = rules.make_token()
    mistyped = token[:at] + sign + token[at + 1 :]

    assert mistyped == token or rules.prefix_of(mistyped) is None


def test_a_key_of_the_former_form_goes_on_working_and_is_hashed_anew(
    alpha: Scope, stamp: Stamp
) -> None:
    token = "gh_0123456789ab_" + "s" * 43
    digest = hashlib.sha256(token.encode()).digest()
    ApiKey(prefix="0123456789ab", digest=digest, name="old", capabilities=list(STOCK)).save()

    card = find_key(token, at=stamp.at)
    assert card is not None
    note_key_use(card, token, address="", at=stamp.at)
    forget_everything()

    assert bytes(ApiKey.objects.get(prefix="0123456789ab").digest) != digest
    assert actor_of_token(token) is not None
    assert actor_of_token(token[:-1] + "t") is None


def test_a_key_survives_that_the_keys_of_the_vault_are_exchanged(
    alpha: Scope, stamp: Stamp, settings: Settings
) -> None:
    former, newer = settings.VAULT_KEYS, (Fernet.generate_key().decode(),)
    used = issue_api_key("used", capabilities=STOCK, stamp=stamp)
    unused = issue_api_key("unused", capabilities=STOCK, stamp=stamp)
    settings.VAULT_KEYS = newer + former
    forget_everything()
    card = find_key(used.token, at=stamp.at)
    assert card is not None
    note_key_use(card, used.token, address="", at=stamp.at)

    settings.VAULT_KEYS = newer
    forget_everything()

    assert actor_of_token(used.token) is not None
    assert actor_of_token(unused.token) is None
    settings.VAULT_KEYS = former
    forget_everything()


@pytest.mark.parametrize(
    ("address", "opened"),
    [
        ("203.0.113.7", 1),
        ("::ffff:203.0.113.7", 1),
        ("2001:db8:1::5", 1),
        ("203.0.114.7", 0),
        ("2001:db8:2::5", 0),
        ("", 0),
    ],
)
def test_a_key_works_from_its_networks_alone(
    alpha: Scope, stamp: Stamp, address: str, opened: int
) -> None:
    terms = KeyTerms(addresses=("203.0.113.0/24", "2001:db8:1::/48"))
    key = issue_api_key("fenced", capabilities=STOCK, terms=terms, stamp=stamp)

    assert (actor_of_token(key.token, address=address) is not None) == opened


@pytest.mark.parametrize("network", ["everywhere", "203.0.113.7/24", "203.0.113.0/33", ""])
def test_what_is_no_network_is_refused(alpha: Scope, stamp: Stamp, network: str) -> None:
    with pytest.raises(NetworkInvalid):
        issue_api_key("x", capabilities=STOCK, terms=KeyTerms(addresses=(network,)), stamp=stamp)


@pytest.mark.parametrize("capability", ["orders:view", "checkout:view", "stock:edit"])
def test_a_publishable_key_is_given_nothing_that_is_not_for_everybody(
    alpha: Scope, stamp: Stamp, capability: str
) -> None:
    terms = KeyTerms(kind=KeyKind.PUBLISHABLE)

    with pytest.raises(NotForBrowsers):
        issue_api_key("page", capabilities=(capability,), terms=terms, stamp=stamp)


def test_a_rotated_key_works_beside_its_successor_for_so_long_as_was_said(
    alpha: Scope, stamp: Stamp
) -> None:
    terms = KeyTerms(scope="channel:web", addresses=("203.0.113.0/24",), rate=9)
    former = issue_api_key("shop", capabilities=STOCK, terms=terms, stamp=stamp)

    fresh = rotate_api_key(former.prefix, overlap=HOUR, stamp=stamp)
    forget_everything()

    soon, late = stamp.at + HOUR / 2, stamp.at + HOUR
    there = "203.0.113.7"
    assert find_key(former.token, at=soon, address=there) is not None
    assert find_key(former.token, at=late, address=there) is None
    card = find_key(fresh.token, at=late, address=there)
    assert card is not None
    assert (card.grants, card.rate, card.expires_at) == (
        (Grant("stock:view", "channel:web"),),
        9,
        None,
    )
    assert get_key_report(former.prefix, at=stamp.at).replaced_by == fresh.prefix
    facts = [fact.type for fact in facts_about([f"api_key:{former.prefix}"])]
    assert facts == ["api_key.issued", "api_key.rotated"]


def test_a_rotation_never_prolongs_a_life(alpha: Scope, stamp: Stamp) -> None:
    terms = KeyTerms(expires_at=stamp.at + HOUR)
    former = issue_api_key("shop", capabilities=STOCK, terms=terms, stamp=stamp)

    rotate_api_key(former.prefix, overlap=5 * HOUR, stamp=stamp)

    assert ApiKey.objects.get(prefix=former.prefix).expires_at == stamp.at + HOUR


@pytest.mark.parametrize("overlap", [-HOUR, 169 * HOUR])
def test_an_overlap_has_its_limits(alpha: Scope, stamp: Stamp, overlap: timedelta) -> None:
    key = issue_api_key("shop", capabilities=STOCK, stamp=stamp)

    with pytest.raises(OverlapTooLong):
        rotate_api_key(key.prefix, overlap=overlap, stamp=stamp)


def test_a_revoked_key_is_not_rotated(alpha: Scope, stamp: Stamp) -> None:
    key = issue_api_key("shop", capabilities=STOCK, stamp=stamp)
    revoke_api_key(key.prefix, stamp=stamp)

    with pytest.raises(KeyNotFound):
        rotate_api_key(key.prefix, overlap=HOUR, stamp=stamp)


@pytest.mark.parametrize("act", [rotate_api_key, narrow_api_key, widen_api_key, revoke_api_key])
def test_whoever_may_not_edit_keys_changes_none(alpha: Scope, stamp: Stamp, act: object) -> None:
    key = issue_api_key("shop", capabilities=STOCK, stamp=stamp)
    viewer = Stamp(Actor("staff", "staff:x", (Grant("keys:view"),)), stamp.at)
    more = {rotate_api_key: {"overlap": HOUR}, narrow_api_key: {"without": STOCK}}

    with pytest.raises(NotPermitted):
        act(key.prefix, stamp=viewer, **more.get(act, {}))  # type: ignore[operator, call-overload]


def test_how_long_a_look_up_takes_tells_nothing_of_the_secret(alpha: Scope, stamp: Stamp) -> None:
    """Welch's t over keys that are wrong from the first sign on and at the last alone."""
    size = size_of("key_timing", small=3_000, soak=50_000)
    key = issue_api_key("shop", capabilities=STOCK, stamp=stamp)
    digests = (_bent(key.token, 20), _bent(key.token, 59))
    took: tuple[list[float], list[float]] = ([], [])

    for number in range(2 * size):
        which = number % 2
        began = perf_counter_ns()
        opened = find_key(digests[which], at=stamp.at)
        took[which].append(perf_counter_ns() - began)
        assert opened is None

    first, last = (_undisturbed(each) for each in took)
    spread = variance(first) / len(first) + variance(last) / len(last)
    assert abs(fmean(first) - fmean(last)) / spread**0.5 < 4.5


def _bent(token: str, at: int) -> str:
    """Return a token with another sign in its secret, and with a checksum that holds."""
    body = token[:-6]
    sign = "A" if body[at] != "A" else "B"
    body = body[:at] + sign + body[at + 1 :]
    return body + rules.checksum_of(body)


def _undisturbed(took: list[float]) -> list[float]:
    """Leave out the slowest tenth: there the machine did something else."""
    return sorted(took)[: len(took) * 9 // 10]
