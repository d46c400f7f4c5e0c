import pytest

from guildhall.identity.oauth.rules.redirects import is_registered, origin_of

LOOPBACK = ("http://127.0.0.1/back", "http://[::1]/six")


@pytest.mark.parametrize(
    ("kind", "uri", "passes"),
    [
        ("public", "http://127.0.0.1:51004/back", True),
        ("public", "http://127.0.0.1/back", True),
        ("public", "http://[::1]:51004/six", True),
        ("confidential", "http://127.0.0.1:51004/back", False),
        ("device", "http://127.0.0.1:51004/back", False),
        ("public", "http://127.0.0.1:51004/other", False),
        ("public", "http://127.0.0.1:51004/back?x=1", False),
        ("public", "http://127.0.0.1:51004/back#x", False),
        ("public", "http://127.0.0.1:51004@evil.example/back", False),
        ("public", "http://me@127.0.0.1:51004/back", False),
        ("public", "http://127.0.0.1:0x51/back", False),
        ("public", "http://127.0.0.1:/back", False),
        ("public", "http://127.0.0.1:99999/back", False),
        ("public", "http://localhost:51004/back", False),
        ("public", "http://127.0.0.1.evil.example/back", False),
        ("public", "https://127.0.0.1:51004/back", False),
        ("public", "http://[::1]:51004/back", False),
        ("public", "HTTP://127.0.0.1:51004/back", False),
    ],
)
def test_only_the_port_of_a_loopback_may_differ_and_only_for_native_apps(
    kind: str, uri: str, *, passes: bool
) -> None:
    assert is_registered(uri, LOOPBACK, kind=kind) is passes


def test_a_policy_names_an_origin_and_no_path() -> None:
    assert origin_of("https://app.example:8443/back?x=1") == "https://app.example:8443"
    assert origin_of("http://[::1]:51004/six") == "http://[::1]:51004"
