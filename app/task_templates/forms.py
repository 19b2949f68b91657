"""Forms about templates, their items, and their repetitions."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext
from wtforms import BooleanField, IntegerField, RadioField
from wtforms.fields import Field
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from app.agencies.queries import agency_choices
from app.clock import today
from app.forms import BaseForm, IdField, IdListField, VersionedForm, clean_text, date, long_text, one_of, text
from app.language import Lazy as _l
from app.series.queries import series_choices
from app.task_templates.models import FURTHEST, LONGEST_CHECKS, LONGEST_NAME, LONGEST_SCOPE
from app.task_templates.queries import template_choices
from app.task_templates.repetition import Rule, Weekday
from app.task_templates.versions import ItemWording, RepetitionWording, Side, signed
from app.tasks.checks import MOST as MOST_CHECKS
from app.tasks.states import Priority

LONGEST_LEAD = 60
LONGEST_CHECK = 300


def _days(label: Any, most: int, **options: Any) -> IntegerField:
    checks = [InputRequired(_l("Isi jumlah harinya; 0 berarti pada hari itu juga.")),
              NumberRange(0, most, _l("Isi antara 0 dan %(max)s hari."))]  # fmt: skip
    return IntegerField(label, validators=checks, **options)


class TemplateForm(VersionedForm):
    """Name a template."""

    name = text(_l("Nama templat"), _l("nama templat"), LONGEST_NAME)
    description = long_text(_l("Keterangan"), longest=2000)


class ItemForm(VersionedForm):
    """One task of a template. Each agency may get a word about what is its part, in a field of its own."""

    title = long_text(_l.pgettext("satu", "Tugas"), _l("tugasnya"))
    detail = long_text(_l("Rincian"))
    priority = one_of(_l("Prioritas"), Priority, default=Priority.NORMAL)
    days = _days(_l("Tenggat"), FURTHEST, default=0)
    side = one_of(_l("Dari hari dasar"), Side, default=Side.BEFORE)
    agencies = IdListField(_l("Instansi"))
    needs_confirmation = BooleanField(_l("Hasilnya perlu dikonfirmasi pemberi tugas"))
    checks = long_text(_l("Daftar periksa"), longest=LONGEST_CHECKS)

    def __init__(self, wording: ItemWording | None = None, **options: Any) -> None:
        super().__init__(obj=wording, **options)
        self.agencies.choices = agency_choices()
        stored = wording.scopes if wording else {}
        self.scopes = {key: _scope(key) if self.is_submitted() else stored.get(key, "") for key in self.known}

    @property
    def known(self) -> list[int]:
        """The agencies that can be ticked."""
        return [key for key, _ in self.agencies.choices]

    @property
    def chosen(self) -> dict[int, str]:
        """The ticked agencies, each with what is its part."""
        return {key: self.scopes[key] for key in self.agencies.data or () if key in self.scopes}

    def validate_agencies(self, field: Field) -> None:
        """The scopes belong to this field."""
        if any(len(scope) > LONGEST_SCOPE for scope in self.chosen.values()):
            raise ValidationError(gettext("Tulis bagian tiap instansi dengan paling banyak 500 karakter."))

    def validate_checks(self, field: Field) -> None:
        """Each line becomes one step of a checklist."""
        lines = [line for line in field.data.splitlines() if line.strip()]
        if any(len(line) > LONGEST_CHECK for line in lines):
            raise ValidationError(gettext("Tulis tiap langkah dengan paling banyak 300 karakter."))
        if len(lines) > MOST_CHECKS:
            raise ValidationError(gettext("Tulis paling banyak %(most)s langkah.", most=MOST_CHECKS))

    def is_stale(self, obj: Any) -> bool:
        """As for every form; scopes count too."""
        moved = self.version.data != str(obj.version)
        super().is_stale(obj)
        if moved and obj.scopes != self.chosen:
            label = gettext("Bagian tiap instansi")
            self.conflicts = [*self.conflicts, (label, "; ".join(scope for scope in obj.scopes.values() if scope))]
        return bool(self.conflicts)

    @property
    def values(self) -> dict[str, Any]:
        """The columns of the item."""
        names = ("title", "detail", "priority", "needs_confirmation", "checks")
        return {name: self[name].data for name in names} | {"offset_days": signed(self.days.data, self.side.data)}


def _scope(key: int) -> str:
    return clean_text(request.form.get(f"scope-{key}", "")).strip()


class SaveForm(BaseForm):
    """Keep a task as a template of its own, or put it into one that exists."""

    template_id = IdField(_l("Simpan ke"))
    name = text(_l("Nama templat baru"), longest=LONGEST_NAME)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.template_id.choices = [("", gettext("Templat baru")), *template_choices()]

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, then that a new template has a name."""
        super().validate(extra_validators)
        if not self.name.data and self.template_id.data is None:
            self.name.errors = [gettext("Isi nama templat baru, atau pilih templat yang sudah ada.")]
        return not self.errors


