"""The papers of a meeting: which there are, and each as a file. Reading them changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext

from app.documents import queries, service
from app.documents.accord import accord, is_agreed
from app.documents.activity import activity
from app.documents.extract import extract
from app.documents.forms import ExtractForm
from app.documents.handing_out import PDF, hand_out, handed
from app.documents.sheets import attendance_list, blank_list
from app.documents.typesetting import typeset
from app.documents.word import DOCX, fill, template_in_use
from app.extensions import fetch
from app.meetings.models import Meeting, MeetingState
from app.policy import requires
from app.refusal import Refused

documents = Blueprint("documents", __name__)


@documents.get("/rapat/<id:id>/dokumen")
@requires("meeting.read", Meeting)
def index(meeting: Meeting) -> Any:
    """What can be printed, and in which state it is."""
    signed = service.signed_version(meeting)
    return render_template(
        "documents/index.html", meeting=meeting, seal=signed and signed[1],
        agreed=bool(fetch(queries.AGREED_LINE, meeting_id=meeting.id)),
        form=ExtractForm(queries.involved_agencies(meeting.id), formdata=None),
        reported=bool(fetch(queries.REPORT, meeting_id=meeting.id)),
        cancelled=meeting.state is MeetingState.CANCELLED,
    )  # fmt: skip


@documents.get("/rapat/<id:id>/dokumen/notula.pdf")
@documents.get("/rapat/<id:id>/dokumen/salinan-notula.pdf", endpoint="copy_pdf")
@requires("meeting.read", Meeting)
def notula_pdf(meeting: Meeting) -> Any:
    """The minutes, or a copy without internal lines; a version of them by `versi`."""
    service.require_held(meeting)
    data = service.notula_of(meeting, _is_copy(), with_photos=True, number=_version())
    return _paper(meeting, _stem("notula"), lambda: typeset("notula", data))


@documents.get("/rapat/<id:id>/dokumen/notula.docx")
@documents.get("/rapat/<id:id>/dokumen/salinan-notula.docx", endpoint="copy_docx")
@requires("meeting.read", Meeting)
def notula_docx(meeting: Meeting) -> Any:
    """The same as a Word document, by the office's template."""
    service.require_held(meeting)
    data = service.notula_of(meeting, _is_copy(), with_photos=False, number=_version())
    return _paper(meeting, _stem("notula"), lambda: fill(data), DOCX, "docx")


@documents.get("/rapat/<id:id>/dokumen/daftar-hadir.pdf")
@requires("meeting.read", Meeting)
def attendance_pdf(meeting: Meeting) -> Any:
    """The attendance list with the signatures that were drawn."""
    service.require_held(meeting)
    record, seal = service.minutes_of(meeting)
    rows = [dict(row._mapping) for row in fetch(queries.SHEET, meeting_id=meeting.id)]
    data = attendance_list(record, service.head_of(meeting), rows, seal)
    return _paper(meeting, "daftar-hadir", lambda: typeset("daftar-hadir", data))


@documents.get("/rapat/<id:id>/dokumen/daftar-hadir-kosong.pdf")
@requires("meeting.read", Meeting)
def blank_pdf(meeting: Meeting) -> Any:
    """The attendance list to sign on paper."""
    if meeting.state is MeetingState.CANCELLED:
        service.require_held(meeting)
    data = blank_list(service.minutes_of(meeting)[0], service.head_of(meeting))
    return _paper(meeting, "daftar-hadir-kosong", lambda: typeset("daftar-hadir", data))


@documents.get("/rapat/<id:id>/dokumen/berita-acara.pdf")
@requires("meeting.read", Meeting)
def accord_pdf(meeting: Meeting) -> Any:
    """What was agreed, for all parties to sign."""
    service.require_held(meeting)
    record, seal = service.minutes_of(meeting)
    if not is_agreed(record):
        raise Refused(gettext("Belum ada keputusan, komitmen, atau tugas yang dapat dibuatkan berita acara."))
    data = accord(record, service.head_of(meeting), seal)
    return _paper(meeting, "berita-acara", lambda: typeset("berita-acara", data))


@documents.get("/rapat/<id:id>/dokumen/laporan.pdf")
@requires("meeting.read", Meeting)
def report_pdf(meeting: Meeting) -> Any:
    """The activity report."""
    service.require_held(meeting)
    report = service.report_of(meeting.id)
    if report is None:
        raise Refused(gettext("Laporan kegiatan rapat ini belum diisi oleh sekretariat."))
    record, seal = service.minutes_of(meeting)
    texts = {name: getattr(report, name) for name in service.REPORT_TEXTS}
    data = activity(record, service.head_of(meeting), texts, seal)
    return _paper(meeting, "laporan-kegiatan", lambda: typeset("laporan", data))


@documents.get("/rapat/<id:id>/dokumen/kutipan.pdf")
@requires("meeting.read", Meeting)
def extract_pdf(meeting: Meeting) -> Any:
    """The extract for one agency."""
    service.require_held(meeting)
    form = ExtractForm(queries.involved_agencies(meeting.id), formdata=request.args)
    if not form.validate():
        raise Refused(gettext("Pilih instansi yang dibuatkan kutipan."))
    agency_id = form.instansi.data
    concern = queries.concern_of(meeting.id, agency_id, dict(form.instansi.choices)[agency_id])
    record, seal = service.minutes_of(meeting)
    data = extract(record, service.head_of(meeting), concern, seal)
    return _paper(meeting, f"kutipan-{agency_id}", lambda: typeset("kutipan", data))


@documents.get("/dokumen/templat-notula.docx")
@requires("letterhead.manage")
def template() -> Any:
    """The Word template in use, to be edited."""
    return hand_out(template_in_use().read_bytes(), DOCX, "templat-notula.docx")


def _version() -> int | None:
    """The number of the version that the address asks for; 0, which no version has, for what is no number."""
    asked = request.args.get("versi", "")
    if not asked:
        return None
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 0


def _is_copy() -> bool:
    return (request.endpoint or "").startswith("documents.copy_")


def _stem(name: str) -> str:
    whole = f"salinan-{name}" if _is_copy() else name
    return f"{whole}-versi-{_version()}" if _version() else whole


def _paper(meeting: Meeting, stem: str, make: Callable[[], bytes], media_type: str = PDF, ending: str = "pdf") -> Any:
    """Make a paper of a meeting and hand it out."""
    return handed(make, media_type, f"{stem}-{meeting.reference.replace('/', '-')}.{ending}")
