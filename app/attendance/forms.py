"""Forms about who came."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from app.agencies.queries import agency_choices
from app.attendance.models import Presence
from app.forms import BaseForm, IdField, VersionedForm, one_of, text
from app.language import Lazy as _l


class AttendanceForm(VersionedForm):
    """What became of one invitation."""

    presence = one_of(_l("Kehadiran"), Presence)
    person = text(_l("Nama"))
    position = text(_l.pgettext("satu", "Jabatan"))
    represents = text(_l("Mewakili siapa"))

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields; who stands for somebody says for whom."""
        valid = super().validate(extra_validators)
        if self.presence.data is Presence.REPRESENTED and not self.represents.data:
            self.represents.errors = [gettext("Tulis siapa yang diwakili.")]
        return valid and not self.errors


class WalkInForm(BaseForm):
    """Add an agency that was not invited."""

    agency_id = IdField(_l.pgettext("satu", "Instansi"), _l("instansi"))

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.agency_id.choices = [("", gettext("Pilih instansi")), *agency_choices()]
