"""Forms about a task and an agency's part of it."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from wtforms import RadioField

from app.agencies.queries import agency_choices
from app.forms import BaseForm, IdField, IdListField, VersionedForm, date, long_text, one_of
from app.language import Lazy as _l
from app.tasks.models import Task
from app.tasks.parts import TaskPart
from app.tasks.states import NEEDS_NOTE, PartState, Priority


class WordingForm(BaseForm):
    """What is to be done, by when. As long as a line of the minutes may be, since a task may come from one."""

    title = long_text(_l.pgettext("satu", "Tugas"), _l("tugasnya"))
    detail = long_text(_l("Rincian"))
    due = date(_l("Tenggat"), _l("tenggat"))
    priority = one_of(_l("Prioritas"), Priority, default=Priority.NORMAL)


class NewForm(WordingForm):
    """A task and the agencies that get a part of it."""

    agencies = IdListField(_l("Instansi"), _l("instansi, paling sedikit satu"))

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.agencies.choices = agency_choices()


class EditForm(WordingForm, VersionedForm):
    """Another wording, date or priority."""


class AddPartForm(BaseForm):
    """One more agency; also one that was freed from its part."""

    agency = IdField(_l("Tambah instansi"), _l("instansi"))

    def __init__(self, task: Task, **options: Any) -> None:
        super().__init__(**options)
        taken = {part.agency_id for part in task.parts if part.state is not PartState.WAIVED}
        free = [(key, name) for key, name in agency_choices() if key not in taken]
        self.agency.choices = [("", gettext("Pilih instansi")), *free]


class PartForm(VersionedForm):
    """How far an agency's part is. Several stand on one page, so every control carries the part's id."""

    state = one_of(_l("Status bagian"), PartState, RadioField)
    note = long_text(_l("Catatan"), longest=2000)

    def __init__(self, part: TaskPart, **options: Any) -> None:
        super().__init__(obj=part.progress, **options)
        self.part = part
        self.state.choices = [(state.value, state.label) for state in part.choices]
        if part.state is PartState.OFFERED:
            self.note.label.text = gettext("Alasan menolak")
        for field in (self.state, self.note):
            field.id = field.label.field_id = f"{field.name}-{part.id}"

    @property
    def is_closed(self) -> bool:
        """True when the part takes no more news: what was typed is only given back."""
        return not self.part.choices

    def is_stale(self, obj: Any) -> bool:
        """As for every form, and when the part is closed; a step no longer possible gives way to the present state."""
        if self.is_closed:
            self.conflicts = [(self.state.label.text, str(self.part.state.label))]
            return True
        stale = super().is_stale(obj)
        if stale and self.state.data not in self.part.choices:
            self.state.data = self.part.state
        return stale

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, then that an obstacle or a refusal is explained."""
        valid = super().validate(extra_validators)
        if self.state.data in NEEDS_NOTE and not self.note.data:
            self.note.errors = [gettext("Tulis sebabnya, agar instansi lain dan sekretariat dapat membantu.")]
        return valid and not self.errors
