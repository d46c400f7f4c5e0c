"""The first operator, let in from the command line."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from guildhall.kernel.tenancy import Scope
from tests.operators.conftest import HOST, PASSWORD

EMAIL = "first@platform.example"


def add(monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    call_command("add_operator", EMAIL, name="Fiona")


def test_the_first_operator_comes_in_with_the_password_from_the_standard_input(
    committed: dict[str, Scope], monkeypatch: pytest.MonkeyPatch
) -> None:
    add(monkeypatch, PASSWORD)

    client = Client(headers={"host": HOST})
    client.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})

    assert client.get("/operators").status_code == 200


def test_a_weak_password_and_a_second_account_are_refused(
    committed: dict[str, Scope], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(CommandError, match="too short"):
        add(monkeypatch, "short")
    add(monkeypatch, PASSWORD)

    with pytest.raises(CommandError, match="email_taken"):
        add(monkeypatch, PASSWORD)
