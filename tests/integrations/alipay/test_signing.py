"""RSA2: what is signed of a request, of an answer and of a notification."""

from itertools import pairwise

import pytest

from guildhall.payments.errors import NoticeForged
from integrations.alipay.rules import signing
from tests.twins.alipay import keys

PRIVATE, PUBLIC = keys.private_text(keys.MERCHANT), keys.public_pem(keys.MERCHANT)
THEIRS = keys.public_pem(keys.ALIPAY)


def test_parameters_are_signed_by_name_and_empty_ones_are_left_out() -> None:
    fields = {"b": "2", "a": "1 &=", "sign": "x", "sign_type": "RSA2", "none": ""}

    assert signing.content(fields) == "a=1 &=&b=2&sign_type=RSA2"


def test_a_key_may_be_in_pem_or_as_alipays_tool_writes_it() -> None:
    pem = f"-----BEGIN PRIVATE KEY-----\n{PRIVATE}\n-----END PRIVATE KEY-----\n"
    bare = "".join(PUBLIC.splitlines()[1:-1])

    signatures = {signing.sign("text", key=key) for key in (PRIVATE, pem)}

    assert len(signatures) == 1
    assert all(signing.is_signed("text", each, keys=bare) for each in signatures)


def test_while_keys_are_exchanged_both_count() -> None:
    signed = keys.signature(keys.ALIPAY, "text")

    assert signing.is_signed("text", signed, keys=PUBLIC + THEIRS)
    assert not signing.is_signed("text", signed, keys=PUBLIC)
    assert not signing.is_signed("text", "no base64", keys=THEIRS)


def test_the_signed_part_of_an_answer_is_its_very_text() -> None:
    text = '{"alipay_trade_query_response": {"code":"10000","a":"}\\/"},"sign":"s"}'

    raw, found = signing.node_of(text, "alipay_trade_query_response")

    assert raw == '{"code":"10000","a":"}\\/"}'
    assert found["a"] == "}/"


def notice(**more: str) -> dict[str, str]:
    fields = {"app_id": keys.APP_ID, "out_trade_no": "1", "sign_type": "RSA2", "empty": ""} | more
    signed = keys.signature(keys.ALIPAY, keys.joined(fields, "sign", "sign_type"))
    return fields | {"sign": signed}


def test_a_notice_is_signed_without_its_signature_and_the_kind_of_it() -> None:
    signing.must_be_theirs(notice(), keys=THEIRS)


@pytest.mark.parametrize(
    "wrong", [{"out_trade_no": "2"}, {"sign": ""}, {"sign_type": "RSA"}, {"more": "1"}]
)
def test_whatever_of_it_is_not_as_signed_makes_a_notice_forged(wrong: dict[str, str]) -> None:
    with pytest.raises(NoticeForged):
        signing.must_be_theirs(notice() | wrong, keys=THEIRS)


def test_names_are_in_order() -> None:
    names = [each.partition("=")[0] for each in signing.content(notice()).split("&")]

    assert all(left < right for left, right in pairwise(names))
