"""Which files are pictures, and their smaller sizes. Pure: bytes in, values and bytes out."""

import hashlib
from io import BytesIO
from uuid import UUID

from PIL import Image, ImageOps

from guildhall.catalog.errors import PictureTooLarge, PictureUnreadable
from guildhall.catalog.types import PictureFacts

MEGABYTES, MEGAPIXELS = 15, 50
"""What a phone takes fits; what would fill a worker's memory once it is drawn does not."""
TYPES = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
"""Formats that hold pixels alone. An SVG is a program, and never drawn or kept here."""
WIDTHS = (160, 480, 960, 1600)
QUALITY = 82


def read_picture(content: bytes) -> PictureFacts:
    """Return what a file says of itself, from its first bytes, without drawing it.

    Refuses with PictureTooLarge or PictureUnreadable.
    """
    if len(content) > MEGABYTES * 1_000_000:
        raise _too_large()
    with _opened(content) as image:
        width, height = image.size
        if width * height > MEGAPIXELS * 1_000_000:
            raise _too_large()
        kind = image.format or ""
    return PictureFacts(
        type=Image.MIME[kind],
        extension=TYPES[kind],
        width=width,
        height=height,
        bytes=len(content),
        digest=hashlib.sha256(content).hexdigest(),
    )


def smaller_sizes(content: bytes) -> dict[int, bytes]:
    """Return a picture as WebP by width, upright, none wider than it is itself.

    Where and with what it was taken (EXIF) stays behind. Refuses with PictureUnreadable.
    """
    with _opened(content) as image:
        try:
            image.draft("RGB", (WIDTHS[-1], WIDTHS[-1]))
            upright = ImageOps.exif_transpose(image)
            drawn = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
            raise PictureUnreadable from error
    widths = [width for width in WIDTHS if width < drawn.width] or [drawn.width]
    if drawn.width <= WIDTHS[-1] and drawn.width not in widths:
        widths.append(drawn.width)
    profile = drawn.info.get("icc_profile")
    return {width: _scaled(drawn, width, profile) for width in widths}


def folder_of(picture: UUID) -> str:
    """Return where the files of a picture lie; no other picture's lie there."""
    return f"pictures/{picture.hex}"


def file_name(picture: UUID, digest: str, extension: str) -> str:
    """Return the name of an uploaded file, which is never served."""
    return f"{folder_of(picture)}/{digest}.{extension}"


def size_name(digest: str, width: int) -> str:
    """Return the name under which a size is served: other pixels have another name."""
    return f"{digest[:16]}-{width}.webp"


def _scaled(image: Image.Image, width: int, profile: bytes | None) -> bytes:
    height = max(1, round(image.height * width / image.width))
    scaled = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    written = BytesIO()
    scaled.save(written, "WEBP", quality=QUALITY, icc_profile=profile)
    return written.getvalue()


def _opened(content: bytes) -> Image.Image:
    try:
        return Image.open(BytesIO(content), formats=tuple(TYPES))
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except (OSError, ValueError, SyntaxError) as error:
        raise PictureUnreadable from error


def _too_large() -> PictureTooLarge:
    return PictureTooLarge(megabytes=MEGABYTES, megapixels=MEGAPIXELS)
