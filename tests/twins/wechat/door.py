"""The twin's door: who may ask, how it is answered, and how merchants are told.

Written after pay.weixin.qq.com/doc/v3/merchant/4012365336 and the pages beside it.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from itertools import count
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit

from tests.twins.base import Twin
from tests.twins.notices import Notification
from tests.twins.wechat import keys
from tests.twins.wechat.desk import Order, no
from tests.twins.wire import Asked, Told

FRESH = 300


class Door(Twin):
    """What all parts of the twin share."""

    orders: dict[str, Order]

    def forget(self) -> None:
        self.serials = [keys.FIRST]
        self.forging = False
        # What the next calls that change something are refused with.
        self.refusing: list[str] = []
        self._numbers = count(1)

    @property
    def settings(self) -> dict[str, str]:
        known = {serial: keys.public_pem(serial) for serial in self.serials}
        return {
            "mchid": keys.MCHID,
            "appid": keys.APPID,
            "serial_no": keys.SERIAL,
            "platform_keys": json.dumps(known),
        }

    @property
    def secrets(self) -> dict[str, str]:
        return {"private_key": keys.private_pem("merchant"), "api_v3_key": keys.API_V3_KEY}

    def new_number(self) -> str:
        return f"42000{next(self._numbers):023d}"

    def missing(self, asked: Asked) -> Told:
        return no("RESOURCE_NOT_EXISTS", asked.path)

    def broken(self, asked: Asked) -> Told:
        return no("SYSTEM_ERROR", "系统异常,请稍后重试")

    def admit(self, asked: Asked) -> Told | None:
        told = keys.fields_of(asked.headers.get("authorization", ""))
        at, nonce = told.get("timestamp", "0"), told.get("nonce_str", "")
        known = told.get("mchid") == keys.MCHID and told.get("serial_no") == keys.SERIAL
        fresh = at.isdigit() and abs(self.now().timestamp() - self.ahead.total_seconds() - int(at))
        parts = (asked.method, asked.target, at, nonce, asked.body.decode())
        if not known or fresh is False or fresh > FRESH:
            return no("SIGN_ERROR", "签名错误")
        if not keys.fits(told.get("signature", ""), *parts):
            return no("SIGN_ERROR", "签名错误")
        unsafe = asked.method == "POST"
        return no(self.refusing.pop(0)) if self.refusing and unsafe else None

    def seal(self, asked: Asked, told: Told) -> Told:
        wanted = asked.headers.get("wechatpay-serial", "")
        serial = wanted if wanted in self.serials else self.serials[-1]
        body = told.body.decode() if "v3/billdownload" not in asked.path else ""
        return Told(
            told.status, told.body, {**told.headers, **self._signed(body, serial, self.forging)}
        )

    def _signed(self, body: str, serial: str, forged: bool) -> dict[str, str]:  # noqa: FBT001 - a base's own word
        # Signed by the clock that the asker has: the twin's own may run ahead.
        at, nonce = str(int((self.now() - self.ahead).timestamp())), token_hex(16)
        key = "stranger" if forged else serial
        return {
            "Wechatpay-Timestamp": at,
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Serial": serial,
            "Wechatpay-Signature": keys.signature(key, at, nonce, body),
            "Request-ID": token_hex(12),
        }

    def tell(self, url: str, event: str, kind: str, found: dict[str, Any]) -> None:
        envelope = {
            "id": token_hex(16),
            "create_time": datetime.isoformat(self.now(), timespec="seconds"),
            "resource_type": "encrypt-resource",
            "event_type": event,
            "summary": event,
            "resource": keys.sealed(found, kind=kind),
        }
        body = json.dumps(envelope, ensure_ascii=False)

        def write(forged: bool) -> tuple[Mapping[str, str], bytes]:  # noqa: FBT001 - the outbox's
            signed = self._signed(body, self.serials[-1], forged)
            host = urlsplit(url).netloc
            return {**signed, "host": host, "content-type": "application/json"}, body.encode()

        self.notify(Notification(url, write))

    def do_rotate(self) -> dict[str, str]:
        """Take a new key; notifications are signed by it, answers by the one asked for."""
        self.serials.append(f"PUB_KEY_ID_{len(self.serials):016d}")
        return self.settings

    def do_forge(self, forging: bool) -> dict[str, bool]:  # noqa: FBT001 - over HTTP, by name
        """Sign answers by a stranger's key."""
        self.forging = forging
        return {"forging": forging}

    def do_account(self) -> dict[str, dict[str, str]]:
        return {"settings": self.settings, "secrets": self.secrets}

    def do_refuse(self, code: str) -> dict[str, Any]:
        """Refuse the next call that changes something."""
        self.refusing.append(code)
        return {"refusing": self.refusing}
