from datetime import timedelta

from guildhall.identity.oauth.rules import scopes, secrets
from guildhall.kernel.stamp import Grant, Stamp


def test_an_app_gets_each_right_where_it_is_held_and_as_long_as_it_is(stamp: Stamp) -> None:
    until = stamp.at + timedelta(days=1)
    held = [Grant("*", "store:S1", until), Grant("orders:view", "store:S2")]

    found = scopes.narrowed(held, ("openid", "orders:view", "stock:view"))

    assert found == (
        Grant("orders:view", "store:S1", until),
        Grant("stock:view", "store:S1", until),
        Grant("orders:view", "store:S2"),
    )


def test_no_app_holds_everything_even_where_it_is_asked_for() -> None:
    assert scopes.narrowed([Grant("*")], ("*",)) == ()
    assert scopes.narrowed([Grant("*")], ("openid", "email")) == ()


def test_a_scope_string_is_a_set_in_the_order_it_came() -> None:
    assert scopes.split("b  a b\ta") == ("b", "a")
    assert scopes.split(None) == ()


def test_a_secret_has_256_bits_and_a_prefix_that_scanners_know() -> None:
    made = secrets.make("ghr_")

    assert made.startswith("ghr_")
    assert len(made) == 4 + 43
    assert secrets.matches(made, secrets.digest_of(made))
    assert not secrets.matches(made, None)
    assert not secrets.matches("", None)
