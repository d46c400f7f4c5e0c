"""A person with a browser, who signs in and decides what apps ask."""

import re
from html import unescape

import httpx2

from tests.harness.processes import NO_CERTIFICATES

FORM_SECRET = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Loopback(httpx2.HTTPTransport):
    """Reaches every host on this machine; the header still says which one is meant."""

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        # A copy: cookies are kept for the host that was meant.
        sent = httpx2.Request(
            request.method,
            request.url.copy_with(host="127.0.0.1"),
            headers=request.headers,
            stream=request.stream,
            extensions=request.extensions,
        )
        return super().handle_request(sent)


def loopback() -> Loopback:
    return Loopback(verify=NO_CERTIFICATES)


class Visitor:
    """A browser of one person. It holds cookies, and sends forms as their pages made them."""

    def __init__(self) -> None:
        self.http = httpx2.Client(transport=loopback(), timeout=30)

    def sign_in(self, issuer: str, email: str, password: str) -> None:
        page = f"{issuer}/accounts/login/"
        answer = self.send(page, login=email, password=password)
        assert answer.status_code == 302, answer.text

    def send(self, page: str, **fields: str) -> httpx2.Response:
        """Open a page and send its form."""
        shown = self.http.get(page)
        assert shown.status_code == 200, (shown.status_code, shown.headers, shown.text)
        return self.answer(shown, **fields)

    def answer(self, shown: httpx2.Response, **fields: str) -> httpx2.Response:
        """Send the form of a page that is open."""
        secret = FORM_SECRET.search(shown.text)
        assert secret, shown.text
        form = {"csrfmiddlewaretoken": secret[1], **fields}
        origin = f"{shown.url.scheme}://{shown.url.netloc.decode()}"
        return self.http.post(shown.url, data=form, headers={"Origin": origin})

    def let_app_in(self, address: str) -> str:
        """Press the button of the consent page; return where the app's answer goes."""
        answer = self.send(address, decision="allow")
        assert answer.status_code == 303, answer.text
        return unescape(answer.headers["Location"])

    def let_device_in(self, page: str, code: str) -> str:
        """Type a device's code, compare it and let it in; return what the page says then."""
        asked = self.send(page, user_code=code)
        assert code in asked.text, asked.text
        return self.answer(asked, user_code=code, decision="allow").text
