"""What is secret or personal does not get past the nets, and the rest does."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.kernel.scrubbing import HIDDEN, is_telling, scrub, scrub_text

SECRET = [
    "gh_0123456789ab_S3cretS3cretS3cret",
    "ghp_0123456789ab_S3cretS3cretS3cret",
    "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
    "gAAAAABm0000000000000000000000000000000000==",
    "ada.lovelace+shop@mail.example.com",
    "+1 (555) 010-4477",
    "13812345678",
    "4111 1111 1111 1111",
    "378282246310005",
    "-----BEGIN EC PRIVATE KEY-----\nMHcCAQ\n-----END EC PRIVATE KEY-----",
]
HARMLESS = [
    "order ORD-2026-000123 was placed at 2026-11-22T07:31:38.123456Z",
    "01a20223-208d-70bb-a2c5-56a37709d143",
    "4111 1111 1111 1112",
    "the code is inventory.out_of_stock",
    "/orders/ORD-2026-000123?state=&cursor=2",
    "7c51a3e656942e625fe9760bd114ce29146354f8aaf76806dcf60076d7f8bba1",
]


@pytest.mark.parametrize("secret", SECRET)
def test_what_looks_secret_is_taken_out_wherever_it_stands(secret: str) -> None:
    assert scrub_text(f"before {secret} after") == f"before {HIDDEN} after"
    assert secret not in str(scrub({"a": [{"b": (secret, secret.encode())}], secret: 1}))


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_harmless_stays(text: str) -> None:
    assert scrub_text(text) == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("postgresql://app:s3cret@db:5432/x", "postgresql://***@db:5432/x"),
        ("GET /x?token=abc&page=2", "GET /x?token=***&page=2"),
        ("/cb?code=abc&state=x", "/cb?code=***&state=***"),
        ("Authorization: Bearer abcdefgh", "Authorization: Bearer ***"),
        ('{"client_secret": "abc"}', '{"client_secret": "***"}'),
    ],
)
def test_of_an_address_or_a_message_the_secret_alone_is_taken_out(text: str, left: str) -> None:
    assert scrub_text(text) == left


@pytest.mark.parametrize(
    "name", ["password", "new_password1", "client_secret", "X-Api-Key", "Cookie", "VAULT_KEYS"]
)
def test_what_stands_under_a_telling_name_is_taken_out(name: str) -> None:
    assert is_telling(name)
    assert scrub({name: "anything"}) == {name: HIDDEN}


@given(st.uuids())
def test_no_id_is_taken_for_a_secret(drawn: UUID) -> None:
    assert scrub_text(f"/orders/{drawn}") == f"/orders/{drawn}"
