"""Requests that carry files: larger than any other, and slow on a weak line; and the form of several files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, request
from flask_babel import gettext
from werkzeug.exceptions import RequestEntityTooLarge
from wtforms import BooleanField, FileField, HiddenField, MultipleFileField
from wtforms.fields import Field

from app.errors import error_page
from app.extensions import SAFE_METHODS, db
from app.forms import BaseForm
from app.language import Lazy as _l

View = TypeVar("View", bound=Callable[..., Any])
ROOM = 64 * 1024  # for the form around the file
LONGEST_REST = 32 * 1024 * 1024
LONGEST_KEY = 64


class NeededFile(FileField):
    """A file without which there is nothing to do; the view that reads it says so when it is missing."""

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, **options)
        self.flags.required = True


class UploadForm(BaseForm):
    """Files from the device, or straight from its camera. `key` names one upload of the script."""

    key = HiddenField()
    bukti = MultipleFileField(_l("Pilih berkas"))
    kamera = MultipleFileField(_l("Ambil foto"))
    keep_place = BooleanField(_l("Simpan lokasi foto"))

    def validate_key(self, field: Field) -> None:
        """What is too long is no key of our script."""
        field.data = (field.data or "")[:LONGEST_KEY]


def takes_files(view: View) -> View:
    """Declare that a view may be sent files. Stands above all guards, right below the route."""
    return takes_files_up_to(0)(view)


def takes_files_up_to(size: int) -> Callable[[View], View]:
    """Declare that a view may be sent files of so many bytes, if that is more than FILES_LIMIT."""

    def declare(view: View) -> View:
        view.takes_files = size  # type: ignore[attr-defined]
        return view

    return declare


def receive() -> Any:
    """Run before a request, once its sender is known: read the files to the end while nobody waits for them.

    On SQLite a writing request holds the one lock from its first question on; a photo may be under way for a minute.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    declared = getattr(view, "takes_files", None)
    if request.method in SAFE_METHODS or declared is None:
        return None
    limit = max(declared, current_app.config["FILES_LIMIT"])
    request.max_content_length = limit + ROOM
    db.session.rollback()
    try:
        _ = request.files
    except RequestEntityTooLarge:
        _drain()
        size = f"{limit // (1024 * 1024)} MB"
        sentence = gettext("Sekali kirim paling banyak %(size)s. Kirim satu per satu, atau perkecil dahulu.", size=size)
        return error_page(413, gettext("Berkas terlalu besar"), sentence)
    return None


def _drain() -> None:
    """Read on and drop it: a browser that is cut off while it sends shows its own error instead of our sentence."""
    announced = request.content_length or 0  # when that alone was too much, nothing has been read yet
    left = min(announced, LONGEST_REST) if announced > (request.max_content_length or 0) else 0
    stream = request.environ["wsgi.input"]
    while left > 0 and (part := stream.read(min(left, ROOM))):
        left -= len(part)
