"""PDF documents: a Typst template and data; tagged (PDF/UA-1), with fonts inside, the same bytes for the same data.

Texts travel as data, so nothing that somebody typed is ever markup. The library is loaded by the first document.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from threading import Lock
from typing import Any

from app.config import ROOT

FOLDER = ROOT / "templates" / "documents"
_one_at_a_time = Lock()  # a document of 200 people takes some 60 MB while it is set


def typeset(template: str, data: Mapping[str, Any], pictures: Mapping[str, bytes] | None = None) -> bytes:
    """Return the PDF of `templates/documents/<template>.typ`, which reads `data` by `json(bytes(sys.inputs.data))`.

    `pictures` are files by the name under which the template reads them, such as "/logo.png".
    """
    import typst

    sources = {path.name: path.read_bytes() for path in FOLDER.glob("*.typ")}
    sources |= {name.lstrip("/"): content for name, content in (pictures or {}).items()}
    inputs = {"data": json.dumps(data, ensure_ascii=False, default=_plain)}
    with _one_at_a_time:
        files: Any = {"main": sources[f"{template}.typ"], **sources}
        pdf: bytes = typst.compile(files, sys_inputs=inputs, pdf_standards=["ua-1"])
    return pdf


def _plain(value: Any) -> str:
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    return str(value)
