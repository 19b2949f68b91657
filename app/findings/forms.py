"""Forms about what was found in an area, and about skills."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask_babel import gettext
from wtforms import IntegerField
from wtforms.fields import Field
from wtforms.validators import NumberRange, Optional, ValidationError

from app.agencies.queries import agency_choices
from app.checks import no_identity_number
from app.clock import today
from app.columns import MOST_PEOPLE
from app.findings.models import ENDING, SWOT, Finding, FindingKind, VulnerableGroup
from app.findings.skills import LONGEST
from app.forms import BaseForm, IdField, RequiredQuantity, VersionedForm, date, long_text, one_of, text
from app.language import Lazy as _l
from app.policy import can

# What each kind asks for beside title, detail, source and date; the others are not in its form at all.
ASKED: dict[FindingKind, tuple[str, ...]] = {
    FindingKind.PROBLEM: ("title",),
    FindingKind.PEOPLE: ("title", *SWOT, *ENDING),
    FindingKind.NATURE: ("title", *SWOT, *ENDING),
    FindingKind.GROUP: ("group", "count"),
    FindingKind.INTEREST: ("skill_name", "count"),
    FindingKind.STAKEHOLDERS: ("parties", *ENDING),
}
SPECIAL = ("title", "group", "skill_name", "count", "parties", *SWOT, *ENDING)


class Desk(NamedTuple):
    """An agency as POLICY's conditions see it: what would be written down in its name."""

    responsible_agency_id: int


def people(label: Any, thing: Any = None) -> IntegerField:
    """Return a field that counts persons: whole, never below 0."""
    checks = [RequiredQuantity(thing) if thing else Optional(),
              NumberRange(0, MOST_PEOPLE, _l("Isi bilangan bulat dari 0 sampai 1.000.000."))]  # fmt: skip
    return IntegerField(label, checks)


class FindingForm(VersionedForm):
    """One finding of a kind that is settled before. Persons are only counted."""

    title = text(_l("Temuan"), _l("temuan"), 300)
    group = one_of(_l("Kelompok"), VulnerableGroup)
    skill_name = text(_l("Keterampilan"), _l("keterampilan"), LONGEST)
    count = people(_l("Jumlah orang"), _l("jumlah orang; 0 bila tidak ada"))
    parties = long_text(_l("Stakeholder"), _l("paling sedikit satu stakeholder"), 4000)
    detail = long_text(_l("Uraian"), longest=4000)
    strengths = long_text(_l("Kekuatan"), longest=2000)
    weaknesses = long_text(_l("Kelemahan"), longest=2000)
    opportunities = long_text(_l("Peluang"), longest=2000)
    threats = long_text(_l("Ancaman"), longest=2000)
    obstacle = long_text(_l("Kendala"), longest=2000)
    conclusion = long_text(_l("Kesimpulan"), longest=2000)
    follow_up = long_text(_l("Tindak lanjut"), longest=2000)
    source = text(_l("Sumber"), _l("sumber: siapa atau dokumen apa yang menyebutkannya"), 300)
    found_on = date(_l("Tanggal data"), _l("tanggal data"), default=today)
    agency_id = IdField(_l("Dicatat oleh"), _l("instansi yang mencatat"))

    def __init__(self, kind: FindingKind, mine: list[int], obj: Finding | None = None, **options: Any) -> None:
        super().__init__(obj=obj, **options)
        for name in SPECIAL:
            if name not in ASKED[kind]:
                del self[name]
        if kind is FindingKind.STAKEHOLDERS:
            self.detail.label.text = gettext("Deskripsi hasil")
        known = [(obj.agency_id, obj.agency.name)] if obj else []
        names = dict([*known, *agency_choices()])
        self.agency_id.choices = [(key, name) for key, name in names.items() if can("finding.manage", Desk(key))]
        if not self.agency_id.raw_data and obj is None and mine:
            self.agency_id.data = mine[0]

    def validate_title(self, field: Field) -> None:
        """No numbers of persons, in no text."""
        no_identity_number(self, field)

    validate_detail = validate_source = validate_skill_name = validate_parties = validate_title
    validate_strengths = validate_weaknesses = validate_opportunities = validate_threats = validate_title
    validate_obstacle = validate_conclusion = validate_follow_up = validate_title

    def validate_found_on(self, field: Field) -> None:
        """Data are of today or before."""
        if field.data > today():
            raise ValidationError(gettext("Isi tanggal hari ini atau sebelumnya."))


class PlaceForm(BaseForm):
    """To which place of its kind a finding goes."""

    place = IntegerField(_l("Nomor"), [NumberRange(1, 999, _l("Isi nomor urut, mulai dari 1."))], name="ke")


class SkillForm(BaseForm):
    """Another name for a skill."""

    name = text(_l("Keterampilan"), _l("nama keterampilan"), LONGEST)


class JoinForm(BaseForm):
    """Which skill goes on where two are one."""

    into_id = IdField(_l("Digabung ke"), _l("keterampilan yang tetap dipakai"))