class RepetitionForm(VersionedForm):
    """When tasks of a template are made again."""

    rule = one_of(_l("Diulang"), Rule, RadioField, default=Rule.WEEKLY)
    weekday = one_of(_l("Hari"), Weekday, default=Weekday.MONDAY)
    month_day = IntegerField(_l("Tanggal"), [Optional(), NumberRange(1, 31, _l("Isi antara 1 dan 31."))])
    series_id = IdField(_l("Seri rapat"))
    days = IntegerField(
        _l("Hari dasar"), [Optional(), NumberRange(0, FURTHEST, _l("Isi antara 0 dan %(max)s hari."))], default=7
    )
    side = one_of(_l("Dari rapat"), Side, default=Side.BEFORE)
    starts_on = date(_l("Mulai"), _l("tanggal mulainya"), default=today)
    ends_on = date(_l("Sampai"))
    lead_days = _days(_l("Dibuat berapa hari sebelum tenggat"), LONGEST_LEAD, default=7)

    def __init__(self, wording: RepetitionWording | None = None, **options: Any) -> None:
        super().__init__(obj=wording, **options)
        self.series_id.choices = [("", gettext("Pilih seri rapat")), *series_choices()[1:]]

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, then what the chosen rule needs, and that the end comes after the beginning."""
        super().validate(extra_validators)
        rule, first, last = self.rule.data, self.starts_on.data, self.ends_on.data
        if rule is Rule.MONTHLY and not self.month_day.data and not self.month_day.errors:
            self.month_day.errors = [gettext("Isi tanggalnya, 1 sampai 31.")]
        if rule is Rule.MEETING and not self.series_id.data:
            self.series_id.errors = [gettext("Pilih seri rapatnya.")]
        if first and last and last < first:
            self.ends_on.errors = [gettext("Isi tanggal pada atau sesudah tanggal mulai, atau kosongkan.")]
        return not self.errors

    @property
    def values(self) -> dict[str, Any]:
        """The columns of the repetition; what belongs to another rule is left empty."""
        rule = self.rule.data
        return {
            "rule": rule,
            "weekday": self.weekday.data if rule is Rule.WEEKLY else None,
            "month_day": self.month_day.data if rule is Rule.MONTHLY else None,
            "series_id": self.series_id.data if rule is Rule.MEETING else None,
            "offset_days": signed(self.days.data, self.side.data) if rule is Rule.MEETING else 0,
            "starts_on": self.starts_on.data, "ends_on": self.ends_on.data, "lead_days": self.lead_days.data,
        }  # fmt: skip


class BaseDayForm(BaseForm):
    """From which day the tasks are counted: any day, or that of an announced meeting. Read from the address."""

    class Meta(BaseForm.Meta):
        """It changes nothing."""

        csrf = False

    day = date(_l("Hari dasar"), name="hari")
    meeting_id = IdField(_l("Atau rapat"), name="rapat")

    def __init__(self, meetings: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(formdata=request.args, **options)
        self.meeting_id.choices = [("", gettext("Tanpa rapat")), *meetings]

    @property
    def is_asked(self) -> bool:
        """True once a day or a meeting was chosen."""
        return bool(self.day.raw_data or self.meeting_id.raw_data)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, then that one of the two was chosen, not both."""
        if super().validate(extra_validators) and bool(self.meeting_id.data) == bool(self.day.data):
            self.day.errors = [gettext("Isi salah satu: hari dasar, atau rapat.")]
        return not self.errors
