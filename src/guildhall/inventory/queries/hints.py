"""What Redis remembers of stock: a hint that is dropped with every change, and never decides.

One hash per variant holds what was read for each way to ask, so that one DEL forgets them all.
Whoever finds nothing there is given a lease and reads the database; the others wait for it a
moment, or read for themselves. A change takes the lease away together with the value: what was
read before it can then not be put back after it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from threading import Event
from typing import Any
from uuid import UUID

import structlog
from redis.exceptions import RedisError

from guildhall.kernel.cache import scoped_key
from guildhall.kernel.ids import new_id
from guildhall.kernel.redis import redis, send_on_commit

log = structlog.get_logger(__name__)

KEPT_MS = 30_000
LEASE_MS = 1_000
PATIENCE = 20
A_MOMENT = 0.01

HIT, YOURS = 0, 1

_READ = """
local now = redis.call('TIME')
local ms = now[1] * 1000 + math.floor(now[2] / 1000)
local found = {}
for i, key in ipairs(KEYS) do
  local value = redis.call('HGET', key, ARGV[1])
  if value then
    found[i] = {0, value}
  else
    local lease = redis.call('HGET', key, 'lease:' .. ARGV[1])
    if lease and tonumber(string.match(lease, '^%d+')) > ms then
      found[i] = {2, ''}
    else
      redis.call('HSET', key, 'lease:' .. ARGV[1], (ms + ARGV[3]) .. ':' .. ARGV[2])
      if redis.call('PTTL', key) < 0 then redis.call('PEXPIRE', key, ARGV[4]) end
      found[i] = {1, ''}
    end
  end
end
return found
"""
_KEEP = """
for i, key in ipairs(KEYS) do
  local lease = redis.call('HGET', key, 'lease:' .. ARGV[1])
  if lease and string.match(lease, ':(.*)$') == ARGV[2] then
    redis.call('HSET', key, ARGV[1], ARGV[i + 2])
    redis.call('HDEL', key, 'lease:' .. ARGV[1])
  end
end
"""

type Load = Callable[[Sequence[UUID]], Mapping[UUID, str]]


def remembered(variants: Sequence[UUID], *, way: str, load: Load) -> dict[UUID, str]:
    """Return what is remembered of each variant, read anew where nothing is.

    `way` names how was asked. Without Redis everything is read, and nothing remembered.
    """
    wanted = list(dict.fromkeys(variants))
    token = str(new_id())
    found: dict[UUID, str] = {}
    try:
        for wait in (False, *[True] * PATIENCE):
            if wait:
                Event().wait(A_MOMENT)
            left = [variant for variant in wanted if variant not in found]
            known, mine = _ask(left, way, token)
            found |= known
            if mine:
                read = load(mine)
                found |= read
                _keep(read, way, token)
            if len(found) == len(wanted):
                return found
    except RedisError as error:
        log.warning("stock_hints_away", error=type(error).__name__)
    left = [variant for variant in wanted if variant not in found]
    return found | dict(load(left)) if left else found


def hints_of(variants: Sequence[UUID]) -> dict[UUID, dict[str, str]]:
    """Return what is remembered of these variants, by way of asking. Without Redis, nothing."""
    asked = redis().pipeline(transaction=False)
    for variant in variants:
        asked.hgetall(_key(variant))
    try:
        told: list[dict[bytes, bytes]] = asked.execute()
    except RedisError as error:
        log.warning("stock_hints_away", error=type(error).__name__)
        return {}
    return {
        variant: {way.decode(): value.decode() for way, value in hints.items() if _is_hint(way)}
        for variant, hints in zip(variants, told, strict=True)
        if hints
    }


def _is_hint(field: bytes) -> bool:
    return not field.startswith(b"lease:")


def forget_on_commit(variants: Iterable[UUID]) -> None:
    """Drop what is remembered of these variants, once this transaction commits.

    Without Redis it forgets by itself soon; the change is committed, and no decision rests on it.
    """
    keys = [_key(variant) for variant in variants]
    for start in range(0, len(keys), 1_000):
        send_on_commit("UNLINK", *keys[start : start + 1_000], lost="stock_hint_not_dropped")


def _ask(variants: Sequence[UUID], way: str, token: str) -> tuple[dict[UUID, str], list[UUID]]:
    """Return what is there, and what this caller is to read; others are reading the rest."""
    if not variants:
        return {}, []
    keys = [_key(variant) for variant in variants]
    told: Any = redis().eval(_READ, len(keys), *keys, way, token, str(LEASE_MS), str(KEPT_MS))
    answers = list(zip(variants, told, strict=True))
    found = {variant: value.decode() for variant, (state, value) in answers if state == HIT}
    return found, [variant for variant, (state, _) in answers if state == YOURS]


def _keep(read: Mapping[UUID, str], way: str, token: str) -> None:
    keys = [_key(variant) for variant in read]
    redis().eval(_KEEP, len(keys), *keys, way, token, *read.values())


def _key(variant: UUID) -> str:
    return scoped_key(variant.hex, "stock", 1)
