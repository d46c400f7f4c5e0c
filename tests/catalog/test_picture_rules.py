"""Which files are pictures, and their smaller sizes."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from guildhall.catalog.errors import PictureTooLarge, PictureUnreadable
from guildhall.catalog.rules.pictures import read_picture, smaller_sizes
from tests.factories.pictures import make_picture

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><rect width="9" height="9"/></svg>'
)


def _png_that_claims(width: int, height: int) -> bytes:
    """Return a few bytes that unpack to a picture of this size: a bomb."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (
        chunk(b"IHDR", header),
        chunk(b"IDAT", zlib.compress(b"\0" * 1_000)),
        chunk(b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize(
    ("kind", "type_", "extension"),
    [("JPEG", "image/jpeg", "jpg"), ("PNG", "image/png", "png"), ("WEBP", "image/webp", "webp")],
)
def test_a_picture_tells_what_it_is(kind: str, type_: str, extension: str) -> None:
    facts = read_picture(make_picture(kind, size=(300, 200)))

    assert (facts.type, facts.extension) == (type_, extension)
    assert (facts.width, facts.height) == (300, 200)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no picture at all",
        SVG,
        b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00",
        b"%PDF-1.7 ...",
        b"\xff\xd8\xff\xe0 cut off",
        b"<?xml version='1.0'?>" + SVG,
    ],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(PictureUnreadable):
        read_picture(content)


@pytest.mark.parametrize(
    "content",
    [b"\0" * 15_000_001, _png_that_claims(50_000, 50_000), _png_that_claims(10_000, 6_000)],
)
def test_what_would_fill_the_memory_is_refused_before_it_is_drawn(content: bytes) -> None:
    with pytest.raises(PictureTooLarge):
        read_picture(content)


def test_a_file_that_lies_about_itself_is_broken_and_nothing_worse() -> None:
    lying = _png_that_claims(1_000, 1_000)

    assert read_picture(lying).width == 1_000
    with pytest.raises(PictureUnreadable):
        smaller_sizes(lying)
    with pytest.raises(PictureUnreadable):
        smaller_sizes(make_picture()[:3_000])


@pytest.mark.parametrize(
    ("size", "widths"),
    [
        ((3000, 2000), [160, 480, 960, 1600]),
        ((1600, 900), [160, 480, 960, 1600]),
        ((700, 700), [160, 480, 700]),
        ((160, 90), [160]),
        ((40, 30), [40]),
        ((1, 1), [1]),
    ],
)
def test_sizes_are_webp_and_none_is_wider_than_the_picture(
    size: tuple[int, int], widths: list[int]
) -> None:
    made = smaller_sizes(make_picture("PNG", size=size))

    assert list(made) == widths
    for width, content in made.items():
        with Image.open(BytesIO(content), formats=("WEBP",)) as image:
            assert image.width == width


def test_a_picture_taken_on_its_side_stands_upright_and_tells_no_place() -> None:
    taken = make_picture(size=(800, 600), turned=6)
    with Image.open(BytesIO(taken)) as image:
        assert image.getexif().get_ifd(0x8825)

    made = smaller_sizes(taken)

    with Image.open(BytesIO(made[480])) as image:
        assert image.height > image.width
        assert not image.getexif()


def test_what_is_transparent_stays_so() -> None:
    clear = Image.new("RGBA", (200, 200), (0, 0, 0, 0))
    written = BytesIO()
    clear.save(written, "PNG")

    with Image.open(BytesIO(smaller_sizes(written.getvalue())[160])) as image:
        assert image.getchannel("A").getextrema() == (0, 0)
