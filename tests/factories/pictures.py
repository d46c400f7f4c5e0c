"""Real pictures, drawn for a test."""

from io import BytesIO

from PIL import Image

HOME = (49, 0, 0)


def make_picture(
    kind: str = "JPEG",
    *,
    size: tuple[int, int] = (800, 600),
    color: tuple[int, int, int] = (200, 40, 40),
    turned: int = 1,
) -> bytes:
    """Return a file with one color; `turned` is what a phone writes when it lies on its side.

    A JPEG also tells where it was taken.
    """
    image = Image.new("RGB", size, color)
    written = BytesIO()
    if kind == "JPEG":
        exif = Image.Exif()
        exif[0x0112] = turned
        exif.get_ifd(0x8825)[2] = HOME
        image.save(written, kind, exif=exif)
    else:
        image.save(written, kind)
    return written.getvalue()
