"""Forms about a meeting and its agenda."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, IntegerField, TimeField
from wtforms.validators import NumberRange, Optional

from app.agencies.queries import agency_choices
from app.checks import after
from app.forms import BaseForm, IdField, IdListField, Required, VersionedForm, date, long_text, one_of, text
from app.language import Lazy as _l
from app.meetings.agenda import AgendaKind
from app.meetings.models import Meeting, MeetingKind
from app.meetings.versions import Call
from app.series.queries import series_choices


class MeetingForm(VersionedForm):
    """Call a meeting, or change how it was called."""

    kind = one_of(_l("Jenis rapat"), MeetingKind)
    theme = text(_l("Tema"), _l("tema rapat"), 300)
    convener_id = IdField(_l("Penyelenggara"), _l("penyelenggara"))
    venue = text(_l("Tempat"), _l("tempat rapat"))
    day = date(_l("Tanggal"), _l("tanggal rapat"))
    starts = TimeField(_l("Mulai (WITA)"), validators=[Required(_l("jam mulai"))])
    ends = TimeField(
        _l("Selesai (WITA)"), validators=[Optional(), after("starts", _l("Jam selesai harus setelah jam mulai."))]
    )
    chair = text(_l("Pimpinan rapat"), _l("nama pimpinan rapat"))
    chair_position = text(_l("Jabatan pimpinan"))
    secretary = text(_l("Sekretaris"))
    minute_taker = text(_l("Pencatat"), _l("nama pencatat"))
    letter_number = text(_l("Nomor surat undangan"), longest=100)
    letter_date = date(_l("Tanggal surat undangan"))
    series_id = IdField(_l("Seri rapat"))
    agencies = IdListField(_l("Instansi yang diundang"))

    def __init__(self, meeting: Meeting | None = None, **options: Any) -> None:
        super().__init__(obj=Call(meeting) if meeting else None, **options)
        self.series_id.choices = series_choices()
        current = agency_choices()
        self.convener_id.choices, self.agencies.choices = list(current), list(current)
        if meeting:  # what has been merged into another agency meanwhile stays where it was put
            known = dict(current)
            names = {row.agency_id: row.agency_name for row in meeting.attendances if row.invited and row.agency_id}
            self.agencies.choices += [pair for pair in names.items() if pair[0] not in known]
            if meeting.convener_id not in known:
                self.convener_id.choices.append((meeting.convener_id, meeting.convener.name))


class CancelForm(BaseForm):
    """Call a meeting off."""

    reason = long_text(_l("Alasan"), _l("alasan pembatalan"), 500)


class AgendaForm(VersionedForm):
    """One item of the agenda."""

    kind = one_of(_l("Jenis"), AgendaKind, default=AgendaKind.DISCUSSION)
    title = text(_l("Acara"), _l("nama acara"), 300)
    presenter = text(_l("Penyaji"))
    planned_minutes = IntegerField(
        _l("Rencana (menit)"),
        validators=[Optional(), NumberRange(1, 1440, _l("Isi antara 1 dan 1440 menit."))],
    )
    section = text(_l.pgettext("agenda", "Bagian"), longest=120)
    recurring = BooleanField(_l("Selalu dibahas"))
