"""What words may say between braces, and how they are filled. Pure."""

import re
from datetime import timedelta
from string import Formatter

from guildhall.kernel.refusals import N_
from guildhall.notifications.states import MailKind
from guildhall.notifications.types import Look, Words

# What may stand between braces, by kind of mail. Nothing else is ever put in.
OF_ORDERS = ("brand", "customer", "order", "total", "day")
VARIABLES: dict[MailKind, tuple[str, ...]] = {
    MailKind.ORDER_CONFIRMED: OF_ORDERS,
    MailKind.ORDER_SHIPPED: (*OF_ORDERS, "tracking"),
    MailKind.ORDER_REFUNDED: (*OF_ORDERS, "amount"),
    MailKind.ORDER_CANCELED: (*OF_ORDERS, "amount"),
    MailKind.SIGN_IN_CODE: ("brand", "code", "minutes"),
}
# What a mail cannot do without.
NEEDED: dict[MailKind, str] = {MailKind.SIGN_IN_CODE: "code"}
LONGEST = {"subject": 160, "greeting": 200, "body": 4_000, "closing": 400}
LONGEST_OF_LOOK = {"sender_name": 80, "reply_to": 254, "sender_address": 254, "footer": 400}
COLOR = re.compile(r"(#[0-9A-Fa-f]{6})?")
ADDRESS = re.compile(r"([^@\s<>,;:\"\\]+@[^@\s<>,;:\"\\]+\.[^@\s<>,;:\"\\]+)?")
# How often a mail is tried, and how long after each time.
MOST_ATTEMPTS = 8
LEASE = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=2)


def faults(kind: MailKind, words: Words) -> dict[str, str]:
    """Return what is wrong with words, by field."""
    found: dict[str, str] = {}
    for name, most in LONGEST.items():
        text = getattr(words, name)
        if len(text) > most:
            found[name] = N_("This is too long.")
        elif (wrong := _wrong_braces(text, VARIABLES[kind])) is not None:
            found[name] = wrong
    if any(sign in words.subject for sign in "\r\n"):
        found["subject"] = N_("A subject is one line.")
    needed = NEEDED.get(kind)
    if needed and words.body and f"{{{needed}}}" not in words.body:
        found["body"] = N_("Without what is needed most, this mail is of no use: put it back.")
    return found


def look_faults(look: Look) -> dict[str, str]:
    """Return what is wrong with the look of mails, by field."""
    found = {
        name: N_("This is too long.")
        for name, most in LONGEST_OF_LOOK.items()
        if len(getattr(look, name)) > most
    }
    if not COLOR.fullmatch(look.color):
        found["color"] = N_("Write a color as #1f6feb.")
    for name in ("sender_address", "reply_to"):
        if not ADDRESS.fullmatch(getattr(look, name)):
            found[name] = N_("Write one email address.")
    if any(sign in look.sender_name for sign in '\r\n"<>'):
        found["sender_name"] = N_("Write a name, without quotes.")
    return found


def filled(text: str, values: dict[str, str]) -> str:
    """Return words with their values. What is not known stays empty, and nothing is looked up."""
    parts = []
    for literal, name, _spec, _conversion in Formatter().parse(text):
        parts.append(literal)
        if name is not None:
            parts.append(values.get(name, ""))
    return "".join(parts)


def wait_after(attempts: int) -> timedelta:
    """Return how long a mail waits that could not be sent."""
    return min(timedelta(seconds=30 * 2**attempts), LONGEST_WAIT)


def ink_on(color: str) -> str:
    """Return black or white, whichever can be read on a color (WCAG's relative luminance)."""
    shares = (0.2126, 0.7152, 0.0722)
    parts = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    light = sum(
        share * (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
        for share, part in zip(shares, parts, strict=True)
    )
    return "#000000" if light > 0.179 else "#ffffff"


def _wrong_braces(text: str, allowed: tuple[str, ...]) -> str | None:
    try:
        parsed = list(Formatter().parse(text))
    except ValueError:
        return N_("A brace is open. Write {order}, or two braces for one.")
    for _literal, name, spec, conversion in parsed:
        if name is not None and (name not in allowed or spec or conversion):
            return N_("Between braces may stand only what is listed here.")
    return None
