"""Only if it is still as you saw it: versions of things, and calls that name one (RFC 9110)."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from pydantic import AfterValidator, AwareDatetime, BaseModel

from guildhall.kernel.faults import MOMENT
from guildhall.kernel.refusals import N_, Refusal


class ChangedMeanwhile(Refusal):
    code = "http.changed_meanwhile"
    message = N_("Somebody has changed this since you read it. Read it again, then decide.")
    status = 412


class ConditionMissing(Refusal):
    code = "http.condition_missing"
    message = N_("Send If-Match with the ETag of what you have read.")
    status = 428


def _header(name: str, about: str) -> dict[str, Any]:
    return {"in": "header", "name": name, "description": about, "schema": {"type": "string"}}


# What an operation adds to its OpenAPI where it reads one of these headers.
IF_MATCH: dict[str, Any] = {
    "parameters": [_header("If-Match", "Only if this is still the ETag; otherwise 412.")]
}
CONDITIONAL: dict[str, Any] = {
    "parameters": [_header("If-None-Match", "Only if the ETag is another; otherwise 304.")],
    "responses": {304: {"description": "Not Modified"}},
}


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(MOMENT) from error


# PostgreSQL knows no offset of 16 hours and more; RFC 3339 does, up to 23:59.
Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]


@dataclass(frozen=True, slots=True)
class Expected:
    """The versions that a caller accepts; None is whatever there is."""

    versions: tuple[str, ...] | None = None

    def must_be(self, version: str) -> None:
        """Refuse with ChangedMeanwhile unless this is the version. Ask it of a locked row."""
        if self.versions is not None and not {quoted(version), "*"} & set(self.versions):
            raise ChangedMeanwhile


WHATEVER = Expected()


def expected_of(request: HttpRequest, *, required: bool = False) -> Expected:
    """Return what If-Match names. Refuses with ConditionMissing where it must name something.

    A weak tag never matches: it promises no more than that two texts mean the same.
    """
    sent = request.headers.get("If-Match")
    if sent is None and required:
        raise ConditionMissing
    return WHATEVER if sent is None else Expected(tuple(parse_etags(sent)))


def sealed(
    request: HttpRequest, answer: BaseModel, *, version: str = "", cache: str = "private, no-cache"
) -> HttpResponse:
    """Answer with an ETag, or with 304 to whoever has it; without a version the text is one."""
    body = answer.model_dump_json().encode()
    etag = quoted(version or hashlib.sha256(body).hexdigest()[:32])
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if {etag, f"W/{etag}", "*"} & set(known):
        return HttpResponseNotModified(headers={"ETag": etag})
    headers = {"ETag": etag, "Cache-Control": cache}
    return HttpResponse(body, content_type="application/json", headers=headers)


def quoted(version: str) -> str:
    return f'"{version}"'
