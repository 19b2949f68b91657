"""The form that says a message was given to its agency."""

from __future__ import annotations

from wtforms import HiddenField

from app.forms import BaseForm, long_text, one_of
from app.language import Lazy as _l
from app.monitoring.bulk import ReminderChannel

LONGEST_TEXT = 400_000


class ToldForm(BaseForm):
    """By which way, and the text as it was shown with its seal."""

    channel = one_of(_l("Disampaikan lewat"), ReminderChannel)
    text = long_text(_l("Teks pesan"), longest=LONGEST_TEXT)
    token = HiddenField()
