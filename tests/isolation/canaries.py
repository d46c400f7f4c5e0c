"""A string per tenant that lies in everything a tenant has, and where it turns up."""

import pickle
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import httpx
from django.core.cache import cache
from psycopg import sql

from guildhall.identity import operations as identity
from guildhall.identity.states import Role
from guildhall.kernel.redis import redis
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.organization.models import Brand
from tests.factories.company import BACK_OFFICE, STOREFRONT, Company, make_company
from tests.harness.counts import rows_in
from tests.harness.owner import as_owner

PASSWORD = "correct horse battery"
CANARY = re.compile(rb"canaryof([a-z]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class House:
    """A tenant with its canary in every place that can hold one."""

    company: Company
    shop_key: str
    office_key: str

    @property
    def slug(self) -> str:
        return self.company.scope.slug

    @property
    def host(self) -> str:
        return self.company.host

    @property
    def canary(self) -> str:
        return f"canaryof{self.slug}"

    @property
    def email(self) -> str:
        return f"{self.canary}@example.com"

    def cart(self, sku: str) -> dict[str, Any]:
        return {
            "site": self.company.site.number,
            "currency": "USD",
            "lines": [{"sku": sku, "quantity": "1"}],
            "customer": {"name": self.canary, "email": self.email},
        }


def plant(scope: Scope, *, files: Path, stamp: Stamp) -> House:
    """Put the canary into products, people, keys, the cache and files; orders are to come."""
    canary = f"canaryof{scope.slug}"
    with enter(scope):
        company = make_company(
            stock=Decimal(1_000_000),
            skus=("APPLE", canary.upper()),
            confirms_itself=True,
            stamp=stamp,
        )
        Brand.objects.create(code=canary, name=canary)
        cache.set("canary", canary, 3_600)
        identity.add_staff(
            f"{canary}@example.com", name=canary, password=PASSWORD, role=Role.OWNER, stamp=stamp
        )
        keys = [
            identity.issue_api_key(canary, capabilities=rights, stamp=stamp).token
            for rights in (STOREFRONT, BACK_OFFICE)
        ]
    folder = files / scope.prefix
    folder.mkdir(parents=True)
    (folder / "canary.txt").write_text(canary, encoding="utf-8")
    return House(company, *keys)


def sign_in(client: httpx.Client, house: House) -> None:
    """Come in through the sign-in page, as a browser does; the session stays with the client."""
    client.get("/accounts/login/")
    form = {"login": house.email, "password": PASSWORD} | _token(client)
    answer = client.post("/accounts/login/", data=form)
    assert answer.status_code == 302, answer.text


def ask_for_a_mail(client: httpx.Client, house: House) -> None:
    client.get("/accounts/password/reset/")
    answer = client.post("/accounts/password/reset/", data={"email": house.email} | _token(client))
    assert answer.status_code == 302, answer.text


def _token(client: httpx.Client) -> dict[str, str]:
    return {"csrfmiddlewaretoken": client.cookies["csrftoken"]}


def canaries_in(text: str | bytes) -> set[str]:
    """Return the tenants whose canaries are in a text."""
    raw = text.encode() if isinstance(text, str) else text
    return {slug.decode().lower() for slug in CANARY.findall(raw)}


def canaries_in_files(paths: Iterable[Path]) -> set[str]:
    return {slug for path in paths for slug in canaries_in(path.read_bytes())}


def canaries_in_export(path: Path) -> set[str]:
    with ZipFile(path) as packed:
        return {slug for name in packed.namelist() for slug in canaries_in(packed.read(name))}


def canaries_in_redis(scopes: Iterable[Scope]) -> dict[str, set[str]]:
    """Return whose canaries lie under whose prefix; under "" what has no tenant's."""
    found: dict[str, set[str]] = {slug: set() for slug in ("", *(s.slug for s in scopes))}
    for key in redis().scan_iter(count=1_000):
        owner = next((s.slug for s in scopes if s.prefix.encode() in key), "")
        found[owner] |= canaries_in(key) | canaries_in(_value_of(key))
    return found


def _value_of(key: bytes) -> bytes:
    """Return whatever lies under a key, in one piece."""
    kind = redis().type(key)
    read: dict[bytes, Callable[[], object]] = {
        b"string": lambda: redis().get(key),
        b"hash": lambda: redis().hgetall(key),
        b"list": lambda: redis().lrange(key, 0, -1),
        b"set": lambda: redis().smembers(key),
        b"zset": lambda: redis().zrange(key, 0, -1),
    }
    value = read[kind]() if kind in read else b""  # gone since it was listed
    return value if isinstance(value, bytes) else pickle.dumps(value)


def canaries_in_tables(scope: Scope) -> set[str]:
    """Return whose canaries lie in the rows of a tenant, as the owner sees them."""
    tables = rows_in(scope, "SELECT tablename FROM pg_tables WHERE schemaname = %s", scope.schema)
    found: set[str] = set()
    with as_owner(scope) as connection:
        for (table,) in tables:
            rows = connection.execute(
                sql.SQL(
                    "SELECT DISTINCT lower((regexp_matches(r::text, 'canaryof([a-z]+)', 'gi'))[1])"
                    " FROM {} r"
                ).format(sql.Identifier(table))
            )
            found |= {slug for (slug,) in rows.fetchall()}
    return found
