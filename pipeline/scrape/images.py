"""What kind of picture some bytes are, by the bytes alone: a server's word is not taken."""

from __future__ import annotations

import re
from typing import NamedTuple


class ImageType(NamedTuple):
    media_type: str
    extension: str


PNG = ImageType("image/png", "png")
JPEG = ImageType("image/jpeg", "jpg")
GIF = ImageType("image/gif", "gif")
WEBP = ImageType("image/webp", "webp")
AVIF = ImageType("image/avif", "avif")

IMAGE_TYPES = (PNG, JPEG, GIF, WEBP, AVIF)

_SVG = re.compile(rb"<(?:\?xml|!doctype\s+svg|svg[\s>])", re.IGNORECASE)


def sniff_image(data: bytes) -> ImageType | None:
    """PNG, JPEG, GIF, WebP or AVIF by their first bytes; None for all else.

    >>> sniff_image(b"GIF89a...").extension
    'gif'
    """
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith((b"GIF87a", b"GIF89a")):
        return GIF
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    if data[4:12] in (b"ftypavif", b"ftypavis"):
        return AVIF
    return None


def is_svg(data: bytes) -> bool:
    """A drawing that can carry scripts and load other files; it is never kept."""
    return _SVG.search(data[:1024]) is not None
