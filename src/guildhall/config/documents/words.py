"""What the terms of a document mean to somebody who reads its page."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type Text = str | Promise

PLACES: dict[str, Text] = {
    "path": _("in the address"),
    "query": _("in the query"),
    "header": _("header"),
}
STATUSES: dict[str, Text] = {
    "200": _("It is done."),
    "201": _("It is made."),
    "202": _("It waits for the yes of somebody else: the approval is named."),
    "207": _("Some of it was refused: each item says how it went."),
    "304": _("Nothing has changed since you last read it. There is no body."),
    "400": _("The call cannot be read as it was sent."),
    "401": _("The key or the token is missing, unknown, expired or revoked."),
    "402": _("The plan does not cover this, or the account is suspended."),
    "403": _("The key or the token lacks the right, or does not reach this."),
    "404": _("There is no such thing here."),
    "409": _("It does not go with how things stand now; the code says why."),
    "412": _("Somebody changed it after you had read it. Read it again."),
    "413": _("The body is too large."),
    "422": _("A field is at fault; the errors name it."),
    "429": _("Too many calls. Retry-After says when to go on."),
    "500": _("Something went wrong with us. Send the same call with the same key."),
    "503": _("Closed for a moment. Retry-After says when to go on."),
}
AT_LEAST, AT_MOST = _("At least"), _("At most")
CHARACTERS, ENTRIES = _("Characters"), _("Entries")
DEFAULT, ONE_OF, PATTERN = _("Default"), _("One of"), _("Pattern")
NO_CONTROL_CHARACTERS = _("No control characters")
