"""Forms about the letter, the invited posts, and what was sent."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import gettext
from wtforms import DateTimeLocalField, RadioField
from wtforms.fields import Field
from wtforms.validators import Optional, ValidationError

from app.agencies.queries import agency_choices
from app.attendance.models import Answer
from app.clock import at, now
from app.forms import BaseForm, IdField, IdListField, VersionedForm, long_text, one_of, text
from app.invitations.addressees import LONGEST
from app.invitations.models import Channel, Nature
from app.language import Lazy as _l


class LetterForm(VersionedForm):
    """The words of the letter."""

    nature = one_of(_l.pgettext("surat", "Sifat"), Nature)
    attachment = text(_l("Lampiran"), longest=100)
    subject = text(_l("Hal"), _l("hal surat"), 300)
    opening = long_text(_l("Paragraf pembuka"), _l("paragraf pembuka"))
    closing = long_text(_l("Paragraf penutup"), _l("paragraf penutup"))
    signer = text(_l("Penanda tangan"))
    signer_position = text(_l("Jabatan penanda tangan"))
    signer_rank = text(_l("Pangkat/golongan"), longest=100)
    signer_number = text(_l("NIP/NRP"), longest=50)
    copies = long_text(_l("Tembusan"), longest=2000)


class AnswerForm(VersionedForm):
    """Whether somebody comes."""

    answer = one_of(_l("Jawaban"), Answer, RadioField)
    answer_note = text(_l("Catatan"), longest=300)


class AddresseeForm(VersionedForm):
    """To which post the letter goes."""

    addressee = text(_l("Ditujukan kepada"), _l("jabatan yang dituju"), LONGEST)


class InviteForm(BaseForm):
    """Invite one more post; an agency may have several."""

    agency_id = IdField(_l.pgettext("satu", "Instansi"), _l("instansi"))
    addressee = text(_l("Ditujukan kepada"), longest=LONGEST)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.agency_id.choices = [("", gettext("Pilih instansi")), *agency_choices()]


class SentForm(BaseForm):
    """Say what was sent to whom, how and when; without a time it was now."""

    channel = one_of(_l("Dikirim lewat"), Channel, RadioField, default=Channel.WHATSAPP)
    at = DateTimeLocalField(
        _l("Waktu kirim (WITA)"), format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], validators=[Optional()]
    )
    invitees = IdListField(_l("Penerima"))

    def __init__(self, invitees: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(**options)
        self.invitees.choices = invitees

    @property
    def instant(self) -> dt.datetime | None:
        """When it was sent, None for now."""
        return at(self.at.data.date(), self.at.data.time()) if self.at.data else None

    def validate_at(self, field: Field) -> None:
        """Nothing was sent in times to come."""
        if field.data:
            if field.data.year < 2000:
                raise ValidationError(gettext("Isi tahun antara 2000 dan 2100."))
            if self.instant and self.instant > now():
                raise ValidationError(gettext("Waktu kirim belum tiba. Kosongkan bila baru saja dikirim."))
