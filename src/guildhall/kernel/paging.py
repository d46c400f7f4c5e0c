"""Pages by key, not by offset: stable while rows arrive, as quick at the end as at the start."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core import signing
from django.db.models import Model, Q, QuerySet

from guildhall.kernel.refusals import N_, Refusal
from guildhall.kernel.tenancy import require

MAX_LIMIT = 200


class CursorInvalid(Refusal):
    code = "paging.cursor_invalid"
    message = N_("This cursor is not valid here. Start again without one.")
    status = 422


@dataclass(frozen=True, slots=True)
class Page[T]:
    """One page and the cursor of the next, if there is one."""

    items: tuple[T, ...]
    next_cursor: str | None


def page_of[M: Model, T](
    rows: QuerySet[M],
    *,
    key: tuple[str, str],
    cursor: str | None,
    limit: int,
    to: Callable[[M], T],
    newest_first: bool = True,
) -> Page[T]:
    """Return one page of `rows` ordered by two columns, the second of them unique.

    `limit` is cut to 1..200. Refuses with CursorInvalid.
    """
    limit = max(1, min(limit, MAX_LIMIT))
    sign, side = ("-", "lt") if newest_first else ("", "gt")
    ordered = rows.order_by(f"{sign}{key[0]}", f"{sign}{key[1]}")
    signer = _signer(f"{rows.model.__name__}.{key[0]}.{side}")
    if cursor:
        first, second = _opened(cursor, signer)
        # Said twice: from `first` on an index is read, and of those beside it only what follows.
        beyond = Q((f"{key[0]}__{side}", first)) | Q((f"{key[1]}__{side}", second))
        ordered = ordered.filter(beyond, (f"{key[0]}__{side}e", first))
    found = list(ordered[: limit + 1])
    page = found[:limit]
    more = _sealed(page[-1], key, signer) if len(found) > limit else None
    return Page(tuple(to(row) for row in page), more)


def seal_cursor(order: str, place: Sequence[str | int]) -> str:
    """Return a cursor for a list that no single table holds; `order` names list and order."""
    return _signer(order).sign_object(list(place))


def open_cursor(order: str, cursor: str, *, parts: int) -> list[Any]:
    """Return the place that a cursor of this order marks. Refuses with CursorInvalid."""
    try:
        place = _signer(order).unsign_object(cursor)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise CursorInvalid from error
    if not isinstance(place, list) or len(place) != parts:
        raise CursorInvalid
    return place


def _sealed(row: Model, key: tuple[str, str], signer: signing.Signer) -> str:
    return signer.sign_object([_plain(getattr(row, name)) for name in key])


def _opened(cursor: str, signer: signing.Signer) -> tuple[Any, Any]:
    try:
        first, second = signer.unsign_object(cursor)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise CursorInvalid from error
    return first, second


def _signer(order: str) -> signing.Signer:
    """Return what signs cursors: each is good for one schema and one order of one kind of row."""
    return signing.Signer(salt=f"guildhall.paging.{require().schema}.{order}")


def _plain(value: Any) -> Any:
    if isinstance(value, date):  # a moment is one, too
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
