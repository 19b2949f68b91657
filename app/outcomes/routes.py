"""Pages of results: indicators by area, their values and targets."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.areas.models import Area
from app.areas.queries import area_choices
from app.clock import today
from app.columns import BIGGEST_ID
from app.extensions import SAFE_METHODS, db
from app.files.handing_out import hand_out
from app.files.kinds import named
from app.files.service import limit_in_words, path_of
from app.locking import parent_first
from app.outcomes import queries, service
from app.outcomes.charts import chart_of, course_of, drawn
from app.outcomes.forms import EndForm, IndicatorForm, NewSeriesForm, SeriesForm, ValueForm
from app.outcomes.models import OutcomeIndicator, OutcomeSeries, OutcomeValue
from app.policy import requires
from app.refusal import Refused
from app.submissions import once
from app.uploads import takes_files
from app.web import commit_and_redirect, form_page

outcomes = Blueprint("outcomes", __name__)
series_first = parent_first(OutcomeSeries, OutcomeValue.series_id)


@outcomes.errorhandler(Refused)
def _refused(error: Refused) -> Any:
    """Lead to the series, where one sees how it stands."""
    location = page_of(g.subject)
    db.session.rollback()
    flash(str(error), "error")
    return redirect(location, 303)


def page_of(obj: Any) -> str:
    """The page of a series, or of the series of a value."""
    if isinstance(obj, OutcomeIndicator):
        return url_for("outcomes.indicators")
    return url_for("outcomes.show", id=obj.id if isinstance(obj, OutcomeSeries) else obj.series_id)


@outcomes.get("/hasil")
@requires("outcome.read")
def index() -> Any:
    """All series with the last value, the target and a small picture."""
    page = queries.SERIES.page(current_user, request.args, request.path)
    return render_template("outcomes/index.html", page=page, series=drawn(page.rows))


@outcomes.route("/hasil/baru", methods=["GET", "POST"])
@requires("outcome.manage")
@once
def new() -> Any:
    """Follow an indicator in an area from now on."""
    form = NewSeriesForm(service.current_indicators(), area_choices(), data={"area_id": _asked_area()})
    made: list[OutcomeSeries] = []
    if form.validate_on_submit() and form.permits(lambda: made.append(service.begin(form))):
        return commit_and_redirect(page_of(made[0]), gettext("Indikator ini kini dipantau. Catat nilai pertamanya."))
    return form_page("outcomes/new.html", form)


def _asked_area() -> int | None:
    key = request.args.get("kawasan", type=int) or 0
    return key if 0 < key <= BIGGEST_ID and db.session.get(Area, key) is not None else None


@outcomes.get("/hasil/<id:id>")
@requires("outcome.read", OutcomeSeries)
def show(series: OutcomeSeries) -> Any:
    """One indicator in one area: its line and its values."""
    course = course_of(series, series.values)
    chart = chart_of(course, series.target) if series.values else None
    return render_template("outcomes/show.html", series=series, chart=chart, course=course)


@outcomes.route("/hasil/<id:id>/ubah", methods=["GET", "POST"])
@requires("outcome.manage", OutcomeSeries)
def edit(series: OutcomeSeries) -> Any:
    """Change where it began and where it shall go."""
    form = SeriesForm(obj=series)
    if form.validate_on_submit() and not form.is_stale(series):
        form.write_to(series)
        return commit_and_redirect(page_of(series), gettext("Perubahan disimpan."))
    return form_page("outcomes/edit.html", form, series=series)


@outcomes.route("/hasil/<id:id>/hentikan", methods=["GET", "POST"])
@requires("outcome.manage", OutcomeSeries)
def end(series: OutcomeSeries) -> Any:
    """Follow it no longer, and why; without any value it can only be removed."""
    form = EndForm()
    if form.validate_on_submit() and form.permits(series.end, form.reason.data):
        undo = url_for("outcomes.go_on", id=series.id)
        return commit_and_redirect(page_of(series), gettext("Pemantauan dihentikan."), undo)
    return form_page("outcomes/end.html", form, series=series)


@outcomes.post("/hasil/<id:id>/lanjutkan")
@requires("outcome.manage", OutcomeSeries)
def go_on(series: OutcomeSeries) -> Any:
    """Follow it again."""
    series.go_on()
    return commit_and_redirect(page_of(series), gettext("Pemantauan dilanjutkan."))


@outcomes.post("/hasil/<id:id>/hapus")
@requires("outcome.manage", OutcomeSeries)
def remove(series: OutcomeSeries) -> Any:
    """Take away what was begun by mistake and has no value."""
    service.remove(series)
    return commit_and_redirect(url_for("outcomes.index"), gettext("Indikator dihapus dari kawasan ini."))


@outcomes.route("/hasil/<id:id>/nilai", methods=["GET", "POST"])
@takes_files
@requires("outcome.manage", OutcomeSeries)
@once
def add_value(series: OutcomeSeries) -> Any:
    """Write down what was measured in a period."""
    if request.method in SAFE_METHODS:
        series.expect_followed()
    form = ValueForm(data={"year": today().year, "evaluation": request.args.get("kegiatan", "")[:20]})
    if form.validate_on_submit():
        key, file = series.id, service.sent(form.berkas)
        if not form.errors and form.permits(service.record_value, key, form, file, current_user):
            return commit_and_redirect(page_of(series), gettext("Nilai dicatat."))
    return form_page("outcomes/value.html", form, series=series, value=None, limit=limit_in_words())


@outcomes.route("/hasil/nilai/<id:id>/ubah", methods=["GET", "POST"])
@takes_files
@series_first
@requires("outcome.manage", OutcomeValue)
def edit_value(value: OutcomeValue) -> Any:
    """Correct a value, or put another file to it."""
    form = ValueForm(obj=value)
    if form.validate_on_submit():
        key, file = value.id, service.sent(form.berkas)
        value = service.locked_value(key) or abort(404)
        if not form.errors and not form.is_stale(value) and form.permits(service.correct_value, value, form, file):
            return commit_and_redirect(page_of(value), gettext("Perubahan disimpan."))
    return form_page("outcomes/value.html", form, series=value.series, value=value, limit=limit_in_words())


@outcomes.post("/hasil/nilai/<id:id>/hapus")
@series_first
@requires("outcome.manage", OutcomeValue)
def remove_value(value: OutcomeValue) -> Any:
    """Take a value away; the history keeps what it was."""
    location = page_of(value)
    db.session.delete(value)
    return commit_and_redirect(location, gettext("Nilai dihapus."))


@outcomes.get("/hasil/nilai/<id:id>/berkas")
@requires("outcome.read", OutcomeValue)
def value_file(value: OutcomeValue) -> Any:
    """The file that a value comes from, to be saved."""
    file = value.file or abort(404)
    name = named(value.file_name, file.media_type)
    return hand_out(path_of(file.sha256), file.media_type, file.sha256, name, False)


@outcomes.get("/hasil/indikator")
@requires("outcome.define")
def indicators() -> Any:
    """The indicators that may be followed, and those that were."""
    rows = sa.select(OutcomeIndicator).order_by(OutcomeIndicator.is_current.desc(), OutcomeIndicator.short)
    return render_template("outcomes/indicators.html", indicators=db.session.scalars(rows).all())


@outcomes.route("/hasil/indikator/baru", methods=["GET", "POST"])
@requires("outcome.define")
@once
def new_indicator() -> Any:
    """Add an indicator."""
    form, indicator = IndicatorForm(), OutcomeIndicator()
    if form.validate_on_submit() and form.permits(service.define, indicator, form):
        return commit_and_redirect(url_for(".indicators"), gettext("Indikator ditambahkan."))
    return form_page("outcomes/indicator.html", form, indicator=None)


@outcomes.route("/hasil/indikator/<id:id>/ubah", methods=["GET", "POST"])
@requires("outcome.define", OutcomeIndicator)
def edit_indicator(indicator: OutcomeIndicator) -> Any:
    """Reword an indicator, or retire it: what was measured stays."""
    form = IndicatorForm(obj=indicator)
    if form.validate_on_submit() and not form.is_stale(indicator) and form.permits(service.define, indicator, form):
        return commit_and_redirect(url_for(".indicators"), gettext("Perubahan disimpan."))
    return form_page("outcomes/indicator.html", form, indicator=indicator)
