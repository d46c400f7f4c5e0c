"""Which names a company may have."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.kernel.refusals import Refusal
from tenants.errors import SlugInvalid
from tenants.openings.errors import SlugReserved
from tenants.openings.rules.names import must_be_usable, propose
from tenants.openings.rules.words import HOSTS, PARTS
from tenants.provisioning import SLUG

LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


def _is_usable(slug: str) -> bool:
    try:
        must_be_usable(slug)
    except Refusal:
        return False
    return True


@given(st.text(st.sampled_from("abcxyz019-_.ÄßA "), max_size=45))
def test_what_is_usable_is_a_host_label_that_can_be_provisioned(slug: str) -> None:
    assert not _is_usable(slug) or (
        LABEL.fullmatch(slug) and SLUG.fullmatch(slug) and not slug.startswith("xn--")
    )


@given(st.text(max_size=80))
def test_what_is_proposed_for_any_name_has_the_form_of_a_name(name: str) -> None:
    proposed = propose(name)

    try:
        must_be_usable(proposed or "fallback-name")
    except SlugInvalid:
        pytest.fail(f"{proposed!r} was proposed and is no name")
    except SlugReserved:
        assert proposed  # the page says so


@pytest.mark.parametrize("slug", sorted(HOSTS | PARTS))
def test_a_word_of_the_platform_is_nobodys_name(slug: str) -> None:
    assert not _is_usable(slug)


@given(st.sampled_from(sorted(PARTS)), st.sampled_from(["acme", "north", "shop7"]))
def test_a_name_that_speaks_for_the_platform_is_refused(word: str, own: str) -> None:
    assert not _is_usable(f"{own}-{word}")
    assert not _is_usable(f"{word}-{own}")


@pytest.mark.parametrize(
    "slug", ["adm1n", "m4il", "ad-min", "supp0rt", "rnail", "vvww1", "acme-1ogin", "gui1dhall"]
)
def test_a_name_that_looks_like_the_platforms_is_refused(slug: str) -> None:
    with pytest.raises(SlugReserved):
        must_be_usable(slug)


@pytest.mark.parametrize("slug", ["acme", "mall", "a1b", "north-star", "barn-and-field", "shop-5"])
def test_an_ordinary_name_is_usable(slug: str) -> None:
    must_be_usable(slug)


@pytest.mark.parametrize(
    "slug", ["", "ab", "Acme", "1acme", "-acme", "acme-", "a--b", "a_b", "a.b", "a" * 41, "acmé"]
)
def test_what_is_no_name_is_refused(slug: str) -> None:
    with pytest.raises(SlugInvalid):
        must_be_usable(slug)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Olga's Shop", "olga-s-shop"),
        ("Café Zürich & Söhne", "cafe-zurich-sohne"),
        ("99 Bottles", "bottles"),
        ("北京商店", ""),
    ],
)
def test_a_name_is_proposed_from_the_companys(name: str, slug: str) -> None:
    assert propose(name) == slug
