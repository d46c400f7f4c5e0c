"""Secrets that no log may sing of, and code that fails with all of them at hand."""

import logging

import structlog

log = structlog.get_logger("canary")

CANARIES = {
    "vault": "Q2FuYXJ5Q2FuYXJ5Q2FuYXJ5Q2FuYXJ5Q2FuYXJ5Q2E=",
    "mail": "canary-mail-4f1d",
    "api_key": "gh_ca9a5ca9a5c0_CanaryKeyCanaryKeyCanaryKey",
    "totp": "CANARYTOTPSECRET",
    "client": "canary-client-secret-90ab",
    "vendor": "canary-vendor-credential-12cd",
    "password": "canary-password-5e6f",
    "email": "canary.bird@cage.example",
    "phone": "+15550104477",
    "card": "4111111111111111",
}


class CanaryDied(RuntimeError):
    """Something failed, and its message says too much."""


def fail() -> None:
    """Fail as code does that was written in a hurry."""
    at_hand = dict(CANARIES)
    told = f"{at_hand['email']} ({at_hand['phone']}) pays with {at_hand['card']}"
    log.warning("canary_warned", totp_secret=at_hand["totp"], vendor={"token": at_hand["vendor"]})
    signing = f"signing with {at_hand['vault']} by {at_hand['api_key']}"
    log.warning(signing, message_of=told)
    logging.getLogger("some.library").error(
        "client_secret=%s password=%s", at_hand["client"], at_hand["password"]
    )
    raise CanaryDied(f"{told}: smtp://shop:{at_hand['mail']}@mail")
