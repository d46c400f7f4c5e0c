"""The environment, read once, typed, and refused at boot when something is missing or odd."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

POOLERS = ("none", "session", "transaction")
_SHARD = re.compile(r"[a-z][a-z0-9]{0,19}")


HERE = "localhost,hq.localhost"


class EnvironmentInvalid(RuntimeError):
    """A variable is missing or cannot be read. The message names it and says what to do."""


@dataclass(frozen=True, slots=True)
class Shard:
    """A further database that tenants may lie in."""

    name: str
    url: str
    owner_url: str | None
    mover_url: str | None


@dataclass(frozen=True, slots=True)
class Terms:
    """In days: a trial, the time to pay, and how long what is overdue is borne."""

    trial: int
    payment: int
    patience: int


@dataclass(frozen=True, slots=True)
class Environment:
    """Everything that differs between two deployments."""

    secret_key: str
    debug: bool
    database_url: str
    database_owner_url: str | None
    database_mover_url: str | None
    sharding: str
    shards: tuple[Shard, ...]
    warm_schemas: int
    new_companies_on: str
    redis_url: str
    public_hosts: tuple[str, ...]
    tenant_suffix: str
    web_port: int
    inside_url: str
    data_dir: Path
    pool_size: int
    pooler: str
    epoch_check_seconds: float
    fact_lease_seconds: int
    sentry_dsn: str
    mail_url: str
    mail_from: str
    dns_resolver: str
    provider_urls: Mapping[str, str]
    https: bool
    trusted_proxies: int
    archive_keys: tuple[str, ...]
    vault_keys: tuple[str, ...]
    archive_url: str
    files_url: str
    terms: Terms


def read_environment(source: Mapping[str, str] = os.environ) -> Environment:
    """Return the typed environment. Raises EnvironmentInvalid."""
    debug = _flag(source, "GUILDHALL_DEBUG", default=False)
    return Environment(
        secret_key=_text(source, "GUILDHALL_SECRET_KEY"),
        debug=debug,
        database_url=_text(source, "DATABASE_URL"),
        database_owner_url=_optional(source, "DATABASE_OWNER_URL"),
        database_mover_url=_optional(source, "DATABASE_MOVER_URL"),
        sharding=_one_of(source, "GUILDHALL_SHARDING", ("databases", "citus")),
        shards=tuple(_shards(source)),
        warm_schemas=_whole(source, "GUILDHALL_WARM_SCHEMAS", default=0),
        new_companies_on=_one_of(
            source,
            "GUILDHALL_NEW_COMPANIES_ON",
            ("default", *(shard.name for shard in _shards(source))),
        ),
        redis_url=_text(source, "REDIS_URL"),
        public_hosts=tuple(_text(source, "GUILDHALL_PUBLIC_HOSTS", HERE).split(",")),
        tenant_suffix=_text(source, "GUILDHALL_TENANT_SUFFIX", "localhost"),
        web_port=_whole(source, "GUILDHALL_WEB_PORT", default=0),
        inside_url=_optional(source, "GUILDHALL_INSIDE_URL") or "",
        data_dir=Path(_text(source, "GUILDHALL_DATA_DIR", ".guildhall")).resolve(),
        pool_size=_whole(source, "GUILDHALL_POOL_SIZE", default=8),
        pooler=_one_of(source, "GUILDHALL_POOLER", POOLERS),
        epoch_check_seconds=_seconds(source, "GUILDHALL_EPOCH_CHECK_SECONDS", default="0.5"),
        fact_lease_seconds=_whole(source, "GUILDHALL_FACT_LEASE_SECONDS", default=30, least=1),
        sentry_dsn=_optional(source, "SENTRY_DSN") or "",
        mail_url=_optional(source, "MAIL_URL") or "",
        mail_from=_text(source, "MAIL_FROM", "guildhall@localhost"),
        dns_resolver=_optional(source, "DNS_RESOLVER") or "",
        provider_urls=dict(_provider_urls(source)),
        https=_flag(source, "GUILDHALL_HTTPS", default=not debug),
        trusted_proxies=_whole(source, "GUILDHALL_TRUSTED_PROXIES", default=0),
        archive_keys=tuple((_optional(source, "GUILDHALL_ARCHIVE_KEY") or "").split(",")),
        vault_keys=tuple(_text(source, "GUILDHALL_VAULT_KEYS").split(",")),
        archive_url=_optional(source, "ARCHIVE_URL") or "",
        files_url=_optional(source, "FILES_URL") or "",
        terms=_terms(source),
    )


def _terms(source: Mapping[str, str]) -> Terms:
    names = ("TRIAL", "PAYMENT", "PATIENCE")
    return Terms(*(_whole(source, f"GUILDHALL_{name}_DAYS", default=14) for name in names))


def database(url: str, *, pin: str, pool_size: int = 0, pooler: str = "none") -> dict[str, Any]:
    """Return Django's settings for one database URL.

    `pin` is "role" for the application and "path" for the owner's DDL. A pool size of 0
    means one plain connection per thread. `pooler` says what stands before the database.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise EnvironmentInvalid("a database URL reads postgresql://user:password@host:port/name")
    return {
        "ENGINE": f"guildhall.kernel.tenancy.{'pooled' if pooler == 'transaction' else 'backend'}",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "PIN": pin,
        "CONN_MAX_AGE": 0,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": _options(pool_size),
    }


