"""Making the tasks of a template at once: a preview in which each can be left out, re-dated and given to others."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import ValidationError

from app.agencies.queries import agency_choices
from app.agencies.service import current
from app.clock import today
from app.formats import date_short
from app.forms import BaseForm, IdField, IdListField, date
from app.language import Lazy as _l
from app.task_templates.dates import DAY
from app.task_templates.models import TaskTemplate, TemplateItem
from app.task_templates.service import make
from app.task_templates.shares import Shares, heirs_of
from app.tasks.models import Task
from app.tasks.service import Issuer

LEFT_OUT = "0"


@dataclass
class Row:
    """One task of the preview: the item, who is asked for it today, and its fields of the form."""

    item: TemplateItem
    shares: Shares
    make: Any
    due: Any
    agencies: Any
    more: Any
    swaps: dict[int, Any]  # by the agency that ended without a successor

    @property
    def is_late(self) -> bool:
        """It would be late from the beginning."""
        return self.due.data is not None and self.due.data < today()

    @property
    def chosen(self) -> dict[int, str]:
        """Who gets a part, and what is theirs: ticked, put in the place of another, or added."""
        scopes = {heir.agency.id: heir.scope for heir in self.shares.heirs}
        asked = {key: scopes.get(key, "") for key in self.agencies.data or ()}
        for share in self.shares.orphaned:
            field = self.swaps[share.agency_id]
            key = "" if field.errors else field.data
            if key and key != LEFT_OUT:
                asked[int(key)] = "; ".join(filter(None, (asked.get(int(key), ""), share.scope)))
        if self.more.data:
            asked.setdefault(self.more.data, "")
        return asked

    def check(self) -> None:
        """Say in sentences what is missing before the task can be made."""
        if not self.due.data and not self.due.errors:
            self.due.errors = [gettext("Isi tenggatnya.")]
        for field in self.swaps.values():
            if not field.data and not field.errors:
                field.errors = [gettext("Pilih penggantinya, atau tinggalkan bagian ini.")]
        if not self.chosen and not any(field.errors for field in self.swaps.values()):
            self.agencies.errors = [gettext("Pilih paling sedikit satu instansi, atau jangan buat tugas ini.")]


class UseForm(BaseForm):
    """What all previews have; `preview` adds the fields of each item."""

    version = HiddenField()
    past = BooleanField(_l("Buat juga tugas yang tenggatnya sudah lewat"))
    rows: list[Row] = []

    @property
    def ticked(self) -> list[Row]:
        """The tasks that are to be made."""
        return [row for row in self.rows if row.make.data]

    @property
    def late(self) -> list[Row]:
        """Those of them that would be late from the beginning."""
        return [row for row in self.ticked if row.is_late]

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields of what is to be made; what is not ticked may be as it is."""
        super().validate(extra_validators)
        for row in self.rows:
            if row.make.data:
                row.check()
            else:
                for field in (row.due, row.agencies, row.more, *row.swaps.values()):
                    field.errors = []
        if not self.ticked:
            self.form_errors.append(gettext("Centang paling sedikit satu tugas."))
        return not self.errors

    def validate_past(self, field: Any) -> None:
        """A date that has passed is named, and needs a second look."""
        if self.late and not field.data:
            names = ", ".join(f"{row.item.title[:60]} ({date_short(row.due.data)})" for row in self.late)
            raise ValidationError(
                gettext("Tenggatnya sudah lewat: %(tasks)s. Ubah tanggalnya, atau centang di sini.", tasks=names)
            )

    def is_outdated(self, template: TaskTemplate) -> bool:
        """Tell whether the template changed since the preview was shown; if so say it and take the new version."""
        if self.version.data == template.content_version:
            return False
        self.version.data, self.version.raw_data = template.content_version, None
        self.form_errors.append(
            gettext("Templat ini baru saja diubah. Periksa lagi daftarnya, lalu kirim sekali lagi.")
        )
        return True


def preview(template: TaskTemplate, base: dt.date) -> UseForm:
    """Return the form with a row for each item, counted from the base day."""
    found = {item.id: heirs_of(item) for item in template.items}
    fields: dict[str, Any] = {}
    for item in template.items:
        fields |= _fields(item, found[item.id], base)
    form: UseForm = type("Preview", (UseForm,), fields)()
    if not form.is_submitted():
        form.version.data = template.content_version
    choices = agency_choices()
    form.rows = [_row(form, item, found[item.id], choices) for item in template.items]
    return form


def _fields(item: TemplateItem, shares: Shares, base: dt.date) -> dict[str, Any]:
    key = item.id
    swaps = {
        f"swap_{key}_{share.agency_id}": SelectField(
            gettext("Pengganti %(agency)s", agency=share.agency.name), coerce=str, default=""
        )
        for share in shares.orphaned
    }
    return {
        f"make_{key}": BooleanField(item.title[:200], default=True),
        f"due_{key}": date(_l("Tenggat"), default=base + item.offset_days * DAY),
        f"agencies_{key}": IdListField(_l("Instansi"), default=[heir.agency.id for heir in shares.heirs]),
        f"more_{key}": IdField(_l("Tambah instansi")),
    } | swaps


def _name(heir: Any) -> str:
    name = heir.agency.name
    if heir.instead_of:
        name = gettext("%(name)s, penerus %(others)s", name=name, others=", ".join(heir.instead_of))
    return f"{name}: {heir.scope}" if heir.scope else name


def _row(form: UseForm, item: TemplateItem, shares: Shares, choices: list[tuple[int, str]]) -> Row:
    make_, due, agencies, more = (form[f"{name}_{item.id}"] for name in ("make", "due", "agencies", "more"))
    swaps = {share.agency_id: form[f"swap_{item.id}_{share.agency_id}"] for share in shares.orphaned}
    agencies.choices = [(heir.agency.id, _name(heir)) for heir in shares.heirs]
    more.choices = [("", gettext("Tidak ada")), *choices]
    for field in swaps.values():
        field.choices = [
            ("", gettext("Pilih pengganti")), (LEFT_OUT, gettext("Tinggalkan bagian ini")),
            *((str(key), name) for key, name in choices),
        ]  # fmt: skip
    return Row(item, shares, make_, due, agencies, more, swaps)


def make_all(form: UseForm, issuer: Issuer, meeting_id: int | None) -> list[Task]:
    """Make the ticked tasks, all or none. Raises Refused when an agency was merged while the person looked."""
    asked = [(row, row.chosen) for row in form.ticked]
    agencies = {agency.id: agency for agency in current({key for _, chosen in asked for key in chosen})}
    return [
        make(
            row.item, row.due.data, [(agencies[key], chosen[key]) for key in agencies if key in chosen], issuer,
            meeting_id=meeting_id,
        )
        for row, chosen in asked
    ]  # fmt: skip


def told(made: list[Task]) -> str:
    """Say which tasks were made."""
    numbers = ", ".join(task.reference for task in made)
    return gettext("%(count)s tugas dibuat: %(numbers)s.", count=len(made), numbers=numbers)
