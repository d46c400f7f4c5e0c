"""What every refusal over HTTP has in common."""

from collections.abc import Collection
from uuid import UUID

import httpx


def must_refuse(
    answer: httpx.Response, status: int, code: str, *, fields: Collection[str] = ()
) -> None:
    """Assert that an answer is a problem document that says what is wrong, and where."""
    assert answer.headers["Content-Type"] == "application/problem+json", answer.text
    told = answer.json()
    assert (answer.status_code, told["status"], told["code"]) == (status, status, code), told
    assert told["type"] == f"urn:guildhall:problem:{code}"
    assert told["detail"].endswith("."), told
    assert told["instance"].startswith("/")
    assert UUID(told["request_id"]).version == 7
    assert {entry["field"] for entry in told.get("errors", [])} == set(fields), told
    assert all(entry["message"] for entry in told.get("errors", []))
