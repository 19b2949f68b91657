"""The forms of how one is told, and of who stands in while one is away."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext
from wtforms import TimeField
from wtforms.fields import Field
from wtforms.validators import ValidationError

from app.deliveries.models import Channel
from app.forms import BaseForm, IdField, Required, date, one_of, text
from app.language import Lazy as _l
from app.notices.events import Cadence, Event
from app.notices.models import NoticeHabit
from app.notices.settings import Choices

_PHONE = re.compile(r"\+[1-9]\d{7,14}")


class SettingsForm(BaseForm):
    """A cadence for each event (the field has the event's name), and quiet hours."""

    quiet_from = TimeField(_l("Mulai (WITA)"), validators=[Required(_l("jam mulai"))])
    quiet_until = TimeField(_l("Sampai (WITA)"), validators=[Required(_l("jam selesai"))])
    channel = one_of(_l("Dikirim lewat"), Channel)
    phone = text(_l("Nomor WhatsApp"), longest=20)

    def __init__(self, choices: Choices, habit: NoticeHabit, gateway: bool, **options: Any) -> None:
        facts = {name: getattr(habit, name) for name in ("quiet_from", "quiet_until", "channel", "phone")}
        super().__init__(data=facts | {event.value: choices[event] for event in choices}, **options)
        if not gateway:
            del self.channel, self.phone

    @property
    def choices(self) -> Choices:
        """The cadences as they were chosen."""
        return {event: self[event.value].data for event in Event}

    def habit(self, user_id: int) -> NoticeHabit:
        """How the person is told from now on."""
        facts = {name: self[name].data for name in ("quiet_from", "quiet_until", "channel", "phone") if name in self}
        return NoticeHabit(user_id=user_id, **facts)

    def validate_phone(self, field: Field) -> None:
        """As the gateway wants it: +62 and digits, however it was typed."""
        number = re.sub(r"[\s().-]", "", field.data or "")
        number = "+62" + number[1:] if number.startswith("0") else number
        if number and not _PHONE.fullmatch(number):
            raise ValidationError(gettext("Tulis nomor seperti 0812 3456 7890 atau +62 812 3456 7890."))
        field.data = number

    def validate_channel(self, field: Field) -> None:
        """A gateway needs a number."""
        if field.data is Channel.GATEWAY and not self.phone.data:
            raise ValidationError(gettext("Isi nomor WhatsApp di sebelahnya, atau pilih surel."))


for _event in Event:
    setattr(SettingsForm, _event.value, one_of(_event.label, Cadence))


class AbsenceForm(BaseForm):
    """From which day to which, and who is told meanwhile."""

    from_date = date(_l("Sejak"), _l("hari pertama"))
    until_date = date(_l("Sampai"), _l("hari terakhir"))
    deputy_id = IdField(_l("Pengganti"), _l("pengganti"))

    def __init__(self, deputies: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(**options)
        self.deputy_id.choices = [("", gettext("Pilih …")), *deputies]
