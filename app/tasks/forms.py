"""Forms about a task as a whole."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField

from app.agencies.queries import agency_choices
from app.forms import BaseForm, IdField, IdListField, VersionedForm, date, long_text, one_of
from app.language import Lazy as _l
from app.tasks.states import Priority


class WordingForm(BaseForm):
    """What is to be done, by when. As long as a line of the minutes may be, since a task may come from one."""

    title = long_text(_l.pgettext("satu", "Tugas"), _l("tugasnya"))
    detail = long_text(_l("Rincian"))
    due = date(_l("Tenggat"), _l("tenggat"))
    priority = one_of(_l("Prioritas"), Priority, default=Priority.NORMAL)


class NewForm(WordingForm):
    """A task and the agencies that get a part of it. `issuers` are those in whose name the person may give it out."""

    agencies = IdListField(_l("Instansi"), _l("instansi, paling sedikit satu"))
    needs_confirmation = BooleanField(_l("Perlu konfirmasi"))
    issuer = IdField(_l("Atas nama"))

    def __init__(self, issuers: list[tuple[int | str, str]], **options: Any) -> None:
        super().__init__(**options)
        self.agencies.choices = agency_choices()
        self.issuer.choices = issuers
        if len(issuers) < 2:
            del self.issuer


class EditForm(WordingForm, VersionedForm):
    """Another wording, date or priority."""
