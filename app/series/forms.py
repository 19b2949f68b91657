"""Forms about a series, its parking lot, and what goes from one meeting to another."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from wtforms import BooleanField, IntegerField, RadioField, TimeField
from wtforms.fields import Field
from wtforms.validators import NumberRange, Optional, ValidationError

from app import forms
from app.checks import after
from app.columns import Labelled
from app.extensions import fetch
from app.forms import BaseForm, IdField, IdListField, Required, VersionedForm, date, long_text, one_of
from app.language import Lazy as _l
from app.meetings.agenda import AgendaKind
from app.series.models import MeetingSeries, name_key
from app.series.queries import NAMED


def _minutes(**options: Any) -> IntegerField:
    checks = [Optional(), NumberRange(1, 1440, _l("Isi antara 1 dan 1440 menit."))]
    return IntegerField(_l("Rencana (menit)"), validators=checks, **options)


class SeriesForm(VersionedForm):
    """Name a series."""

    name = forms.text(_l("Nama seri"), _l("nama seri rapat"))

    def __init__(self, series: MeetingSeries | None = None, **options: Any) -> None:
        super().__init__(obj=series, **options)
        self.series = series

    def validate_name(self, field: Field) -> None:
        """No two series have one name, whatever its capitals."""
        known = fetch(NAMED, name_key=name_key(field.data))
        if any(row.id != (self.series and self.series.id) for row in known):
            raise ValidationError(gettext("Nama ini sudah dipakai seri lain."))


class PhraseForm(VersionedForm):
    """A preset phrase."""

    text = long_text(_l("Kalimat"), _l("kalimatnya"), 500, id="kalimat-teks")


class TemplateForm(VersionedForm):
    """One item of the agenda template."""

    title = forms.text(_l("Acara"), _l("nama acara"), 300)
    kind = one_of(_l("Jenis"), AgendaKind, default=AgendaKind.DISCUSSION)
    presenter = forms.text(_l("Penyaji"))
    planned_minutes = _minutes()
    section = forms.text(_l.pgettext("agenda", "Bagian"), longest=120, default="")


class ParkForm(BaseForm):
    """A topic for the parking lot. The ids keep it apart from the other forms on a meeting's page."""

    title = forms.text(_l("Bahasan"), _l("bahasan yang ditunda"), 300, id="tunda-title")
    note = long_text(_l("Catatan"), longest=2000, id="tunda-note")


class ReasonForm(BaseForm):
    """Drop a topic, or decline a proposal, with a word."""

    reason = long_text(_l("Alasan"), _l("alasannya"), 500)


class TakeForm(BaseForm):
    """Choose the meeting onto whose agenda a parked topic goes."""

    meeting_id = IdField(_l("Rapat tujuan"), _l("rapat tujuan"))

    def __init__(self, choices: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(**options)
        self.meeting_id.choices = choices


class CarryWay(Labelled):
    """What happens to the item that stands on the agenda now."""

    MOVE = "move", _l("Pindahkan: hilang dari agenda ini")
    COPY = "copy", _l("Salin: tetap ada di agenda ini")


class CarryForm(TakeForm):
    """Choose the meeting to which an agenda item goes, and whether it also stays."""

    way = one_of(_l("Cara"), CarryWay, RadioField, default=CarryWay.MOVE)


class ProposalForm(BaseForm):
    """Ask for an agenda item, for one of the person's agencies that are invited."""

    agency_id = IdField(_l.pgettext("satu", "Instansi"), _l("instansi"), id="usulan-agency")
    title = forms.text(_l("Acara yang diusulkan"), _l("acara yang diusulkan"), 300, id="usulan-title")
    reason = long_text(_l("Alasan"), _l("alasan usulan"), 1000, id="usulan-reason")
    planned_minutes = _minutes(id="usulan-minutes")

    def __init__(self, agencies: dict[int, str], **options: Any) -> None:
        super().__init__(**options)
        self.agency_id.choices = list(agencies.items())


class NextForm(BaseForm):
    """When and where the next meeting is, and what is carried into it."""

    theme = forms.text(_l("Tema"), _l("tema rapat"), 300)
    day = date(_l("Tanggal"), _l("tanggal rapat"))
    starts = TimeField(_l("Mulai (WITA)"), validators=[Required(_l("jam mulai"))])
    ends = TimeField(
        _l("Selesai (WITA)"), validators=[Optional(), after("starts", _l("Jam selesai harus setelah jam mulai."))]
    )
    venue = forms.text(_l("Tempat"), _l("tempat rapat"))
    topics = IdListField(_l("Bahasan yang dibawa"))
    parked = IdListField(_l("Daftar tunda bahasan"))
    again = BooleanField(_l("Buat satu lagi, meskipun rapat berikutnya sudah ada"))

    def __init__(self, topics: list[tuple[int, str]], parked: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(**options)
        self.topics.choices, self.parked.choices = topics, parked
