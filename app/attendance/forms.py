"""Forms about who came."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from flask_babel import gettext
from wtforms import HiddenField, SelectField, TimeField
from wtforms.fields import Field
from wtforms.validators import Length, Optional, ValidationError

from app.agencies.queries import agency_choices
from app.attendance.models import CAME, Attendance, Presence
from app.attendance.service import Person, clock_of
from app.clock import at, local
from app.forms import BaseForm, IdField, Required, VersionedForm, one_of, text
from app.language import Lazy as _l

HOURS = ["%H:%M", "%H.%M"]
OTHER = "lain"
ENTERED = ("person", "position", "represents", "agency_name", "signature")
LONGEST_SIGNATURE = 20_000
WIDTH, HEIGHT = 600, 200  # the box that a signature is drawn in
SIGNATURE = re.compile(r"(?:M[0-9]{1,3} [0-9]{1,3}(?:L[0-9]{1,3} [0-9]{1,3})+)+")
TOO_LONG = _l("Tanda tangan terlalu panjang. Hapus, lalu bubuhkan lagi.")
POINT = re.compile(r"(\d+) (\d+)")


def _hour(instant: dt.datetime | None) -> dt.time | None:
    return local(instant).time().replace(second=0, microsecond=0) if instant else None


class Entry:
    """A row as its form has it: times are hours of the meeting's day."""

    def __init__(self, row: Attendance) -> None:
        self.presence, self.version = row.presence, row.version
        self.person, self.position, self.represents = row.person, row.position, row.represents
        self.arrived, self.left = _hour(row.arrived_at), _hour(row.left_at)


class AttendanceForm(VersionedForm):
    """What became of one row."""

    presence = one_of(_l("Kehadiran"), Presence)
    person = text(_l("Nama"))
    position = text(_l.pgettext("satu", "Jabatan"))
    represents = text(_l("Mewakili siapa"))
    arrived = TimeField(_l("Datang (WITA)"), format=HOURS, validators=[Optional()])
    left = TimeField(_l("Pulang (WITA)"), format=HOURS, validators=[Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields; who stands for somebody says for whom."""
        valid = super().validate(extra_validators)
        if self.presence.data is Presence.REPRESENTED and not self.represents.data:
            self.represents.errors = [gettext("Tulis siapa yang diwakili.")]
        return valid and not self.errors

    def validate_left(self, field: Field) -> None:
        """Nobody leaves before arriving, and all within the meeting's day."""
        if field.data and self.arrived.data and field.data < self.arrived.data:
            raise ValidationError(gettext("Jam pulang harus setelah jam datang."))

    def write_to(self, obj: Attendance) -> None:
        """Set the row. A minute that was left as shown keeps its seconds; who did not come has no times."""
        came_before = obj.is_here
        obj.presence = self.presence.data
        obj.person, obj.position, obj.represents = self.person.data, self.position.data, self.represents.data
        here = obj.presence in CAME
        for name, typed in (("arrived_at", self.arrived.data), ("left_at", self.left.data)):
            known = getattr(obj, name)
            if not here or typed is None:
                setattr(obj, name, None)
            elif typed != _hour(known):
                setattr(obj, name, at(obj.meeting.day, typed))
        if here and not came_before and obj.arrived_at is None:
            obj.arrived_at = clock_of(obj.meeting)


class ComeForm(BaseForm):
    """Who came, when the agency's seat has no name yet."""

    person = text(_l("Nama"), _l("nama"))
    position = text(_l.pgettext("satu", "Jabatan"))
    represents = text(_l("Mewakili siapa"))

    @property
    def typed(self) -> Person:
        """What was typed."""
        return Person(self.person.data, self.position.data or "", self.represents.data or "")


class WalkInForm(ComeForm):
    """Somebody who came without an invitation, or beside another one of the agency."""

    agency_id = IdField(_l.pgettext("satu", "Instansi"))
    agency_name = text(_l("Instansi lain"), longest=300)

    def __init__(self, listed: dict[int, str], **options: Any) -> None:
        super().__init__(**options)
        rest = [pair for pair in agency_choices() if pair[0] not in listed]
        self.agency_id.choices = [("", gettext("Tidak ada di daftar ini")), *listed.items(), *rest]

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields; whoever comes, comes from somewhere."""
        valid = super().validate(extra_validators)
        if not self.agency_id.data and not self.agency_name.data and not self.agency_id.errors:
            self.agency_name.errors = [gettext("Pilih instansinya, atau tulis namanya di sini.")]
        return valid and not self.errors


class CheckInForm(ComeForm):
    """What a person types who opened the meeting's code: no more than the paper list asks for, and no telephone."""

    agency = SelectField(_l.pgettext("satu", "Instansi"), validators=[Required(_l("instansi"))])
    agency_name = text(_l("Nama instansi lain"), longest=300)
    signature = HiddenField(
        _l("Tanda tangan"),
        validators=[Optional(), Length(max=LONGEST_SIGNATURE, message=TOO_LONG)],
    )

    def __init__(self, listed: dict[int, str], entry: Any = None, **options: Any) -> None:
        self.listed = listed
        typed = {name: getattr(entry, name) for name in ENTERED} if entry else {}
        if entry:
            typed["agency"] = str(entry.agency_id) if entry.agency_id in listed else OTHER
        super().__init__(data=typed, **options)
        agencies = [(str(key), name) for key, name in listed.items()]
        self.agency.choices = [("", gettext("Pilih instansi")), *agencies, (OTHER, gettext("Instansi lain"))]

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields; whoever chooses another agency names it."""
        valid = super().validate(extra_validators)
        if self.agency.data == OTHER and not self.agency_name.data:
            self.agency_name.errors = [gettext("Tulis nama instansi Anda.")]
        return valid and not self.errors

    def validate_signature(self, field: Field) -> None:
        """Strokes of whole points within the box, and nothing else."""
        drawn = field.data or ""
        points = [(int(x), int(y)) for x, y in POINT.findall(drawn)] if SIGNATURE.fullmatch(drawn) else []
        if drawn and (not points or any(x > WIDTH or y > HEIGHT for x, y in points)):
            raise ValidationError(gettext("Tanda tangan tidak terbaca. Hapus, lalu bubuhkan lagi."))

    @property
    def listed_id(self) -> int | None:
        """The chosen agency, None for another one."""
        return None if self.agency.data == OTHER else int(self.agency.data)
