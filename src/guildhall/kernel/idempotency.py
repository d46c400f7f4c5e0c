"""One key, one effect: the key's row commits in the same transaction as what it caused."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

import structlog
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse, RawPostDataException
from ninja import Status
from psycopg import errors
from pydantic import BaseModel

from guildhall.kernel.ids import new_id
from guildhall.kernel.notices import fence
from guildhall.kernel.refusals import N_, Refusal

log = structlog.get_logger(__name__)

TRIES = 4
JSON = "application/json"
REPLAYED = "Idempotency-Replayed"


class KeyMissing(Refusal):
    code = "idempotency.key_missing"
    message = N_("Send an Idempotency-Key header of 1 to 255 visible characters.")
    status = 400


class KeyReused(Refusal):
    code = "idempotency.key_reused"
    message = N_("This Idempotency-Key was used with another body. Use a new key for a new call.")
    status = 422


class StillRunning(Refusal):
    code = "idempotency.in_progress"
    message = N_("The first call with this Idempotency-Key is still running. Try again shortly.")
    status = 409
    retry_after = 1


_CLAIM = """
INSERT INTO kernel_idempotencykey (id, principal, method, path, key, body_hash)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (principal, method, path, key) DO NOTHING RETURNING id
"""
_ANSWER = """
SELECT body_hash, status, answer FROM kernel_idempotencykey
WHERE principal = %s AND method = %s AND path = %s AND key = %s
"""
_KEEP = "UPDATE kernel_idempotencykey SET status = %s, answer = %s WHERE id = %s"

# What a view answers: a model, nothing, or a model with a status other than the usual one.
type Answer = BaseModel | Status[Any] | None
type View[**P] = Callable[Concatenate[HttpRequest, P], Answer]


def idempotent[**P](
    *, status: int
) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponse]]:
    """Make an unsafe view idempotent: same key and body, same answer, one effect.

    The view runs inside one transaction with the key's row and returns what it answers
    (a pydantic model, or None for no content), in a `Status` where it is not the usual one.
    Refusals and errors leave nothing behind.
    A second caller waits on the first one's row for as long as `lock_timeout` (5 s).
    """

    def decorate(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def once(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            return _retried(lambda: _once(request, status, lambda: view(request, *args, **kwargs)))

        return once

    return decorate


def once(actor: str, *, path: str, key: str, run: Callable[[], object]) -> bool:
    """Run something in one transaction with the key of a form; return False if it ran before.

    A double click waits for the first click and then finds its key. What was refused leaves
    no key behind, so that it can be tried again.
    """
    address = (actor, "POST", path[:255], _good(key))

    def attempt() -> bool:
        with transaction.atomic():
            if not _claim(new_id(), address, hashlib.sha256(b"").digest()):
                fence()
                return False
            run()
        return True

    return _retried(attempt)


def must_have_key(request: HttpRequest) -> None:
    """Refuse with KeyMissing unless the call names a key."""
    _good(request.headers.get("Idempotency-Key", ""))


def item_once(
    request: HttpRequest, item: str, run: Callable[[], Answer]
) -> tuple[HttpResponse, bool]:
    """Run one item of many under the call's key; return its answer and whether it is replayed.

    Refuses with whatever the item refuses, with KeyMissing or with StillRunning.
    """
    *rest, key = _address(request)
    own = hashlib.sha256(f"{key}\0{item}".encode()).hexdigest()
    digest = hashlib.sha256(item.encode()).digest()
    response = _retried(lambda: _kept_once((*rest, own), digest, status=200, run=run))
    return response, REPLAYED in response


def _once(request: HttpRequest, status: int, run: Callable[[], Answer]) -> HttpResponse:
    return _kept_once(_address(request), _digest(request), status=status, run=run)


def _digest(request: HttpRequest) -> bytes:
    """Return the hash of a body; of a form that brings files, that of its fields and files.

    Such a body is read once, from the network to a temporary file, and stands nowhere else.
    """
    try:
        return hashlib.sha256(request.body).digest()
    except RawPostDataException:  # it was read as a form, piece by piece
        pass
    told = hashlib.sha256()
    for name, values in sorted(request.POST.lists()):
        told.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            told.update(repr((name, file.name, file.size)).encode())
            for chunk in file.chunks():
                told.update(chunk)
            file.seek(0)
    return told.digest()


def _kept_once(
    address: tuple[str, ...], digest: bytes, *, status: int, run: Callable[[], Answer]
) -> HttpResponse:
    row = new_id()
    with transaction.atomic():
        if not _claim(row, address, digest):
            return _replay(address, digest)
        answer = run()
        if isinstance(answer, Status):
            status, answer = answer.status_code, answer.value
        text = answer.model_dump_json() if answer is not None else ""
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, [status, text, row])
    return HttpResponse(text, status=status, content_type=JSON)


def _claim(row: Any, address: tuple[str, ...], digest: bytes) -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute(_CLAIM, [row, *address, digest])
            return cursor.fetchone() is not None
    except OperationalError as error:
        if isinstance(error.__cause__, errors.LockNotAvailable):
            raise StillRunning from error
        raise


def _replay(address: tuple[str, ...], digest: bytes) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(_ANSWER, list(address))
        body_hash, status, answer = cursor.fetchone()
    if bytes(body_hash) != digest:
        raise KeyReused
    fence()
    response = HttpResponse(answer, status=status, content_type=JSON)
    response[REPLAYED] = "true"
    return response


def _address(request: HttpRequest) -> tuple[str, str, str, str]:
    key = _good(request.headers.get("Idempotency-Key", ""))
    return _principal(request), str(request.method), request.path[:255], key


def _principal(request: HttpRequest) -> str:
    """Return whose keys these are: a program's own, or those of whom it calls for."""
    name: str = request.actor.name  # type: ignore[attr-defined]
    behalf: str = getattr(request, "on_behalf", "")
    return f"{name[: 79 - len(behalf)]}/{behalf}" if behalf else name


def _good(key: str) -> str:
    if not 1 <= len(key) <= 255 or not key.isascii() or not key.isprintable():
        raise KeyMissing
    return key


def _retried[T](attempt: Callable[[], T]) -> T:
    """Run again what lost a deadlock or a serialization race: nothing of it was committed."""
    for left in range(TRIES - 1, -1, -1):
        try:
            return attempt()
        except OperationalError as error:
            lost = isinstance(
                error.__cause__, errors.DeadlockDetected | errors.SerializationFailure
            )
            if not lost or not left:
                raise
            log.warning("transaction_retried", cause=type(error.__cause__).__name__)
    raise AssertionError("unreachable")
