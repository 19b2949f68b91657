"""Adding photos to a line of the minutes, and taking them away. A plain file input does; the script is comfort."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext, ngettext
from flask_login import current_user
from wtforms import FileField, MultipleFileField

from app.columns import BIGGEST_ID
from app.extensions import db, fetch
from app.files.kinds import IMAGES
from app.files.received import stored
from app.files.service import Content, limit_in_words, record
from app.forms import BaseForm
from app.language import Lazy as _l
from app.meetings.locks import meeting_first
from app.meetings.models import Meeting
from app.minutes.models import MinutesLine
from app.minutes.photos import PHOTOS_OF_LINE, REMOVED, MinutesPhoto, attach, require_open
from app.policy import requires
from app.refusal import Refused
from app.uploads import takes_files
from app.web import commit_and_redirect, form_page

photos = Blueprint("photos", __name__)


class PhotoForm(BaseForm):
    """Files from the device, or one straight from its camera."""

    foto = MultipleFileField(_l("Pilih foto"))
    kamera = FileField(_l("Ambil dengan kamera"))


@photos.route("/rapat/butir/<id:id>/foto", methods=["GET", "POST"])
@takes_files
@meeting_first(MinutesLine)
@requires("minutes.write", MinutesLine)
def index(line: MinutesLine) -> Any:
    """The photos of a line, and a form for more."""
    require_open(line)
    form = PhotoForm()
    if not form.validate_on_submit():
        return _page(line, form)
    place = line.meeting_id, line.id
    db.session.rollback()  # drawing a picture anew takes up to seconds: nobody waits for this meeting meanwhile
    contents, faults = stored(("foto", "kamera"), IMAGES, gettext("Pilih paling sedikit satu foto."))
    return _add(_locked(*place), contents, faults, form)


@photos.post("/rapat/butir/foto/<id:id>/hapus")
@meeting_first(MinutesPhoto)
@requires("minutes.write", MinutesPhoto)
def remove(photo: MinutesPhoto) -> Any:
    """Take a photo away."""
    photo.remove()
    return commit_and_redirect(url_for(".index", id=photo.line_id, urung=photo.id), gettext("Foto dihapus."))


@photos.post("/rapat/butir/foto/<id:id>/pulihkan")
@meeting_first(MinutesPhoto)
@requires("minutes.write", MinutesPhoto)
def restore(photo: MinutesPhoto) -> Any:
    """Undo the removal."""
    photo.restore()
    return commit_and_redirect(url_for(".index", id=photo.line_id), gettext("Foto dipulihkan."))


def _add(line: MinutesLine, contents: list[tuple[Content, str]], faults: list[str], form: PhotoForm) -> Any:
    """Add what was good and say what was not: on a weak line nobody sends four photos again because of a fifth."""
    require_open(line)
    for content, name in contents:
        try:
            attach(line, record(content), name, current_user.id)
        except Refused as refusal:
            faults.append(f"{name}: {refusal}")
    if not faults:
        said = ngettext("Foto ditambahkan.", "%(num)s foto ditambahkan.", len(contents))
        return commit_and_redirect(url_for(".index", id=line.id), said)
    db.session.commit()
    form.foto.errors = faults
    return _page(line, form)


def _locked(meeting_id: int, line_id: int) -> MinutesLine:
    """Load the line again, its meeting first, for the transaction that adds."""
    db.session.get_one(Meeting, meeting_id, with_for_update={"of": Meeting})
    return db.session.get_one(MinutesLine, line_id, with_for_update={"of": MinutesLine})


def _page(line: MinutesLine, form: PhotoForm) -> Any:
    shown = fetch(PHOTOS_OF_LINE, line_id=line.id)
    asked = request.args.get("urung", type=int) or 0
    away = fetch(REMOVED, line_id=line.id, id=asked) if 0 < asked <= BIGGEST_ID else ()
    undo = away[0].id if away else None
    return form_page("minutes/photos.html", form, line=line, photos=shown, limit=limit_in_words(), undo=undo)
