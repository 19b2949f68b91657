"""Beginning a mapping and keeping what was found; the caller holds the lock of the area or of the mapping."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from decimal import Decimal
from typing import NamedTuple

from flask_babel import gettext

from app.accounts.identity import Identity
from app.areas.models import Area
from app.extensions import db, fetch
from app.mapping.methods import IndicatorGroup, MappingIndicator, MappingMethod
from app.mapping.models import Mapping
from app.mapping.parts import MappingValue
from app.mapping.queries import MAPPED, others_of
from app.periods import Half
from app.policy import Role
from app.references import next_reference
from app.refusal import Refused

LETTERS = "PM"


class Answer(NamedTuple):
    """What was found for one indicator."""

    is_present: bool | None = None
    value: Decimal | None = None
    unit: str = ""
    source: str = ""
    remark: str = ""


def begin(area: Area, method: MappingMethod, year: int, half: Half) -> Mapping:
    """Return a new, empty mapping in the session. One by the same method may not cover a part of its time already."""
    if area.kind not in MAPPED:
        raise Refused(gettext("Yang dipetakan adalah kelurahan atau bagiannya. Pilih kelurahannya."))
    if not method.is_current:
        raise Refused(gettext("Metode ini tidak dipakai lagi. Pilih metode lain."))
    for row in fetch(others_of(area.id, method.id, year)):
        if row.half is half:
            raise Refused(gettext("Periode ini sudah dipetakan dengan metode ini: %(number)s.", number=row.reference))
        if Half.YEAR in (row.half, half):
            raise Refused(
                gettext(
                    "Periode ini tumpang tindih dengan %(number)s: pemetaan setahun dan pemetaan semester tidak "
                    "dapat ada bersama pada tahun yang sama.",
                    number=row.reference,
                )
            )
    mapping = blank(area, method, year, half, next_reference(LETTERS, year))
    db.session.flush()
    return mapping


def blank(area: Area, method: MappingMethod, year: int, half: Half, reference: str) -> Mapping:
    """Return a new, empty mapping in the session, not flushed: for many at once, once nothing speaks against them."""
    mapping = Mapping(
        reference=reference, area=area, area_id=area.id, method=method, method_id=method.id, year=year, half=half,
        scale=method.scale,
    )  # fmt: skip
    db.session.add(mapping)
    return mapping


def fill(mapping: Mapping, answers: Dict[int, Answer]) -> None:
    """Keep what was found, by the id of the indicator, and count it anew; an indicator left out stays as it is."""
    known = {value.indicator_id: value for value in mapping.values}
    for indicator in mapping.method.indicators:
        answer = answers.get(indicator.id)
        if answer is not None:
            _keep(mapping, indicator, answer, known.get(indicator.id))
    recount(mapping)
    mapping.touch()


def _keep(mapping: Mapping, indicator: MappingIndicator, answer: Answer, value: MappingValue | None) -> None:
    if value is None:
        if answer._replace(unit="") == Answer():
            return  # nothing was said: the unit stands in the form from the start
        said = answer._asdict()
        mapping.values.append(MappingValue(indicator=indicator, indicator_id=indicator.id, **said))
        return
    for name, each in answer._asdict().items():
        setattr(value, name, each)


def recount(mapping: Mapping) -> None:
    """Count the answers of a mapping."""
    present = [value.indicator.group for value in mapping.values if value.is_present]
    mapping.answered = sum(value.is_present is not None for value in mapping.values)
    mapping.main = present.count(IndicatorGroup.MAIN)
    mapping.supporting = present.count(IndicatorGroup.SUPPORTING)


def confirm(mapping: Mapping, agency_id: int, who: Identity) -> str:
    """Say for an agency that it has read the mapping; returns the agency's name."""
    names = who.agencies_as(Role.LIAISON)
    if agency_id not in names:
        raise Refused(gettext("Anda bukan narahubung instansi itu."))
    mapping.read_by(agency_id, names[agency_id], who)
    return names[agency_id]
