"""Documents and photos of a finding: shown to who may read it, added, taken away."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, url_for
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.extensions import db
from app.files.attached import attach_all, by_key, files_of, restore
from app.files.handing_out import hand_out
from app.files.kinds import EVIDENCE, named
from app.files.received import stored
from app.files.service import Content, limit_in_words, path_of
from app.files.undo import removed
from app.findings.models import Finding, FindingFile
from app.findings.routes import SLUGS, findings
from app.locking import parent_first
from app.policy import can, requires
from app.uploads import UploadForm, takes_files
from app.web import commit_and_redirect, form_page

finding_first = parent_first(Finding, FindingFile.finding_id)


@findings.get("/temuan/<id:id>/berkas")
@requires("finding.read", Finding)
def finding_files(finding: Finding) -> Any:
    """The files of a finding, and for who may a form for more."""
    return _page(_there(finding), UploadForm())


@findings.post("/temuan/<id:id>/berkas")
@takes_files
@requires("finding.manage", Finding)
def add_files(finding: Finding) -> Any:
    """Add files."""
    form, key = UploadForm(), _there(finding).id
    if not form.validate():
        return _page(finding, form)
    if by_key(FindingFile, key, form.key.data):
        return redirect(_address(key), 303)
    db.session.rollback()  # looking into files takes up to seconds: nobody waits for this finding meanwhile
    nothing = gettext("Pilih paling sedikit satu berkas.")
    contents, faults = stored(("bukti", "kamera"), EVIDENCE, nothing, form.keep_place.data)
    return _add(key, contents, faults, form)


@findings.get("/temuan/berkas/<id:id>")
@requires("finding.read", FindingFile)
def finding_file(piece: FindingFile) -> Any:
    """The file under the name it came with, to be saved."""
    if piece.removed_at or piece.finding.removed_at:
        abort(404)
    file = piece.file
    return hand_out(path_of(file.sha256), file.media_type, file.sha256, named(piece.name, file.media_type), False)


@findings.post("/temuan/berkas/<id:id>/hapus")
@finding_first
@requires("finding.manage", FindingFile)
def remove_file(piece: FindingFile) -> Any:
    """Take a file away."""
    _there(piece.finding)
    piece.remove()
    return commit_and_redirect(_address(piece.finding_id, urung=piece.id), gettext("Berkas dihapus."))


@findings.post("/temuan/berkas/<id:id>/pulihkan")
@finding_first
@requires("finding.manage", FindingFile)
def restore_file(piece: FindingFile) -> Any:
    """Undo the removal."""
    _there(piece.finding)
    restore(piece)
    return commit_and_redirect(_address(piece.finding_id), gettext("Berkas dipulihkan."))


def _there(finding: Finding) -> Finding:
    return abort(404) if finding.removed_at else finding


def _add(key: int, contents: list[tuple[Content, str]], faults: list[str], form: UploadForm) -> Any:
    """Add what was good and say what was not."""
    finding = db.session.get_one(Finding, key, with_for_update={"of": Finding}, populate_existing=True)
    if not can("finding.manage", _there(finding)):  # it went to another agency while the files were looked into
        abort(403)
    faults += attach_all(FindingFile, {"finding_id": key}, contents, current_user, form.key.data)
    if not faults:
        said = ngettext("Berkas ditambahkan.", "%(num)s berkas ditambahkan.", len(contents))
        return commit_and_redirect(_address(key), said)
    db.session.commit()
    form.bukti.errors = faults
    return _page(finding, form)


def _page(finding: Finding, form: UploadForm) -> Any:
    undo = removed(FindingFile.finding_id, finding.id)
    return form_page(
        "findings/files.html", form, finding=finding, pieces=files_of(FindingFile, finding.id),
        adding=form, limit=limit_in_words(), here=_address(finding.id), undo=undo, slug=SLUGS[finding.kind],
    )  # fmt: skip


def _address(key: int, **query: Any) -> str:
    return url_for("findings.finding_files", id=key, **query)
