"""Forms about target locations."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext
from wtforms import IntegerField
from wtforms.fields import Field
from wtforms.validators import InputRequired, NumberRange

from app.areas.queries import area_choices
from app.checks import no_identity_number
from app.clock import today
from app.extensions import fetch
from app.findings.forms import people
from app.findings.models import TargetChoice
from app.findings.target_queries import DECISIONS_OF, MEETINGS
from app.forms import FIRST_YEAR, LAST_YEAR, BaseForm, IdField, VersionedForm, long_text, text
from app.language import Lazy as _l

LONGEST_DECISION = 120


class TargetForm(VersionedForm):
    """Which area a meeting chose for which year, and why. The decisions offered are those of the meeting chosen."""

    year = IntegerField(
        _l("Tahun"),
        [
            InputRequired(_l("Mohon isi tahun.")),
            NumberRange(FIRST_YEAR, LAST_YEAR, _l("Isi tahun antara 2000 dan 2100.")),
        ],
        default=lambda: today().year,
    )
    area_id = IdField(_l("Kawasan"), _l("kawasan"))
    meeting_id = IdField(_l("Rapat yang memutuskan"), _l("rapat yang memutuskan"))
    line_id = IdField(_l("Butir keputusan di notula"))
    why = long_text(_l("Alasan pemilihan"), _l("alasan pemilihan"), 2000)
    expected = people(_l("Calon penerima manfaat"))

    def __init__(self, obj: TargetChoice | None = None, **given: Any) -> None:
        super().__init__(obj=obj, **given)
        kept = [(obj.meeting_id, _named(obj.meeting))] if obj else []
        meetings = dict([*((row.id, _named(row)) for row in fetch(MEETINGS)), *kept])
        self.meeting_id.choices = [("", gettext("Pilih rapat")), *meetings.items()]
        self.line_id.choices = [("", gettext("Tanpa butir tertentu")), *self._decisions(meetings)]
        if obj:
            del self.year, self.area_id
        else:
            self.area_id.choices = [("", gettext("Pilih kawasan")), *area_choices()]

    def _decisions(self, meetings: dict[int, str]) -> list[tuple[int, str]]:
        chosen = self.meeting_id.data
        rows = fetch(DECISIONS_OF, id=chosen) if chosen in meetings else ()
        return [(row.id, _short(row.text)) for row in rows]

    @property
    def only_looks(self) -> bool:
        """True when the person wants to see the decisions of the meeting, and to go on from there."""
        return self.is_submitted() and "tampilkan" in request.form

    def validate_why(self, field: Field) -> None:
        """Persons are only counted."""
        no_identity_number(self, field)


def _named(meeting: Any) -> str:
    return f"{meeting.reference} {meeting.theme}"


def _short(words: str) -> str:
    return words if len(words) <= LONGEST_DECISION else words[:LONGEST_DECISION].rstrip() + "…"


class WithdrawForm(BaseForm):
    """Why a choice is taken back."""

    reason = text(_l("Alasan pencabutan"), _l("alasan pencabutan"), 500)
