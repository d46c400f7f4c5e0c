"""The twin's gateway: one address, a method by name, and a signature on every part that counts.

Written after opendocs.alipay.com/common/02kf5q (signatures) and 02km9f (codes of the gateway).
"""

import json
from collections.abc import Mapping
from itertools import count
from secrets import token_hex
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.twins.alipay import keys
from tests.twins.alipay.desk import Trade, written
from tests.twins.base import Twin, route
from tests.twins.notices import Notification
from tests.twins.wire import Asked, Told

DONE = {"code": "10000", "msg": "Success"}


def no(sub: str, message: str = "", *, code: str = "40004") -> dict[str, str]:
    return {"code": code, "msg": "Business Failed", "sub_code": sub, "sub_msg": message or sub}


class Door(Twin):
    """What all parts of the twin share."""

    def forget(self) -> None:
        self.trades: dict[str, Trade] = {}
        self.forging = False
        self.refusing: list[str] = []
        self._numbers = count(1)

    @property
    def settings(self) -> dict[str, str]:
        return {"app_id": keys.APP_ID, "alipay_public_key": keys.public_pem(keys.ALIPAY)}

    @property
    def secrets(self) -> dict[str, str]:
        return {"private_key": keys.private_text(keys.MERCHANT)}

    def new_number(self) -> str:
        return f"20261122220014{next(self._numbers):014d}"

    @route("POST", "/gateway.do")
    def gateway(self, asked: Asked) -> Told:
        fields = asked.form
        method = fields.get("method", "")
        refusal = self._may_not(fields)
        answer = getattr(self, f"ask_{method.replace('.', '_')}", None)
        if refusal or answer is None:
            return self._told("error", refusal or no("isv.invalid-method", code="40002"))
        if self.refusing:
            return self._told(method, self._refusal())
        return self._told(method, answer(json.loads(fields["biz_content"]), fields))

    def _refusal(self) -> dict[str, str]:
        code = self.refusing.pop(0)
        return no(code, code="20000" if code.startswith("isp.") else "40004")

    def _may_not(self, fields: Mapping[str, str]) -> dict[str, str] | None:
        if fields.get("app_id") != keys.APP_ID:
            return no("isv.invalid-app-id", code="40002")
        return None if keys.fits(fields) else no("isv.invalid-signature", "验签出错", code="40002")

    def broken(self, asked: Asked) -> Told:
        return self._told("error", no("isp.unknow-error", code="20000"))

    def _told(self, method: str, found: Mapping[str, Any]) -> Told:
        node = json.dumps(found, ensure_ascii=False, separators=(",", ":")).replace("/", "\\/")
        name = "error_response" if method == "error" else f"{method.replace('.', '_')}_response"
        key = keys.STRANGER if self.forging else keys.ALIPAY
        signed = keys.signature(key, node)
        body = f'{{"{name}":{node},"sign":"{signed}"}}'
        return Told(200, body.encode(), {"content-type": "text/html;charset=utf-8"})

    def opened(self, url: str) -> tuple[str, dict[str, Any], dict[str, str]]:
        """Return what a customer asks by a signed address. Raises ValueError for a false one."""
        fields = dict(parse_qsl(urlsplit(url).query or url, keep_blank_values=True))
        if self._may_not(fields):
            raise ValueError(url)
        return fields["method"], json.loads(fields["biz_content"]), fields

    def tell(self, trade: Trade, **more: str) -> None:
        """Notify of a trade, unless nobody said where."""
        if not trade.notify_url:
            return
        fields = {
            "notify_id": token_hex(16),
            "notify_time": written(self.now()),
            "notify_type": "trade_status_sync",
            "app_id": keys.APP_ID,
            "seller_id": keys.SELLER,
            "charset": "utf-8",
            "version": "1.0",
            "sign_type": "RSA2",
            **trade.noticed(),
            **more,
        }

        def write(forged: bool) -> tuple[Mapping[str, str], bytes]:  # noqa: FBT001 - the outbox's
            key = keys.STRANGER if forged else keys.ALIPAY
            signed = keys.signature(key, keys.joined(fields, "sign", "sign_type"))
            form = "application/x-www-form-urlencoded; charset=utf-8"
            headers = {"content-type": form, "host": urlsplit(trade.notify_url).netloc}
            return headers, urlencode({**fields, "sign": signed}).encode()

        heard = Notification(trade.notify_url, write, lambda _status, body: body == b"success")
        self.notify(heard)

    def do_refuse(self, code: str) -> dict[str, Any]:
        """Refuse the next call."""
        self.refusing.append(code)
        return {"refusing": self.refusing}

    def do_forge(self, forging: bool) -> dict[str, bool]:  # noqa: FBT001 - over HTTP, by name
        """Sign answers by a stranger's key."""
        self.forging = forging
        return {"forging": forging}

    def do_account(self) -> dict[str, dict[str, str]]:
        return {"settings": self.settings, "secrets": self.secrets}
