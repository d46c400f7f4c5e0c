"""The signatures of API v3: what is signed, by whom, and for how long that counts."""

from datetime import UTC, datetime, timedelta

import pytest

from guildhall.payments.errors import NoticeForged
from integrations.wechat.rules import signing
from tests.twins.wechat import keys

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
BODY = '{"id":"EV-1"}'
NONCE = "593BEC0C930BF1AFEB40B4A08C8FB242"
SERIAL, NEXT = keys.FIRST, "PUB_KEY_ID_0000000000000002"
KNOWN = {SERIAL: keys.public_pem(SERIAL)}


def headers(*, serial: str = SERIAL, at: datetime = AT, key: str = SERIAL) -> dict[str, str]:
    stamp = str(int(at.timestamp()))
    return {
        "wechatpay-timestamp": stamp,
        "wechatpay-nonce": NONCE,
        "wechatpay-serial": serial,
        "wechatpay-signature": keys.signature(key, stamp, NONCE, BODY),
    }


def test_what_is_signed_ends_every_line_the_last_too() -> None:
    text = signing.lines("GET", "/v3/certificates", "1554208460", NONCE, "")

    assert text == f"GET\n/v3/certificates\n1554208460\n{NONCE}\n\n"


def test_a_request_is_signed_over_method_target_time_nonce_and_body() -> None:
    merchant = signing.Merchant(keys.MCHID, keys.SERIAL, keys.private_pem("merchant"))

    header = signing.authorization(
        "POST", "/v3/pay/transactions/native", BODY, merchant=merchant, at=1554208460, nonce="N"
    )

    told = keys.fields_of(header)
    parts = ("POST", "/v3/pay/transactions/native", "1554208460", "N", BODY)
    assert (told["mchid"], told["serial_no"]) == (keys.MCHID, keys.SERIAL)
    assert keys.fits(told["signature"], *parts)
    assert not keys.fits(told["signature"], "GET", *parts[1:])


def test_what_wechat_signed_lately_is_theirs() -> None:
    signing.must_be_theirs(BODY.encode(), headers(), keys=KNOWN, at=AT + timedelta(minutes=4))


@pytest.mark.parametrize(
    "wrong",
    [
        {"wechatpay-serial": "PUB_KEY_ID_unknown"},
        {"wechatpay-nonce": "another"},
        {"wechatpay-timestamp": str(int(AT.timestamp()) + 1)},
        {"wechatpay-timestamp": "soon"},
        {"wechatpay-timestamp": ""},
        {"wechatpay-signature": "not base64 at all"},
        {"wechatpay-signature": "WECHATPAY/SIGNTEST/abc"},
    ],
)
def test_whatever_of_it_is_not_as_signed_makes_a_notice_forged(wrong: dict[str, str]) -> None:
    with pytest.raises(NoticeForged):
        signing.must_be_theirs(BODY.encode(), headers() | wrong, keys=KNOWN, at=AT)


def test_another_body_under_the_same_signature_is_forged() -> None:
    with pytest.raises(NoticeForged):
        signing.must_be_theirs(b'{"id":"EV-2"}', headers(), keys=KNOWN, at=AT)


@pytest.mark.parametrize("late", [timedelta(minutes=5, seconds=1), timedelta(minutes=-6)])
def test_a_notice_outside_of_five_minutes_is_a_replay(late: timedelta) -> None:
    with pytest.raises(NoticeForged):
        signing.must_be_theirs(BODY.encode(), headers(), keys=KNOWN, at=AT + late)


def test_while_keys_are_exchanged_both_count() -> None:
    both = KNOWN | {NEXT: keys.public_pem(NEXT)}

    signing.must_be_theirs(BODY.encode(), headers(), keys=both, at=AT)
    signing.must_be_theirs(BODY.encode(), headers(serial=NEXT, key=NEXT), keys=both, at=AT)


def test_a_key_signs_under_its_own_serial_alone() -> None:
    both = KNOWN | {NEXT: keys.public_pem(NEXT)}

    with pytest.raises(NoticeForged):
        signing.must_be_theirs(BODY.encode(), headers(serial=NEXT), keys=both, at=AT)


def test_we_ask_to_be_answered_by_a_public_key_where_there_is_one() -> None:
    assert signing.newest_serial({"5157F0": "certificate", SERIAL: "key"}) == SERIAL
    assert signing.newest_serial({"5157F0": "certificate"}) == "5157F0"
    assert signing.newest_serial({}) == ""


def test_a_resource_opens_with_the_merchants_key_alone() -> None:
    resource = keys.sealed({"out_trade_no": "一"}, kind="transaction")

    assert signing.opened(resource, key=keys.API_V3_KEY) == '{"out_trade_no": "一"}'


@pytest.mark.parametrize("wrong", ["x" * 32, "short", ""])
def test_a_resource_opens_with_no_other_key(wrong: str) -> None:
    resource = keys.sealed({"out_trade_no": "1"}, kind="transaction")

    with pytest.raises(NoticeForged):
        signing.opened(resource, key=wrong)


def test_what_a_resource_is_said_to_be_is_sealed_in() -> None:
    resource = keys.sealed({"out_trade_no": "1"}, kind="transaction")

    with pytest.raises(NoticeForged):
        signing.opened(resource | {"associated_data": "refund"}, key=keys.API_V3_KEY)


def test_a_name_is_for_wechat_alone() -> None:
    hidden = signing.concealed("张三", key=keys.public_pem(keys.FIRST))

    assert keys.name_read(hidden) == "张三"
