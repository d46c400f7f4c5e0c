"""Expected noes. Anything raised that is not a Refusal is a bug and is reported as one."""

from collections.abc import Mapping
from typing import Any, ClassVar


def N_(message: str) -> str:  # noqa: N802 - the name that message extractors look for
    """Mark a message for translation without translating it here."""
    return message


class Refusal(Exception):
    """An expected no, with a code for machines, a message for people and facts for both.

    `message` is a msgid with `{fact}` places; edges translate it.
    `errors` names the fields at fault: `{"lines.0.sku": "..."}`.
    """

    code: ClassVar[str]
    message: ClassVar[str]
    status: ClassVar[int] = 409
    retry_after: ClassVar[int | None] = None
    challenge: str = "Bearer"
    """What `WWW-Authenticate` says where the status is 401: which credential would do."""

    def __init__(self, *, errors: Mapping[str, str] | None = None, **facts: Any) -> None:
        super().__init__(self.code)
        self.facts = facts
        self.errors = dict(errors or {})

    def __str__(self) -> str:
        return f"{self.code}: {self.message.format_map(_Facts(self.facts))}"

    def told(self, translate: Any = str) -> str:
        """Return the message in the reader's words, its facts filled in."""
        return str(translate(self.message)).format_map(_Facts(self.facts))


class _Facts(dict[str, Any]):
    """Facts for `format_map`: a missing one shows as its name and never hides the refusal."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


class NotFound(Refusal):
    code = "not_found"
    message = N_("There is no {kind} {key} here.")
    status = 404


class NotPermitted(Refusal):
    code = "not_permitted"
    message = N_("You may not do this: it needs {permission}. Ask an owner for the right.")
    status = 403


class NotSignedIn(Refusal):
    code = "not_signed_in"
    message = N_("Sign in or send a valid API key.")
    status = 401


class Invalid(Refusal):
    code = "invalid"
    message = N_("Some fields are not right. Each is named under errors, with what to do.")
    status = 422
