"""The one written form of e-mail addresses and phone numbers."""

import pytest

from guildhall.customers.rules.contacts import contact_of, email_of, phone_of, region_of


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Alice@Example.COM", "alice@example.com"),
        ("  alice@example.com ", "alice@example.com"),
        ("käufer@BÜCHER.example", "käufer@xn--bcher-kva.example"),
        ("王@例子.中国", "王@xn--fsqu00a.xn--fiqs8s"),
        ("no address", ""),
        ("@example.com", ""),
        ("a@b@example.com", ""),
    ],
)
def test_an_email_address_has_one_written_form(text: str, written: str) -> None:
    assert email_of(text) == written


@pytest.mark.parametrize(
    ("text", "region", "written"),
    [
        ("138 0013 8000", "CN", "+8613800138000"),
        ("+86 138-0013-8000", "US", "+8613800138000"),
        ("(202) 555-0114", "US", "+12025550114"),
        ("202 555 0114", "", ""),
        ("12", "US", ""),
        ("call me", "US", ""),
    ],
)
def test_a_phone_number_has_one_written_form(text: str, region: str, written: str) -> None:
    assert phone_of(text, region=region) == written


def test_what_is_neither_is_no_contact() -> None:
    assert contact_of("somebody") is None
    assert contact_of("some@body@") is None


@pytest.mark.parametrize(
    ("told", "region"),
    [
        ({"tax_region": "US-CA", "locale": "zh-CN"}, "US"),
        ({"locale": "zh-CN", "currency": "USD"}, "CN"),
        ({"locale": "zh-hans", "currency": "CNY"}, "CN"),
        ({"locale": "en", "currency": "EUR"}, ""),
    ],
)
def test_a_channel_tells_from_where_phone_numbers_are(told: dict[str, str], region: str) -> None:
    assert region_of(**told) == region
