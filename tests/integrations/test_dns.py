"""The domain name system, asked over real UDP and TCP."""

from collections.abc import Iterator

import pytest

from integrations.dns.client import DnsResolver
from tenants.errors import DnsUnavailable
from tests.harness.dns import NameServer, name_server

NAME = "_guildhall-challenge.shop.example.com"


@pytest.fixture(scope="module")
def names() -> Iterator[NameServer]:
    with name_server() as found:
        yield found


def test_every_text_is_told_and_its_strings_are_joined(names: NameServer) -> None:
    names.texts[NAME] = ['"v=spf1 -all"', '"guildhall-domain-" "verification=abc"']

    texts = DnsResolver(names.address).txt(NAME)

    assert sorted(texts) == ["guildhall-domain-verification=abc", "v=spf1 -all"]


def test_no_such_name_and_no_such_record_are_answers(names: NameServer) -> None:
    names.texts["empty.example.com"] = []
    asker = DnsResolver(names.address)

    assert asker.txt("nobody.example.com") == ()
    assert asker.txt("empty.example.com") == ()


def test_a_long_answer_is_asked_for_again_over_tcp(names: NameServer) -> None:
    names.texts["long.example.com"] = [f'"{"x" * 250}" "{number}"' for number in range(20)]
    names.long.add("long.example.com")

    texts = DnsResolver(names.address).txt("long.example.com")

    assert len(texts) == 20
    assert ("tcp", "long.example.com") in names.asked


def test_a_server_that_fails_proves_nothing(names: NameServer) -> None:
    names.failing.add("broken.example.com")

    with pytest.raises(DnsUnavailable):
        DnsResolver(names.address).txt("broken.example.com")


def test_a_server_that_is_silent_is_given_up_in_time(
    names: NameServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("integrations.dns.client.TRY_SECONDS", 0.2)
    monkeypatch.setattr("integrations.dns.client.ALL_SECONDS", 0.5)
    names.silent.add("silent.example.com")

    with pytest.raises(DnsUnavailable):
        DnsResolver(names.address).txt("silent.example.com")
