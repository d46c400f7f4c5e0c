"""What all documents share: problems, credentials, headers."""

from collections.abc import Iterable
from typing import Any

SCHEMES = ("key", "app")

TEXT = {"type": "string"}
SCHEMAS: dict[str, Any] = {
    "Problem": {
        "title": "Problem",
        "description": "Why a call was refused (RFC 9457). `code` is for programs.",
        "type": "object",
        "required": ["type", "title", "status", "code", "detail", "instance", "request_id"],
        "properties": {
            "type": {"type": "string", "format": "uri"},
            "title": TEXT,
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "code": TEXT,
            "detail": TEXT,
            "instance": TEXT,
            "request_id": {"type": "string", "format": "uuid"},
            "facts": {"type": "object", "additionalProperties": True},
            "errors": {"type": "array", "items": {"$ref": "#/components/schemas/FieldError"}},
        },
    },
    "FieldError": {
        "title": "FieldError",
        "description": "A field at fault, such as `lines.0.sku`, and what is wrong with it.",
        "type": "object",
        "required": ["field", "message"],
        "properties": {"field": TEXT, "message": TEXT},
    },
}
HEADERS: dict[str, Any] = {
    "X-Request-Id": {
        "description": "Under this id the call is found in logs and in the trail.",
        "schema": {"type": "string", "format": "uuid"},
    }
}
IDEMPOTENCY_KEY: dict[str, Any] = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": True,
    "description": "One per intent. The same key and body get the first answer again.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]{1,255}$"},
}


def security_schemes(scopes: Iterable[str]) -> dict[str, Any]:
    """Return how a caller may show who it is: by a key of the company, or as an app."""
    told = {scope: _plainly(scope) for scope in scopes}
    code = {"authorizationUrl": "/oauth/authorize", "tokenUrl": "/oauth/token", "scopes": told}
    own = {"tokenUrl": "/oauth/token", "scopes": told}
    return {
        "key": {
            "type": "http",
            "scheme": "bearer",
            "description": "A key of this company. What it may do is chosen when it is made.",
        },
        "app": {
            "type": "oauth2",
            "description": "An app's access token; each company is an issuer of its own.",
            "flows": {"authorizationCode": code, "clientCredentials": own},
        },
    }


def _plainly(scope: str) -> str:
    resource, _colon, action = scope.partition(":")
    return f"{action} {resource}".capitalize()
