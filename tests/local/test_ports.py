"""A port that is given out is one that nobody else gets before a server listens on it."""

import socket

import pytest

from guildhall.config.local.ports import LISTENABLE, LOOPBACK, free_port


def test_a_free_port_is_none_that_an_outgoing_connection_may_get() -> None:
    assert {free_port() in LISTENABLE for _ in range(50)} == {True}
    with socket.socket() as outgoing:
        outgoing.bind((LOOPBACK, 0))
        assert outgoing.getsockname()[1] not in LISTENABLE


def test_the_preferred_port_is_kept_while_it_is_free() -> None:
    port = free_port()

    assert free_port(port) == port
    with socket.create_server((LOOPBACK, port)):
        assert free_port(port) != port


def test_where_all_are_taken_none_is_given() -> None:
    port = free_port()

    with (
        socket.create_server((LOOPBACK, port)),
        pytest.raises(OSError, match="none is free"),
    ):
        free_port(among=range(port, port + 1))
