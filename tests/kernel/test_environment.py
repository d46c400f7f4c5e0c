"""The environment is read once and refused where it is odd."""

from pathlib import Path

import pytest

from guildhall.config.environment import EnvironmentInvalid, database, read_environment
from guildhall.config.outlets import mailer

GIVEN = {
    "GUILDHALL_SECRET_KEY": "s3cret",
    "DATABASE_URL": "postgresql://app:pw@db:5432/guildhall",
    "REDIS_URL": "redis://cache/0",
    "GUILDHALL_VAULT_KEYS": "bmV3ZXN0,b2xkZXI=",
}


@pytest.mark.parametrize("name", sorted(GIVEN))
def test_what_is_missing_is_named_with_what_to_do(name: str) -> None:
    source = {key: value for key, value in GIVEN.items() if key != name}

    with pytest.raises(EnvironmentInvalid, match=f"set {name}, or {name}_FILE"):
        read_environment(source)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GUILDHALL_DEBUG", "yes"),
        ("GUILDHALL_HTTPS", "on"),
        ("GUILDHALL_POOL_SIZE", "many"),
        ("GUILDHALL_POOL_SIZE", "-1"),
        ("GUILDHALL_POOL_SIZE", ""),
        ("GUILDHALL_EPOCH_CHECK_SECONDS", "5"),
        ("GUILDHALL_EPOCH_CHECK_SECONDS", "."),
        ("GUILDHALL_EPOCH_CHECK_SECONDS", "-0.5"),
        ("GUILDHALL_FACT_LEASE_SECONDS", "0"),
        ("GUILDHALL_FACT_LEASE_SECONDS", "1.5"),
        ("GUILDHALL_POOLER", "pgbouncer"),
        ("GUILDHALL_SHARDS", "East"),
        ("GUILDHALL_SHARDS", "owner"),
        ("GUILDHALL_NEW_COMPANIES_ON", "moon"),
        ("GUILDHALL_PROVIDER_URLS", "http://127.0.0.1:9001"),
        ("GUILDHALL_PROVIDER_URLS", "stripe=ftp://host"),
    ],
)
def test_an_odd_value_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(EnvironmentInvalid, match=name):
        read_environment({**GIVEN, name: value})


@pytest.mark.parametrize(
    "url", ["mysql://db/x", "postgresql://db", "postgresql://db/", "guildhall", ""]
)
def test_a_url_that_is_no_databases_is_refused(url: str) -> None:
    with pytest.raises(EnvironmentInvalid, match="postgresql://"):
        database(url, pin="role")


def test_a_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("from a file\n")
    source = {**GIVEN, "GUILDHALL_SECRET_KEY": "", "GUILDHALL_SECRET_KEY_FILE": str(file)}

    assert read_environment(source).secret_key == "from a file"


def test_a_secret_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    source = {**GIVEN, "GUILDHALL_SECRET_KEY_FILE": str(tmp_path / "nothing")}

    with pytest.raises(EnvironmentInvalid, match="GUILDHALL_SECRET_KEY_FILE"):
        read_environment(source)


def test_a_password_may_hold_any_character() -> None:
    values = database("postgresql://app:p%40ss%2Fword@db:5432/guild%20hall", pin="role")

    assert (values["PASSWORD"], values["NAME"]) == ("p@ss/word", "guild hall")


def test_production_is_the_default() -> None:
    env = read_environment(GIVEN)

    assert not env.debug
    assert env.https
    assert (env.pool_size, env.fact_lease_seconds) == (8, 30)
    assert read_environment({**GIVEN, "GUILDHALL_DEBUG": "1"}).https is False


def test_each_shard_has_addresses_of_its_own() -> None:
    shards = {
        "GUILDHALL_SHARDS": "east,west",
        "DATABASE_URL_EAST": "postgresql://app@east/guildhall",
        "DATABASE_OWNER_URL_EAST": "postgresql://owner@east/guildhall",
        "DATABASE_URL_WEST": "postgresql://app@west/guildhall",
        "GUILDHALL_NEW_COMPANIES_ON": "west",
    }
    env = read_environment({**GIVEN, **shards})

    assert [(shard.name, shard.url) for shard in env.shards] == [
        ("east", "postgresql://app@east/guildhall"),
        ("west", "postgresql://app@west/guildhall"),
    ]
    assert env.shards[1].owner_url is None
    assert env.new_companies_on == "west"


def test_a_shard_without_an_address_is_refused() -> None:
    with pytest.raises(EnvironmentInvalid, match="DATABASE_URL_EAST"):
        read_environment({**GIVEN, "GUILDHALL_SHARDS": "east"})


@pytest.mark.parametrize("given", [{}, {"GUILDHALL_POOLER": ""}, {"GUILDHALL_POOLER": "none"}])
def test_no_pooler_is_the_default(given: dict[str, str]) -> None:
    assert read_environment(GIVEN | given).pooler == "none"


@pytest.mark.parametrize(
    ("pooler", "engine"), [("none", "backend"), ("session", "backend"), ("transaction", "pooled")]
)
def test_a_transaction_pooler_has_a_backend_of_its_own(pooler: str, engine: str) -> None:
    values = database(GIVEN["DATABASE_URL"], pin="role", pooler=pooler)

    assert values["ENGINE"] == f"guildhall.kernel.tenancy.{engine}"
    assert values["DISABLE_SERVER_SIDE_CURSORS"]


def test_mail_in_the_clear_stays_on_this_machine(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentInvalid, match="for this machine"):
        mailer("smtp+plain://mail.example.com:25", folder=tmp_path)

    options = mailer("smtp+plain://127.0.0.1:2525", folder=tmp_path)["OPTIONS"]
    assert isinstance(options, dict)
    assert (options["use_tls"], options["use_ssl"], options["port"]) == (False, False, 2525)


def test_vendors_answer_where_the_environment_says() -> None:
    given = "stripe=http://127.0.0.1:9001/,wechat=https://pay.example"

    env = read_environment({**GIVEN, "GUILDHALL_PROVIDER_URLS": given})

    assert env.provider_urls == {
        "stripe": "http://127.0.0.1:9001",
        "wechat": "https://pay.example",
    }
