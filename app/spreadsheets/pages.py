"""The pages of an import: the form, the preview, the import itself. A further import needs a call of `imports`."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, redirect, render_template, request
from flask_babel import gettext, pgettext
from flask_login import current_user

from app.documents.handing_out import hand_out
from app.extensions import db
from app.forms import BaseForm, clean_text
from app.language import Lazy as _l
from app.policy import requires
from app.refusal import Refused
from app.spreadsheets import service
from app.spreadsheets.grid import BIGGEST, read, unpacked
from app.spreadsheets.service import Importer, Preview, RowState
from app.spreadsheets.writing import CSV, csv_file
from app.submissions import once, place_of_twin
from app.uploads import NeededFile, takes_files
from app.web import commit_and_redirect

SHOWN, PAIRS = 50, 12  # rows and faults on the page, and cells of a row; the report has all rows


class SpreadsheetForm(BaseForm):
    """One file."""

    berkas = NeededFile(_l("Berkas lembar kerja"))


def imports(blueprint: Blueprint, path: str, action: str, importer: Importer, model: Any = None) -> None:
    """Let whoever may do `action` import: five more addresses of the blueprint, the first at `path`.

    With `model` the path holds `<id:id>`, and the import goes into that object.
    """

    @blueprint.route(path, methods=["GET", "POST"])
    @takes_files
    @requires(action, model)
    def take_spreadsheet(subject: Any = None) -> Any:
        """The form, and what becomes of its file."""
        return _take(importer, subject)

    @blueprint.get(f"{path}/<id:upload>")
    @requires(action, model)
    def look_over(subject: Any = None, *, upload: int) -> Any:
        """What the import would do."""
        kept = _upload(importer, subject, upload)
        return _preview(importer, service.look_over(importer, kept)) if kept else _gone(importer, subject)

    @blueprint.get(f"{path}/<id:upload>/laporan.csv")
    @requires(action, model)
    def report(subject: Any = None, *, upload: int) -> Any:
        """Each row with what is wrong with it."""
        kept = _upload(importer, subject, upload)
        return _report(service.look_over(importer, kept)) if kept else _gone(importer, subject)

    _acts(blueprint, path, requires(action, model), importer)


def _acts(blueprint: Blueprint, path: str, guard: Any, importer: Importer) -> None:
    @blueprint.post(f"{path}/<id:upload>")
    @guard
    @once
    def carry_out(subject: Any = None, *, upload: int) -> Any:
        """Do it, if it is still what was shown."""
        return _carry_out(importer, subject, upload)

    @blueprint.post(f"{path}/<id:upload>/batal")
    @guard
    @once
    def give_up(subject: Any = None, *, upload: int) -> Any:
        """Drop the upload. One that is just being imported is waited for, and then it is too late."""
        kept = _upload(importer, subject, upload, locking=True)
        if kept is None:
            return _used_up(importer, subject)
        db.session.delete(kept)
        done = importer.page(kept.subject_id).done
        return commit_and_redirect(done, gettext("Impor dibatalkan; tidak ada data yang berubah."))


def _upload(importer: Importer, subject: Any, key: int, locking: bool = False) -> Any:
    return service.upload_of(current_user.id, importer, subject.id if subject is not None else None, key, locking)


def _take(importer: Importer, subject: Any) -> Any:
    form, key = SpreadsheetForm(), importer.subject_id(subject, request.args)
    if form.validate_on_submit():
        try:
            upload = _read_and_keep(importer, key)
            db.session.commit()
            return redirect(f"{importer.page(key).path.partition('?')[0]}/{upload.id}", 303)
        except Refused as refusal:
            db.session.rollback()
            form.berkas.errors = [str(refusal)]
    return _form(importer, key, form), 422 if form.errors else 200


def _read_and_keep(importer: Importer, key: int) -> Any:
    """Read the file while no transaction is open, and look it over once: what is no such table is refused here."""
    file = request.files.get("berkas")
    content = file.read(BIGGEST + 1) if file else b""
    table = importer.table(key)
    db.session.rollback()
    sheets = read(content)
    table.parse(sheets)
    return service.keep(current_user.id, importer, key, clean_text(file.filename or "") if file else "", sheets)


def _form(importer: Importer, key: int, form: SpreadsheetForm, gone: bool = False) -> Any:
    return render_template("spreadsheets/upload.html", form=form, page=importer.page(key), gone=gone)


def _gone(importer: Importer, subject: Any) -> Any:
    """Somebody else's upload, one of yesterday, or one that was imported: none of these is there."""
    return _form(importer, importer.subject_id(subject, request.args), SpreadsheetForm(formdata=None), gone=True), 404


def _parsed(importer: Importer, subject: Any, key: int) -> Any:
    """Understand the rows while no transaction is open: on SQLite one that writes lets nobody else write."""
    upload = _upload(importer, subject, key)
    if upload is None:
        return None
    table, content = importer.table(upload.subject_id), upload.content
    db.session.rollback()
    return table.parse(unpacked(content))


def _carry_out(importer: Importer, subject: Any, key: int) -> Any:
    parsed = _parsed(importer, subject, key)
    upload = _upload(importer, subject, key, locking=True)
    if upload is None:
        return _used_up(importer, subject)
    preview = service.look_over(importer, upload, True, parsed)
    if not preview.may_be_imported or preview.seal != request.form.get("seal"):
        return _preview(importer, preview, moved=True), 409
    try:
        preview.carry_out()
    except sa.exc.IntegrityError:  # somebody added the same at the same moment
        db.session.rollback()
        upload = _upload(importer, subject, key)
        anew = _preview(importer, service.look_over(importer, upload), moved=True) if upload else None
        return (anew, 409) if upload else _used_up(importer, subject)
    done = importer.page(upload.subject_id).done
    db.session.delete(upload)
    return commit_and_redirect(done, in_words(preview))


def _used_up(importer: Importer, subject: Any) -> Any:
    """The upload is gone; perhaps the twin of this submit has just imported it."""
    twin = place_of_twin()
    return redirect(twin, 303) if twin else _gone(importer, subject)


def _preview(importer: Importer, preview: Preview, moved: bool = False) -> Any:
    page = importer.page(preview.upload.subject_id)
    return render_template(
        "spreadsheets/preview.html", page=page, preview=preview, counts=preview.counts, states=RowState, moved=moved,
        pairs=PAIRS, changes=preview.moving[:SHOWN], faults=preview.faults[:SHOWN], shown=SHOWN,
        path=f"{page.path.partition('?')[0]}/{preview.upload.id}",
    )  # fmt: skip


def _report(preview: Preview) -> Any:
    head = (gettext("Baris"), pgettext("impor", "Hasil"), gettext("Kolom"), gettext("Keterangan"))
    return hand_out(csv_file(head, preview.report()), CSV, gettext("laporan-impor") + ".csv")


def in_words(preview: Preview) -> str:
    """Say what an import did."""
    counts = preview.counts
    return gettext(
        "Berkas diimpor: %(added)s baris ditambah, %(changed)s diubah, %(same)s tetap.",
        added=counts[RowState.ADDED], changed=counts[RowState.CHANGED], same=counts[RowState.SAME],
    )  # fmt: skip