def _options(pool_size: int) -> dict[str, Any]:
    if not pool_size:
        return {"connect_timeout": 5}
    pool = {
        "min_size": 1,
        "max_size": pool_size,
        "timeout": 10,
        "max_lifetime": 600,
        "max_idle": 120,
    }
    return {"connect_timeout": 5, "pool": pool}


def _shards(source: Mapping[str, str]) -> Iterator[Shard]:
    """Yield the shards that GUILDHALL_SHARDS names: `east` has its URL in DATABASE_URL_EAST."""
    for name in filter(None, source.get("GUILDHALL_SHARDS", "").split(",")):
        if not _SHARD.fullmatch(name) or name in {"default", "owner"}:
            raise EnvironmentInvalid(f"GUILDHALL_SHARDS: {name!r} is no name such as east")
        yield Shard(
            name,
            _text(source, f"DATABASE_URL_{name.upper()}"),
            _optional(source, f"DATABASE_OWNER_URL_{name.upper()}"),
            _optional(source, f"DATABASE_MOVER_URL_{name.upper()}"),
        )


def _provider_urls(source: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield vendors and where each answers: `stripe=http://127.0.0.1:9001,wechat=https://…`."""
    for given in filter(None, source.get("GUILDHALL_PROVIDER_URLS", "").split(",")):
        vendor, equals, url = given.partition("=")
        parts = urlsplit(url)
        if not equals or parts.scheme not in {"http", "https"} or not parts.hostname:
            raise EnvironmentInvalid("GUILDHALL_PROVIDER_URLS reads vendor=https://host,vendor=…")
        yield vendor.strip(), url.rstrip("/")


def _optional(source: Mapping[str, str], name: str) -> str | None:
    """Return NAME, or what the file named by NAME_FILE holds."""
    if path := source.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise EnvironmentInvalid(f"{name}_FILE names a file that cannot be read") from error
    return source.get(name) or None


def _text(source: Mapping[str, str], name: str, default: str | None = None) -> str:
    value = _optional(source, name) or default
    if value is None:
        raise EnvironmentInvalid(f"set {name}, or {name}_FILE with the path of a file holding it")
    return value


def _one_of(source: Mapping[str, str], name: str, words: Sequence[str]) -> str:
    """Return a word of a few; the first where nothing is said."""
    value = source.get(name) or words[0]
    if value not in words:
        raise EnvironmentInvalid(f"{name} is {' or '.join(words)}, not {value!r}")
    return value


def _flag(source: Mapping[str, str], name: str, *, default: bool) -> bool:
    value = source.get(name, "").lower()
    if value not in {"", "0", "1", "true", "false"}:
        raise EnvironmentInvalid(f"{name} is 0 or 1, not {value!r}")
    return value in {"1", "true"} if value else default


def _seconds(source: Mapping[str, str], name: str, *, default: str) -> float:
    value = source.get(name, default)
    if not value.replace(".", "", 1).isdecimal() or float(value) > 1:
        raise EnvironmentInvalid(f"{name} is a number of seconds from 0 to 1, not {value!r}")
    return float(value)


def _whole(source: Mapping[str, str], name: str, *, default: int, least: int = 0) -> int:
    value = source.get(name, str(default))
    if not value.isdecimal() or int(value) < least:
        raise EnvironmentInvalid(f"{name} is a whole number from {least} on, not {value!r}")
    return int(value)
