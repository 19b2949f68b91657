"""Files of an activity: added, taken away, handed out."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, url_for
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.activities.models import Activity
from app.activities.part_routes import activities, activity_of
from app.activities.parts import ActivityFile
from app.extensions import db
from app.files.attached import attach_all, by_key, files_of, restore
from app.files.handing_out import hand_out
from app.files.kinds import EVIDENCE, named
from app.files.received import stored
from app.files.service import Content, limit_in_words, path_of
from app.files.undo import removed
from app.policy import can, requires
from app.uploads import UploadForm, takes_files
from app.web import commit_and_redirect, form_page

__all__ = ["activities"]


@activities.route("/kegiatan/<id:id>/berkas", methods=["GET", "POST"])
@takes_files
@requires("activity.manage", Activity)
def activity_files(activity: Activity) -> Any:
    """The files of the activity, and a form for more."""
    activity.expect_live()
    form, key = UploadForm(), activity.id
    if not form.validate_on_submit():
        return _page(activity, form)
    if by_key(ActivityFile, key, form.key.data):
        return redirect(_address(key), 303)
    db.session.rollback()  # looking into files takes up to seconds: nobody waits for this activity meanwhile
    nothing = gettext("Pilih paling sedikit satu berkas.")
    contents, faults = stored(("bukti", "kamera"), EVIDENCE, nothing, form.keep_place.data)
    return _add(key, contents, faults, form)


@activities.get("/kegiatan/berkas/<id:id>")
@requires("activity.read", ActivityFile)
def activity_file(piece: ActivityFile) -> Any:
    """The file under the name it came with, to be saved."""
    if piece.removed_at:
        abort(404)
    file = piece.file
    return hand_out(path_of(file.sha256), file.media_type, file.sha256, named(piece.name, file.media_type), False)


@activities.post("/kegiatan/berkas/<id:id>/hapus")
@activity_of(ActivityFile)
@requires("activity.manage", ActivityFile)
def remove_file(piece: ActivityFile) -> Any:
    """Take a file away."""
    piece.activity.expect_live()
    piece.remove()
    return commit_and_redirect(_address(piece.activity_id, urung=piece.id), gettext("Berkas dihapus."))


@activities.post("/kegiatan/berkas/<id:id>/pulihkan")
@activity_of(ActivityFile)
@requires("activity.manage", ActivityFile)
def restore_file(piece: ActivityFile) -> Any:
    """Undo the removal."""
    piece.activity.expect_live()
    restore(piece)
    return commit_and_redirect(_address(piece.activity_id), gettext("Berkas dipulihkan."))


def _add(key: int, contents: list[tuple[Content, str]], faults: list[str], form: UploadForm) -> Any:
    """Add what was good and say what was not."""
    activity = db.session.get_one(Activity, key, with_for_update={"of": Activity}, populate_existing=True)
    if not can("activity.manage", activity):  # it went to another agency while the files were looked into
        abort(403)
    activity.expect_live()
    faults += attach_all(ActivityFile, {"activity_id": activity.id}, contents, current_user, form.key.data)
    if not faults:
        said = ngettext("Berkas ditambahkan.", "%(num)s berkas ditambahkan.", len(contents))
        return commit_and_redirect(_address(key), said)
    db.session.commit()
    form.bukti.errors = faults
    return _page(activity, form)


def _page(activity: Activity, form: UploadForm) -> Any:
    undo = removed(ActivityFile.activity_id, activity.id)
    return form_page(
        "activities/files.html", form, activity=activity, pieces=files_of(ActivityFile, activity.id), adding=form,
        limit=limit_in_words(), here=_address(activity.id), undo=undo,
    )  # fmt: skip


def _address(key: int, **query: Any) -> str:
    return url_for("activities.activity_files", id=key, **query)
