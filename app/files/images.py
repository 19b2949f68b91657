"""Pictures are drawn anew: turned upright, without place, comments or anything hidden, and once more small.

Pillow is loaded by the first upload, not by the start of the site.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from threading import Lock
from typing import Any

from flask_babel import gettext

from app.refusal import Refused

MOST_PIXELS = 40_000_000
SMALL = 320  # longest side of the small picture, in pixels
SMALL_TYPE = "image/webp"
GPS = 0x8825  # the EXIF directory of where a photo was taken
PLACE = range(1, 7)  # of that: latitude, longitude and height with their references
_OPTIONS: dict[str, dict[str, Any]] = {"JPEG": {"quality": 85}, "PNG": {}, "WEBP": {"quality": 85}}
_one_at_a_time = Lock()  # a large picture takes 120 MB while it is drawn


@dataclass(frozen=True)
class Drawn:
    """A picture and its small one, as they are kept. Width and height in pixels; of a paper, of its small picture.

    `has_place` says that the coordinates of a photo were kept.
    """

    data: bytes
    small: bytes
    width: int
    height: int
    has_place: bool = False


def redraw(data: bytes, media_type: str, keep_place: bool = False) -> Drawn:
    """Draw a JPEG, PNG or WebP picture anew; of what it tells beside, at most where it was taken is kept.

    Raises Refused when it is broken or has too many pixels.
    """
    with _one_at_a_time:
        try:
            return _drawn(data, media_type.partition("/")[2].upper(), keep_place)
        except Refused:
            raise
        except Exception as error:  # Pillow raises whatever its readers stumble over
            raise Refused(
                gettext("Gambar ini rusak atau tidak lengkap. Ambil atau simpan ulang, lalu unggah lagi.")
            ) from error


def _drawn(data: bytes, kind: str, keep_place: bool) -> Drawn:
    from PIL import ImageOps

    image = _opened(data, kind)
    place = _place(image) if keep_place else None
    ImageOps.exif_transpose(image, in_place=True)
    image = _plain(image, kind)
    width, height = image.size
    large = _saved(image, kind, **({"exif": place} if place else {}))
    image.thumbnail((SMALL, SMALL), reducing_gap=2.0)
    return Drawn(large, _saved(image, "WEBP", quality=70), width, height, place is not None)


def _place(image: Any) -> bytes | None:
    """Return EXIF that holds latitude, longitude and height alone; None when there are no coordinates."""
    from PIL import Image, TiffImagePlugin

    try:
        told = image.getexif().get_ifd(GPS)
        kept = {tag: told[tag] for tag in PLACE if tag in told}
        if not {2, 4} <= set(kept):
            return None
        exif = Image.Exif()
        exif[GPS] = {tag: _rational(value, TiffImagePlugin.IFDRational) for tag, value in kept.items()}
        return exif.tobytes()
    except Exception:  # coordinates that cannot be read are none; the picture itself may be good
        return None


def _rational(value: Any, kind: Any) -> Any:
    """Return a coordinate as degrees, minutes and seconds; a reference as its one letter or digit."""
    if isinstance(value, tuple):
        return tuple(kind(each) for each in value[:3])
    return value[:2] if isinstance(value, str | bytes) else kind(value)


def _opened(data: bytes, kind: str) -> Any:
    """Read the header alone, by the one reader that fits, and refuse what would fill the memory."""
    from PIL import Image, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

    readers: dict[str, Any] = {
        "JPEG": JpegImagePlugin.JpegImageFile,
        "PNG": PngImagePlugin.PngImageFile,
        "WEBP": WebPImagePlugin.WebPImageFile,
    }
    try:
        image = readers[kind](BytesIO(data))
        pixels = image.width * image.height
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        pixels = MOST_PIXELS + 1
    if pixels > MOST_PIXELS:
        most = MOST_PIXELS // 1_000_000
        raise Refused(gettext("Gambar ini melebihi %(most)s megapiksel. Perkecil dahulu, lalu unggah lagi.", most=most))
    return image


def _plain(image: Any, kind: str) -> Any:
    """Return grey or coloured pixels (with transparency where the kind knows it) and nothing else."""
    see_through = kind != "JPEG" and image.has_transparency_data
    mode = "RGBA" if see_through else "L" if image.mode in ("1", "L") else "RGB"
    image.load()
    pixels = image if image.mode == mode else image.convert(mode)  # a copy of the same would take as much again
    pixels.info = {}
    return pixels


def _saved(image: Any, kind: str, **options: Any) -> bytes:
    target = BytesIO()
    image.save(target, kind, **(_OPTIONS[kind] | options))
    return target.getvalue()
