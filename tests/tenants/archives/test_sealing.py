"""What was cut off, reordered, repeated, exchanged or changed does not open."""

import io
import os
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.archives.errors import ArchiveDamaged
from tenants.archives.rules.packing import pack, unpack
from tenants.archives.rules.sealing import CHUNK, MAGIC, SALT, TAG, seal, unseal, unwrap, wrap

KEY = os.urandom(32)
HEAD = len(MAGIC) + SALT
FRAME = 4 + CHUNK + TAG
THREE = os.urandom(2 * CHUNK + 100)


def sealed(data: bytes, *, name: str = "orders") -> bytes:
    return b"".join(seal([data], key=KEY, name=name))


def opened(stream: bytes, *, key: bytes = KEY, name: str = "orders") -> bytes:
    return b"".join(unseal(io.BytesIO(stream).read, key=key, name=name))


@given(st.lists(st.binary(max_size=300)), st.sampled_from([0, 1, CHUNK - 1, CHUNK, 2 * CHUNK]))
def test_what_was_sealed_opens_again(parts: list[bytes], filler: int) -> None:
    parts = [*parts, bytes(filler)]

    stream = b"".join(seal(parts, key=KEY, name="orders"))

    assert opened(stream) == b"".join(parts)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda s: s[:-1], id="a byte cut off"),
        pytest.param(lambda s: s[: HEAD + 2 * FRAME], id="the last chunk cut off"),
        pytest.param(lambda s: s[:HEAD], id="all chunks cut off"),
        pytest.param(lambda _: b"", id="nothing left"),
        pytest.param(lambda s: s + b"x", id="a byte added"),
        pytest.param(lambda s: s + s[HEAD + 2 * FRAME :], id="the last chunk repeated"),
        pytest.param(
            lambda s: (
                s[:HEAD]
                + s[HEAD + FRAME : HEAD + 2 * FRAME]
                + s[HEAD : HEAD + FRAME]
                + s[HEAD + 2 * FRAME :]
            ),
            id="two chunks exchanged",
        ),
        pytest.param(lambda s: s[:HEAD] + s[HEAD + FRAME :], id="the first chunk left out"),
        pytest.param(lambda s: s[:-1] + bytes([s[-1] ^ 1]), id="a bit flipped"),
        pytest.param(lambda s: sealed(THREE)[:HEAD] + s[HEAD:], id="the head of another"),
        pytest.param(lambda s: b"X" + s[1:], id="no seal at all"),
    ],
)
def test_a_stream_that_was_tampered_with_does_not_open(spoil: Callable[[bytes], bytes]) -> None:
    stream = sealed(THREE)
    assert opened(stream) == THREE

    with pytest.raises(ArchiveDamaged):
        opened(spoil(stream))


def test_a_stream_opens_under_its_own_name_and_key_alone() -> None:
    stream = sealed(b"rows of one table")

    with pytest.raises(ArchiveDamaged):
        opened(stream, name="payments")
    with pytest.raises(ArchiveDamaged):
        opened(stream, key=os.urandom(32))


def test_the_same_rows_are_sealed_differently_every_time() -> None:
    assert sealed(b"rows") != sealed(b"rows")


def test_a_data_key_opens_for_its_owner_and_under_its_master_alone() -> None:
    master, data_key = os.urandom(32), os.urandom(32)
    wrapped = wrap(data_key, master=master, owner=b"alpha")

    assert unwrap(wrapped, master=master, owner=b"alpha") == data_key
    with pytest.raises(ArchiveDamaged):
        unwrap(wrapped, master=master, owner=b"beta")
    with pytest.raises(ArchiveDamaged):
        unwrap(wrapped, master=os.urandom(32), owner=b"alpha")


def test_what_was_packed_and_cut_off_is_noticed() -> None:
    packed = b"".join(pack([b"rows " * 1_000]))

    assert b"".join(unpack([packed], name="orders")) == b"rows " * 1_000
    with pytest.raises(ArchiveDamaged):
        list(unpack([packed[:-3]], name="orders"))
