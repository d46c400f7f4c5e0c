"""Takes every mail and delivers none: each becomes a file, and a page shows them.

`python -m guildhall.config.local.mail_catcher --smtp PORT --page PORT --folder FOLDER`; with a
page port of 0 there is no page.
"""

import argparse
import sys
import threading
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from guildhall.config.local.interrupts import stop_on_signal
from guildhall.config.local.mail_pages import ListedMail, list_page, mail_page
from guildhall.config.local.ports import LOOPBACK

LARGEST = 10_000_000
# Mails come from programs that may quote strangers: nothing in them runs, nothing is fetched.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; sandbox"


class Catch:
    """What aiosmtpd asks when a mail has come."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self,
        server: SMTP,  # noqa: ARG002 - aiosmtpd's signature
        session: Session,  # noqa: ARG002 - aiosmtpd's signature
        envelope: Envelope,
    ) -> str:
        with self._lock:
            number = 1 + max((int(path.stem) for path in self._folder.glob("*.eml")), default=0)
            fresh = self._folder / f"{number:06}.new"
            fresh.write_bytes(cast("bytes", envelope.content))
            fresh.rename(fresh.with_suffix(".eml"))
        return "250 kept"


class Pages(BaseHTTPRequestHandler):
    """`/` lists the mails, the latest first; `/7` shows one, `/7.html` its HTML part."""

    folder: ClassVar[Path]

    def do_GET(self) -> None:
        page = self._page(self.path.strip("/"))
        self.send_response(HTTPStatus.OK if page else HTTPStatus.NOT_FOUND)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", f"{POLICY} allow-top-navigation allow-popups")
        self.end_headers()
        self.wfile.write((page or "There is no such mail.").encode())

    def log_message(self, format: str, *words: object) -> None:  # noqa: A002 - http.server's name
        """Say nothing: addresses of mails are no news."""

    def _page(self, place: str) -> str:
        if not place:
            found = sorted(self.folder.glob("*.eml"), reverse=True)
            return list_page([ListedMail(int(path.stem), read_mail(path)) for path in found])
        number, _, kind = place.partition(".")
        path = self.folder / f"{number:0>6}.eml"
        if not number.isdecimal() or not path.exists():
            return ""
        mail = read_mail(path)
        if kind == "html":
            part = mail.get_body(("html",))
            return str(part.get_content()) if part else ""
        return mail_page(int(number), mail)


def read_mail(path: Path) -> EmailMessage:
    """Return a mail that was caught."""
    with path.open("rb") as source:
        return BytesParser(policy=default).parse(source)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smtp", type=int, required=True)
    parser.add_argument("--page", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    asked = parser.parse_args()
    asked.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    catcher = Controller(
        Catch(asked.folder), hostname=LOOPBACK, port=asked.smtp, data_size_limit=LARGEST
    )
    Pages.folder = asked.folder
    try:
        with stop_on_signal():
            catcher.start()
            _serve(asked.page)
    except KeyboardInterrupt:
        sys.stderr.write("stopped\n")
    finally:
        catcher.stop(no_assert=True)


def _serve(port: int) -> None:
    if port:
        ThreadingHTTPServer((LOOPBACK, port), Pages).serve_forever()
    threading.Event().wait()


if __name__ == "__main__":
    main()
