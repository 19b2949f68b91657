"""PDF documents: a Typst template and data; tagged (PDF/UA-1), with fonts inside, the same bytes for the same data.

Texts travel as data, so nothing that somebody typed is ever markup. The library is loaded by the first document.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

from flask_babel import gettext

from app.config import ROOT
from app.documents.glyphs import FONTS, drawable

FOLDER = ROOT / "templates" / "documents"
EXACT = {"href", "path"}  # what is read by a program, not by people
SHARPNESS = 110  # pixels an inch of a preview


class Unprintable(Exception):
    """A document that could not be made. The message is a sentence for the person who asked for it."""


_one_at_a_time = Lock()  # a document of 200 people takes some 60 MB while it is set


def typeset(template: str, data: Mapping[str, Any], pictures: Mapping[str, bytes] | None = None) -> bytes:
    """Return the PDF of `templates/documents/<template>.typ`, which reads `data` by `json(bytes(sys.inputs.data))`.

    Bytes within the data are pictures (JPEG, PNG, WebP): the template finds in their place the name to read them by.
    `pictures` are more files by the name under which the template reads them, such as "/logo.png".
    Takes up to seconds, so no transaction should be open meanwhile.
    """
    return _set(template, data, pictures, pdf_standards=["ua-1"])


def preview(template: str, data: Mapping[str, Any]) -> bytes:
    """Return the one page of a template as a PNG picture."""
    return _set(template, data, format="png", ppi=SHARPNESS)


def _set(template: str, data: Mapping[str, Any], pictures: Mapping[str, bytes] | None = None, **options: Any) -> bytes:
    import typst

    files = {name.lstrip("/"): content for name, content in (pictures or {}).items()}
    inputs = {"data": json.dumps(_prepared(data, files), ensure_ascii=False)}
    with TemporaryDirectory(prefix="document-") as folder, _one_at_a_time:
        for path in FOLDER.glob("*.typ"):
            shutil.copy(path, folder)
        for name, content in files.items():
            Path(folder, name).write_bytes(content)
        main = Path(folder, f"{template}.typ")
        try:
            made: bytes = typst.compile(main, root=folder, font_paths=_fonts(), sys_inputs=inputs, **options)
        except RuntimeError as error:
            reason = str(error).partition("\n")[0]
            raise Unprintable(gettext("Dokumen ini belum dapat disusun: %(reason)s", reason=reason)) from error
    return made


@lru_cache(maxsize=1)
def _fonts() -> Any:
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[FONTS])


def _prepared(value: Any, files: dict[str, bytes]) -> Any:
    """Return data as JSON holds it and the fonts can draw it; pictures go to `files`."""
    if isinstance(value, str):
        return drawable(value)
    if isinstance(value, Mapping):
        return {key: each if key in EXACT else _prepared(each, files) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_prepared(each, files) for each in value]
    if isinstance(value, bytes):
        files[name := f"picture-{len(files)}{_ending(value)}"] = value
        return f"/{name}"
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | float) else drawable(str(value))


def _ending(picture: bytes) -> str:
    return ".png" if picture.startswith(b"\x89PNG") else ".webp" if picture.startswith(b"RIFF") else ".jpg"
