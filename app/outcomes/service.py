"""Writing results down: a series once per area, a value once per period."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext

from app.activities.models import Activity
from app.activities.queries import LIVE
from app.activities.steps import ActivityStep
from app.audit import Actor
from app.extensions import db, fetch
from app.files.kinds import EVIDENCE
from app.files.received import stored
from app.files.service import Content, record
from app.outcomes.forms import IndicatorForm, NewSeriesForm, ValueForm
from app.outcomes.models import OutcomeIndicator, OutcomeSeries, OutcomeValue
from app.outcomes.queries import INDICATORS
from app.refusal import Refused

Sent = tuple[Content, str] | None
FIELDS = ("year", "span", "value", "category", "source")


def current_indicators() -> list[tuple[int, str]]:
    """What may be followed anew."""
    return [(row.id, f"{row.short}: {row.name}") for row in fetch(INDICATORS) if row.is_current]


def begin(form: NewSeriesForm) -> OutcomeSeries:
    """Return a new series, flushed. Raises Refused when the area has one of this indicator."""
    # The indicator's row is held, so that two who begin the same series do it one after the other.
    indicator = db.session.get_one(OutcomeIndicator, form.indicator_id.data, with_for_update=True)
    key = {"indicator_id": indicator.id, "area_id": form.area_id.data}
    if db.session.scalar(sa.select(OutcomeSeries.id).filter_by(**key)):
        raise Refused(
            gettext("Indikator ini sudah tercatat di kawasan itu. Buka di daftar hasil, lalu catat nilainya.")
        )
    series = OutcomeSeries(indicator=indicator)
    form.write_to(series)
    db.session.add(series)
    db.session.flush()
    return series


def sent(field: Any) -> Sent:
    """The file that came with a form, put on disk; what is wrong with it becomes an error of its field.

    Looking into it takes up to seconds, so the transaction ends before: nobody waits for its rows meanwhile.
    """
    db.session.rollback()
    contents, faults = stored((field.name,), EVIDENCE, "")
    field.errors = [fault for fault in faults if fault]
    return contents[0] if contents else None


def record_value(series_id: int, form: ValueForm, file: Sent, by: Actor) -> None:
    """Add a value. Raises Refused when the period has one."""
    series = db.session.get_one(OutcomeSeries, series_id, with_for_update={"of": OutcomeSeries})
    series.expect_followed()
    _expect_free(series_id, form)
    value = OutcomeValue(recorded_name=by.name)
    _write(value, form, file)
    value.series = series
    db.session.add(value)


def locked_value(key: int) -> OutcomeValue | None:
    """A value, held after its series, as all other acts hold them; None when it is gone."""
    series = sa.select(OutcomeSeries.id).join(OutcomeValue).where(OutcomeValue.id == key)
    db.session.execute(series.with_for_update(of=OutcomeSeries))
    return db.session.get(OutcomeValue, key, with_for_update={"of": OutcomeValue}, populate_existing=True)


def correct_value(value: OutcomeValue, form: ValueForm, file: Sent) -> None:
    """Change a value. Raises Refused when another one has the period."""
    _expect_free(value.series_id, form, value.id)
    _write(value, form, file)


def _write(value: OutcomeValue, form: ValueForm, file: Sent) -> None:
    for name in FIELDS:
        setattr(value, name, form[name].data)
    if form.evaluation.data != value.evaluation:
        value.activity_id = _evaluation(form.evaluation.data)
    if file:
        content, name = file
        value.file, value.file_name = record(content), name


def _expect_free(series_id: int, form: ValueForm, own: int = 0) -> None:
    rows = sa.select(OutcomeValue).where(
        OutcomeValue.series_id == series_id, OutcomeValue.year == form.year.data, OutcomeValue.span == form.span.data,
        OutcomeValue.id != own,
    )  # fmt: skip
    with db.session.no_autoflush:
        if known := db.session.scalars(rows).first():
            sentence = gettext("Periode %(period)s sudah bernilai. Ubah nilainya di tabel.", period=known.period)
            raise Refused(sentence)


def _evaluation(reference: str | None) -> int | None:
    """The evaluation of this number. Raises Refused when there is none."""
    if not reference:
        return None
    rows = sa.select(Activity.id).where(Activity.reference == reference.upper(), LIVE)
    with db.session.no_autoflush:
        found = db.session.scalar(rows.where(Activity.step == ActivityStep.EVALUATION))
    if found is None:
        raise Refused(
            gettext("Tidak ada kegiatan monitoring dan evaluasi bernomor ini. Periksa nomornya di daftar kegiatan.")
        )
    return found


def remove(series: OutcomeSeries) -> None:
    """Take away a series that was begun by mistake. Raises Refused when it has values."""
    if series.values:
        raise Refused(
            gettext("Indikator ini sudah bernilai di kawasan ini, jadi tidak dihapus. Hentikan pemantauannya saja.")
        )
    db.session.delete(series)


def define(indicator: OutcomeIndicator, form: IndicatorForm) -> None:
    """Write a form into an indicator, flushed. Raises Refused when another one has the short name."""
    same = sa.func.lower(OutcomeIndicator.short) == (form.short.data or "").lower()
    if db.session.scalar(sa.select(OutcomeIndicator.id).where(same, OutcomeIndicator.id != (indicator.id or 0))):
        raise Refused(gettext("Singkatan ini sudah dipakai indikator lain."))
    form.write_to(indicator)
    db.session.add(indicator)
    db.session.flush()
