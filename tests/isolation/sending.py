"""How a call of the matrix is sent, with the names in it exchanged, and what is told."""

import json
from typing import Any

import httpx

from guildhall.kernel.ids import new_id
from tests.harness.processes import Web
from tests.isolation.call import FRESH
from tests.isolation.callers import Headers
from tests.isolation.calls import CALLS, status_of
from tests.isolation.operations import NAMED, Operation


def send(
    web: Web, host: str, shown: Headers, operation: Operation, ids: dict[str, Any]
) -> httpx.Response:
    known = CALLS[operation.address]
    with web.client(host) as client:
        return client.request(
            operation.method,
            operation.path.format(
                **{name: ids[kind] for name, kind in NAMED.items()}, **known.path
            ),
            params=_named(known.params, ids),
            json=_named(known.body, ids) if known.body is not None else None,
            files=known.files,
            headers={"Idempotency-Key": str(new_id()), **known.headers, **shown},
        )


def _named(value: Any, ids: dict[str, Any]) -> Any:
    """Return a call's parameters or body with each thing that it names exchanged."""
    if isinstance(value, list):
        return [_named(inner, ids) for inner in value]
    if not isinstance(value, dict):
        return f"n-{new_id().hex[-12:]}" if value == FRESH else value
    return {
        name: ([ids[NAMED[name]]] if isinstance(inner, list) else ids[NAMED[name]])
        if name in NAMED and inner != FRESH
        else _named(inner, ids)
        for name, inner in value.items()
    }


def told(answer: httpx.Response, ids: dict[str, Any]) -> tuple[int, str]:
    """Return an answer apart from its request id and the ids that it repeats."""
    text = answer.text.replace(answer.headers["X-Request-Id"], "<request>")
    for named in ids.values():
        text = text.replace(json.dumps(str(named))[1:-1], "<id>")
    return status_of(answer), text
