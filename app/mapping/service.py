"""Beginning a mapping and keeping what was found; the caller holds the lock of the area or of the mapping."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from decimal import Decimal
from typing import NamedTuple

from flask_babel import gettext

from app.accounts.identity import Identity
from app.areas.models import Area
from app.clock import now
from app.extensions import db, fetch
from app.mapping.methods import IndicatorGroup, MappingIndicator, MappingMethod
from app.mapping.models import Mapping, MappingValue
from app.mapping.queries import MAPPED, others_of, own_agencies
from app.mapping.states import Half
from app.references import next_reference
from app.refusal import Refused

LETTERS = "PM"


class Finding(NamedTuple):
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
                    "Periode ini bertumpang tindih dengan %(number)s: pemetaan setahun dan pemetaan semester tidak "
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


def fill(mapping: Mapping, findings: Dict[int, Finding]) -> None:
    """Keep what was found, by the id of the indicator, and count it anew; an indicator left out stays as it is."""
    known = {value.indicator_id: value for value in mapping.values}
    for indicator in mapping.method.indicators:
        finding = findings.get(indicator.id)
        if finding is not None:
            _keep(mapping, indicator, finding, known.get(indicator.id))
    recount(mapping)


def _keep(mapping: Mapping, indicator: MappingIndicator, finding: Finding, value: MappingValue | None) -> None:
    if value is None:
        if finding._replace(unit="") == Finding():
            return  # nothing was said: the unit stands in the form from the start
        said = finding._asdict()
        mapping.values.append(MappingValue(indicator=indicator, indicator_id=indicator.id, **said))
        return
    for name, each in finding._asdict().items():
        setattr(value, name, each)


def recount(mapping: Mapping) -> None:
    """Count the answers of a mapping; its version moves on."""
    present = [value.indicator.group for value in mapping.values if value.is_present]
    mapping.answered = sum(value.is_present is not None for value in mapping.values)
    mapping.main = present.count(IndicatorGroup.MAIN)
    mapping.supporting = present.count(IndicatorGroup.SUPPORTING)
    mapping.updated_at = now()


def confirm(mapping: Mapping, agency_id: int, who: Identity) -> str:
    """Say for an agency that it has read the mapping; returns the agency's name."""
    names = {seat.agency_id: seat.agency_name for seat in who.seats}
    if agency_id not in own_agencies(who):
        raise Refused(gettext("Anda bukan narahubung instansi itu."))
    mapping.read_by(agency_id, names[agency_id], who)
    return names[agency_id]
