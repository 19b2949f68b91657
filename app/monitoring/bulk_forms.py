"""Forms of the acts upon several commitments."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import gettext
from wtforms import IntegerField
from wtforms.fields import Field
from wtforms.validators import NumberRange, Optional, ValidationError

from app.clock import today
from app.commitments.act_forms import LONGEST_NOTE, reason_field
from app.commitments.states import Reason
from app.forms import BaseForm, date, long_text, one_of
from app.language import Lazy as _l
from app.monitoring.bulk import ReminderChannel

FURTHEST = 1100  # days by which a due date may move at once


class RemindForm(BaseForm):
    """How an agency was reminded."""

    channel = one_of(_l("Diingatkan lewat"), ReminderChannel)


class RedateAllForm(BaseForm):
    """One new date for all, or a number of days by which each moves."""

    due = date(_l("Tenggat baru untuk semuanya"))
    days = IntegerField(
        _l("Atau geser masing-masing (hari)"),
        [Optional(), NumberRange(-FURTHEST, FURTHEST, _l("Isi antara -1.100 dan 1.100 hari."))],
        description=_l("Misalnya 14; angka negatif memajukan tenggat."),
    )
    reason = reason_field()
    note = long_text(_l("Catatan"), _l("catatan"), LONGEST_NOTE)

    def validate_due(self, field: Field) -> None:
        """Like the due date of one: a day that has passed only mends a slip of the pen."""
        if field.data and field.data < today() and self.reason.data is not Reason.MISTAKE:
            raise ValidationError(
                gettext("Isi tanggal hari ini atau sesudahnya. Tanggal yang sudah lewat hanya untuk salah catat.")
            )

    def validate(self, extra_validators: Any = None) -> bool:
        """One of the two, not both."""
        valid = super().validate(extra_validators)
        if valid and bool(self.due.data) == bool(self.days.data):
            self.form_errors.append(gettext("Isi salah satu: tanggal baru, atau jumlah hari pergeseran."))
        return valid and not self.form_errors

    def moved(self, present: dt.date) -> dt.date:
        """Return the new date of one that is due on `present`."""
        return self.due.data or present + dt.timedelta(days=self.days.data)
