"""Speaking to the house over HTTP as a storefront would: one address, many hosts."""

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httpx

from guildhall.config.demo.cast import host_of
from guildhall.config.local.ports import LOOPBACK

_TRIES = 12
_LONGEST_WAIT = 5.0
_TRANSIENT = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT})


class NotAnswered(Exception):
    """The house did not give a final answer, however often it was asked."""


@dataclass(frozen=True, slots=True)
class Post:
    """One unsafe call. The same post sent twice has one effect, because of its key."""

    tenant: str
    path: str
    secret: str
    key: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: Mapping[str, Any]

    @property
    def code(self) -> str:
        """The code of the refusal, or nothing where the answer is yes."""
        return str(self.body.get("code", ""))


def _never(_answer: Answer) -> bool:
    return False


class HouseClient:
    """A bounded pool of connections to one port of this machine."""

    def __init__(self, *, port: int, connections: int, first_wait: float = 0.1) -> None:
        self._first_wait = first_wait
        self._http = httpx.Client(
            base_url=f"http://{LOOPBACK}:{port}",
            limits=httpx.Limits(max_connections=connections),
            timeout=httpx.Timeout(30.0, connect=5.0),
            trust_env=False,
        )

    def __enter__(self) -> "HouseClient":
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def send(self, post: Post, *, again_when: Callable[[Answer], bool] = _never) -> Answer:
        """Post until there is a final answer, waiting longer each time, with the same key.

        `again_when` names answers that are final for others and not for this caller.
        """
        last = ""
        for attempt in range(_TRIES):
            if attempt:
                time.sleep(pause(attempt, first=self._first_wait))
            try:
                response = self._http.post(post.path, json=post.body, headers=_headers(post))
            except httpx.TransportError as error:
                last = type(error).__name__
                continue
            last = f"{response.status_code} {response.text[:200]}"
            if not _is_transient(response):
                answer = Answer(response.status_code, _json(response))
                if not again_when(answer):
                    return answer
        message = f"{post.path} of {post.tenant} did not answer {_TRIES} times; last: {last}"
        raise NotAnswered(message)


def pause(attempt: int, *, first: float) -> float:
    """Return how long to wait before the nth try, spread so that clients do not march in step."""
    longest = min(_LONGEST_WAIT, first * float(2**attempt))
    return longest * (0.5 + secrets.randbelow(500) / 1000)


def _headers(post: Post) -> dict[str, str]:
    return {
        "Host": host_of(post.tenant),
        "Authorization": f"Bearer {post.secret}",
        "Idempotency-Key": post.key,
    }


def _is_transient(response: httpx.Response) -> bool:
    """Return whether the same call may be answered otherwise later."""
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return True
    return response.status_code in _TRANSIENT or "Retry-After" in response.headers


def _json(response: httpx.Response) -> Mapping[str, Any]:
    if not response.content:
        return {}
    told = response.json()
    return told if isinstance(told, dict) else {"value": told}
