"""Forms about an agency's part of a task: those that stand on the task's page, and those with a page of their own."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from wtforms import BooleanField, RadioField
from wtforms.fields import Field
from wtforms.validators import ValidationError

from app.formats import date_long
from app.forms import BaseForm, IdField, VersionedForm, date, long_text, one_of
from app.language import Lazy as _l
from app.tasks.models import Task
from app.tasks.parts import TaskPart
from app.tasks.states import GONE, NEEDS_NOTE, PartState
from app.tasks.versions import Arrangement

Agencies = list[tuple[int, str]]
LONGEST_SCOPE, LONGEST_NOTE = 500, 2000
P = PartState


def free_of(task: Task, agencies: Agencies) -> list[tuple[int | str, str]]:
    """Return the agencies that may be asked: those without a part, or with one that is no longer asked of them."""
    taken = {part.agency_id for part in task.parts if part.state not in GONE}
    return [("", gettext("Pilih instansi")), *((key, name) for key, name in agencies if key not in taken)]


class OnPageForm(VersionedForm):
    """Several such forms stand on one page, so every control carries the part's id."""

    part: TaskPart

    @property
    def is_open(self) -> bool:
        """True when something that was sent stands in it, to be mended or compared."""
        return bool(self.errors or self.conflicts)

    def bind(self, part: TaskPart) -> None:
        """Keep the part, and tell the controls apart by its id."""
        self.part = part
        for field in self:
            if field.name not in ("csrf_token", "version"):
                field.id = field.label.field_id = f"{field.name}-{part.id}"


class PartForm(OnPageForm):
    """How far an agency's part is, and whom a blocked one waits for."""

    state = one_of(_l("Status bagian"), PartState, RadioField)
    blocked_on = IdField(_l("Menunggu pihak"))
    note = long_text(_l("Catatan"), longest=LONGEST_NOTE)

    def __init__(self, part: TaskPart, agencies: Agencies, **options: Any) -> None:
        super().__init__(obj=part.progress, **options)
        self.bind(part)
        self.state.choices = [(state.value, self._label(state)) for state in part.choices]
        others = [(key, name) for key, name in agencies if key != part.agency_id]
        self.blocked_on.choices = [("", gettext("Pihak lain (tulis di catatan)")), *others]
        if part.state is P.OFFERED:
            self.note.label.text = gettext("Alasan menolak")

    def _label(self, state: PartState) -> Any:
        asks = state is P.DELIVERED and self.part.state is not state
        return gettext("Selesai, minta konfirmasi") if asks else state.label

    @property
    def is_closed(self) -> bool:
        """True when the part takes no more news: what was typed is only given back."""
        return not self.part.choices

    @property
    def typed(self) -> str:
        """The words that would be lost."""
        return self.note.data or ""

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


class GiveBackForm(OnPageForm):
    """What does not fit yet of what was delivered."""

    answer = long_text(_l("Yang belum sesuai"), _l("apa yang belum sesuai"), LONGEST_NOTE)

    def __init__(self, part: TaskPart, **options: Any) -> None:
        super().__init__(**options)
        self.bind(part)
        if self.version.raw_data is None:
            self.version.data = part.progress.version

    @property
    def is_closed(self) -> bool:
        """True when there is nothing to judge any more: what was typed is only given back."""
        return self.part.state is not P.DELIVERED or self.part.task.is_withdrawn

    @property
    def typed(self) -> str:
        """The words that would be lost."""
        return self.answer.data or ""

    def is_stale(self, obj: Any) -> bool:
        """True when the agency moved the part meanwhile; what it says now stands above what was typed."""
        if self.version.data == obj.version and not self.is_closed:
            return False
        told: list[tuple[Any, str]] = [(gettext("Status bagian"), str(self.part.state.label))]
        self.conflicts = [*told, (gettext("Catatan"), self.part.note or "–")]
        self.version.data = obj.version
        return True


class ScopeForm(BaseForm):
    """What of the task is this agency's, by when, and whether its issuer has to confirm it."""

    scope = long_text(
        _l("Yang dikerjakan"), longest=LONGEST_SCOPE, description=_l("Kosongkan bila sudah jelas dari tugasnya.")
    )
    due = date(_l("Tenggat bagian ini"), description=_l("Kosongkan agar mengikuti tenggat tugas."))
    needs_confirmation = BooleanField(
        _l("Perlu konfirmasi"), description=_l("Bagian ini baru selesai setelah pemberi tugas memeriksanya.")
    )
    task: Task

    def validate_due(self, field: Field) -> None:
        """No part is due after its task."""
        if field.data and field.data > self.task.due:
            raise ValidationError(
                gettext("Isi tanggal yang tidak melewati tenggat tugas, %(date)s.", date=date_long(self.task.due))
            )

    @property
    def arrangement(self) -> Arrangement:
        """What was typed."""
        needed = self.needs_confirmation.data if "needs_confirmation" in self else False
        return Arrangement(self.scope.data or "", self.due.data, needed)


class AddPartForm(ScopeForm):
    """One more agency; also one that was freed from its part."""

    agency = IdField(_l("Tambah instansi"), _l("instansi"))

    def __init__(self, task: Task, agencies: Agencies, **options: Any) -> None:
        super().__init__(**options)
        self.task = task
        self.agency.choices = free_of(task, agencies)
        if not self.agency.raw_data:
            self.needs_confirmation.data = any(part.needs_confirmation for part in task.parts)


class ArrangeForm(ScopeForm, VersionedForm):
    """The same of a part that is there. `title` and `button` are what its page shows, as below."""

    title, button, kind = _l("Atur bagian"), _l("Simpan"), "primary"

    def __init__(self, part: TaskPart, may_lift: bool) -> None:
        super().__init__(obj=part.arrangement)
        self.task = part.task
        if part.needs_confirmation and not may_lift:
            del self.needs_confirmation


class HandOverForm(BaseForm):
    """To whom, and why."""

    title, button, kind = _l("Serahkan bagian"), _l("Serahkan bagian ini"), "primary"

    agency = IdField(_l("Diserahkan kepada"), _l("instansi penerima"))
    reason = long_text(
        _l("Alasan"), _l("alasannya"), LONGEST_NOTE,
        description=_l("Terbaca oleh semua instansi dan tercatat di riwayat."),
    )  # fmt: skip

    def __init__(self, part: TaskPart, agencies: Agencies) -> None:
        super().__init__()
        self.agency.choices = free_of(part.task, agencies)


class SplitForm(VersionedForm):
    """What stays, and what another agency is asked to do."""

    title, button, kind = _l("Bagi bagian"), _l("Bagi bagian ini"), "primary"

    scope = long_text(_l("Yang tetap dikerjakan instansi ini"), _l("yang tetap dikerjakan"), LONGEST_SCOPE)
    agency = IdField(_l("Dibagi dengan"), _l("instansi yang diajak"))
    other_scope = long_text(_l("Yang dikerjakan instansi itu"), _l("yang dikerjakan instansi itu"), LONGEST_SCOPE)

    def __init__(self, part: TaskPart, agencies: Agencies) -> None:
        super().__init__(obj=part.arrangement)
        self.agency.choices = free_of(part.task, agencies)
