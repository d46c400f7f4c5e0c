"""How often a password may be tried: exact over all processes, and alike for unknown addresses.

An attempt is taken before the password is looked at, by one call of one script, so that a
hundred tries at once are no more than five. Success gives it back. Three buckets must have
room: account and network address, the account from everywhere, the network address. A browser
that the person has signed in from before has a bucket of its own: strangers cannot lock it out.
Without Redis nobody is let in, since nobody would count.
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_address, ip_network

from django.db import transaction
from redis.commands.core import Script
from redis.exceptions import RedisError

from guildhall.identity.errors import SignInClosed
from guildhall.identity.events import SignInHeld
from guildhall.identity.models import User
from guildhall.kernel.cache import scoped_key
from guildhall.kernel.events import record
from guildhall.kernel.redis import redis
from guildhall.kernel.stamp import Stamp

TAKE = """
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local left = {}
local held = KEYS[#KEYS]
for i = 1, #KEYS - 1 do
  local key = KEYS[i]
  local limit, window = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i]) * 1000
  local kept = redis.call('HMGET', key, 'tokens', 'at')
  local tokens = tonumber(kept[1]) or limit
  local waited = math.max(0, now - (tonumber(kept[2]) or now))
  tokens = math.min(limit, tokens + waited * limit / window)
  if tokens < 1 then
    if i < 3 then -- the account's, and not that of a network address
      redis.call('SET', held, 'new', 'NX', 'PX', window)
    end
    return 0
  end
  left[i] = tokens - 1
end
for i = 1, #KEYS - 1 do
  local key = KEYS[i]
  redis.call('HSET', key, 'tokens', tostring(left[i]), 'at', now)
  redis.call('PEXPIRE', key, tonumber(ARGV[2 * i]) * 1000)
end
return 1
"""
GIVE_BACK = """
for i, key in ipairs(KEYS) do
  local tokens = tonumber(redis.call('HGET', key, 'tokens'))
  if tokens then
    redis.call('HSET', key, 'tokens', tostring(math.min(tonumber(ARGV[i]), tokens + 1)))
  end
end
"""
# How many, and in how many seconds as many come back.
FROM_ONE_PLACE = (5, 300)
FROM_EVERYWHERE = (20, 3600)
BY_ONE_ADDRESS = (30, 300)
FROM_KNOWN_DEVICE = (5, 300)
# Who has an IPv6 address has at least 2⁶⁴ of them: the network counts.
ONE_HOUSEHOLD = 64


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one try took: buckets with their sizes."""

    buckets: tuple[tuple[str, tuple[int, int]], ...]

    @property
    def keys(self) -> list[str]:
        return [key for key, _ in self.buckets]


def take_attempt(email: str, *, address: str, device: str = "") -> Attempt | None:
    """Take one try at an account; None where there was no room for it.

    `device` names a browser that this account is known from; empty for any other.
    Refuses with SignInClosed.
    """
    account, place = _key("account", email.lower()), _place(address)
    buckets: tuple[tuple[str, tuple[int, int]], ...]
    if device:
        buckets = ((f"{account}:{_hashed(device)}", FROM_KNOWN_DEVICE),)
    else:
        buckets = (
            (f"{account}:{_hashed(place)}", FROM_ONE_PLACE),
            (account, FROM_EVERYWHERE),
            (_key("address", place), BY_ONE_ADDRESS),
        )
    attempt = Attempt(buckets)
    sizes = [number for _, size in buckets for number in size]
    try:
        taken = _script(TAKE)(keys=[*attempt.keys, _mark(email)], args=sizes)
    except RedisError as error:
        raise SignInClosed from error
    return attempt if taken else None


@transaction.atomic
def note_hold(email: str, *, stamp: Stamp) -> None:
    """Tell the trail that sign-ins to an account are held, once and not with every try.

    The same is done for an address that nobody here has: the time must not tell. Call it where
    `take_attempt` found no room. Refuses with SignInClosed.
    """
    try:
        former = redis().set(_mark(email), "told", xx=True, get=True, keepttl=True)
    except RedisError as error:
        raise SignInClosed from error
    if former != b"new":
        return

    user = User.objects.filter(email=email.lower()).values_list("pk", flat=True).first()

    record(SignInHeld(user=user, stamp=stamp))


def give_back(attempt: Attempt) -> None:
    """Undo a try that was right: people who know their password are not counted."""
    try:
        _script(GIVE_BACK)(keys=attempt.keys, args=[size[0] for _, size in attempt.buckets])
    except RedisError as error:
        raise SignInClosed from error


def forget_attempts(email: str, *, address: str) -> None:
    """Let a person try at once who has just set a new password by mail."""
    account = _key("account", email.lower())
    try:
        redis().delete(account, f"{account}:{_hashed(_place(address))}", _mark(email))
    except RedisError as error:
        raise SignInClosed from error


def _mark(email: str) -> str:
    """Return the key that says whether somebody has been told that an account is held."""
    return f"{_key('account', email.lower())}:held"


def _place(address: str) -> str:
    if not address or ip_address(address).version == 4:
        return address
    return str(ip_network((address, ONE_HOUSEHOLD), strict=False))


def _key(kind: str, name: str) -> str:
    """Return a key that holds neither names nor addresses."""
    return scoped_key(f"{kind}:{_hashed(name)}", "attempts", 1)


def _hashed(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:32]


@cache
def _script(text: str) -> Script:
    return redis().register_script(text)
