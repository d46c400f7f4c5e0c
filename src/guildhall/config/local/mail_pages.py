"""How the mail catcher shows what it has caught. Plain HTML, no script, nothing from elsewhere."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from html import escape

LINK = re.compile(r"(https?://[^\s<>\"']+)")
STYLE = """
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.25rem; }
table { width: 100%; border-collapse: collapse; }
td, th { padding: .4rem .5rem; text-align: start; border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }
iframe { width: 100%; height: 34rem; border: 1px solid color-mix(in srgb, currentColor 20%, transparent); border-radius: 8px; background: #fff; }
a { color: light-dark(#146361, #7fd1cd); }
"""  # noqa: E501 - a sheet of style


@dataclass(frozen=True, slots=True)
class ListedMail:
    number: int
    mail: EmailMessage


def list_page(mails: Sequence[ListedMail]) -> str:
    """Return the page that lists mails, in the order given."""
    rows = "".join(
        f'<tr><td><a href="/{each.number}">{escape(str(each.mail["Subject"]))}</a></td>'
        f"<td>{escape(str(each.mail['To']))}</td><td>{escape(str(each.mail['Date']))}</td></tr>"
        for each in mails
    )
    table = f"<table><tr><th>Subject</th><th>To</th><th>Date</th></tr>{rows}</table>"
    return _page("Mails", table if mails else "<p>No mail yet.</p>")


def mail_page(number: int, mail: EmailMessage) -> str:
    """Return the page of one mail: heads, text with live links, and how its HTML part looks."""
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    text = _linked(str(plain.get_content())) if plain else ""
    shown = f'<iframe src="/{number}.html" title="HTML"></iframe>' if html else ""
    heads = f"<p>{escape(str(mail['From']))} → {escape(str(mail['To']))}</p>"
    return _page(
        str(mail["Subject"]), f'<p><a href="/">Mails</a></p>{heads}<pre>{text}</pre>{shown}'
    )


def _linked(text: str) -> str:
    """Return a text as HTML, its links live."""
    parts = LINK.split(text)  # text, link, text, link, …
    parts[1::2] = [
        f'<a href="{escape(link)}" target="_top">{escape(link)}</a>' for link in parts[1::2]
    ]
    parts[::2] = [escape(words) for words in parts[::2]]
    return "".join(parts)


def _page(title: str, body: str) -> str:
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>"
        f"<body><h1>{escape(title)}</h1>{body}</body></html>"
    )
