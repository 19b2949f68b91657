"""The form of a meeting's activity report, and the compilation of a series."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext

from app.clock import today
from app.documents import service
from app.documents.forms import PeriodForm, ReportForm
from app.documents.handing_out import PDF, handed
from app.documents.models import ActivityReport
from app.documents.reporting import first_texts
from app.documents.routes import documents
from app.documents.typesetting import typeset
from app.extensions import db
from app.meetings.models import Meeting
from app.policy import requires
from app.refusal import Refused
from app.series.models import MeetingSeries
from app.web import commit_and_redirect, form_page


@documents.route("/rapat/<id:id>/dokumen/laporan", methods=["GET", "POST"])
@requires("meeting.manage", Meeting)
def report(meeting: Meeting) -> Any:
    """Word the activity report; it begins with what the meeting's minutes tell."""
    service.require_held(meeting)
    saved = service.report_of(meeting.id)
    shown = saved or SimpleNamespace(**first_texts(service.minutes_of(meeting)[0]), version="")
    form = ReportForm(obj=shown)
    if form.validate_on_submit() and not (saved and form.is_stale(saved)):
        saved = saved or ActivityReport(meeting_id=meeting.id)
        form.write_to(saved)
        db.session.add(saved)
        sentence = gettext("Laporan kegiatan disimpan. PDF-nya dapat diunduh di halaman ini.")
        return commit_and_redirect(url_for(".index", id=meeting.id) + "#laporan", sentence)
    return form_page("documents/report.html", form, meeting=meeting)


@documents.get("/seri/<id:id>/himpunan")
@requires("meeting.read", MeetingSeries)
def compilation(series: MeetingSeries) -> Any:
    """Choose the period whose minutes are compiled."""
    first = dt.date(today().year, 1, 1)
    return _period_page(series, PeriodForm(formdata=None, data={"dari": first, "sampai": today()}))


@documents.get("/seri/<id:id>/himpunan.pdf")
@requires("meeting.read", MeetingSeries)
def compilation_pdf(series: MeetingSeries) -> Any:
    """The minutes of a series over a period in one document."""
    if not request.args:
        return redirect(url_for(".compilation", id=series.id))
    form = PeriodForm(formdata=request.args)
    if not form.validate():
        return _period_page(series, form)
    first, last = form.dari.data, form.sampai.data
    try:
        data = service.compile_minutes(series, first, last)
    except Refused as refusal:
        form.form_errors.append(str(refusal))
        return _period_page(series, form)
    name = f"himpunan-notula-{first:%Y%m%d}-{last:%Y%m%d}.pdf"
    return handed(lambda: typeset("himpunan", data), PDF, name)


def _period_page(series: MeetingSeries, form: PeriodForm) -> Any:
    limits = {"most_meetings": service.MOST_MEETINGS, "most_rows": service.MOST_ROWS}
    return form_page("documents/compilation.html", form, series=series, **limits)
