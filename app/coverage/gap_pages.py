"""The gaps by name: what each is called, who may see it, its list, and the one next step that it asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from flask_babel import ngettext

from app.activities.models import Activity
from app.areas.models import Area
from app.clock import today
from app.commitments.models import Commitment
from app.coverage import gaps
from app.coverage.asking import PERIOD, area_name
from app.coverage.gaps import Question
from app.extensions import fetch
from app.findings.models import Finding, TargetChoice
from app.formats import date_short
from app.language import Lazy as _l
from app.listing import Filter, Listing, Values, capped_count
from app.policy import Holder, Seat, Viewer, can


@dataclass(frozen=True)
class Step:
    """What to do about a row: its words, its address (with the row's fields), and who may."""

    label: Any
    href: str
    act: str


@dataclass(frozen=True, eq=False)
class Gap:
    """One question about what is missing. `page` is where a row leads; `restricted` is what tells of levels.

    `other` is the step of who may not take the first.
    """

    key: str
    title: Any
    why: Any
    nothing: Any
    icon: str
    act: str
    question: Question
    listing: Listing
    step: Step
    page: str
    restricted: bool = False
    other: Step | None = None

    def address(self, values: Values) -> str:
        """Its list, of the period that is asked for where it knows periods."""
        period = values.get("periode") if self.listing.filters else ""
        return f"/peta-kerja/kesenjangan/{self.key}" + (f"?periode={period}" if period else "")

    def page_of(self, row: Any) -> str:
        """The page of what a row is about."""
        return self.page.format(**row._mapping)

    @property
    def my_step(self) -> Step | None:
        """The next step that the signed-in person may take."""
        return next((step for step in (self.step, self.other) if step and can(step.act)), None)

    def name_of(self, row: Any) -> str:
        """What is missing something."""
        return str(row.title) if "title" in row._mapping else area_name(row)

    def about(self, row: Any) -> str:
        """What else is known of it."""
        told = dict(row._mapping)
        area = area_name(row) if "title" in told and "code" in told else ""
        people = ngettext("%(num)s orang", "%(num)s orang", told["count"]) if told.get("count") else ""
        day = told.get("due") or told.get("ends_on")
        words = (told.get("reference"), told.get("agency_name"), area, told.get("code"), date_short(day), people,
                 told.get("year"))  # fmt: skip
        return " · ".join(str(word) for word in words if word)


def _list(question: Question, identity: Any, sort: tuple[str, Any], filters: Sequence[Filter] = ()) -> Listing:
    return Listing(rows=question, identity=identity, sorts={sort[0].removeprefix("-"): sort[1]}, default=sort[0],
                   filters=filters)  # fmt: skip


_BY_CODE = ("kode", Area.code)
_AREA = "/kawasan/{id}"
GAPS = (
    Gap("tingkat-4-tanpa-komitmen", _l("Kawasan kategori 4 (Bahaya) tanpa komitmen berjalan"),
        _l("Kawasan berkategori Bahaya menurut penetapan terakhir yang boleh Anda lihat, tanpa komitmen yang sedang "
           "berjalan di dalamnya."),
        _l("Setiap kawasan kategori 4 yang boleh Anda lihat sudah memiliki komitmen berjalan."),
        "alert-octagon", "mapping.read", gaps.dangerous, _list(gaps.dangerous, Area.id, _BY_CODE),
        Step(_l("Usulkan komitmen"), "/komitmen/baru?kawasan={id}", "commitment.suggest"), _AREA, restricted=True),
    Gap("sasaran-tanpa-komitmen", _l("Lokasi sasaran tanpa komitmen"),
        _l("Kawasan yang dipilih rapat sebagai lokasi sasaran tahun itu, tanpa komitmen yang disepakati dengan tenggat "
           "pada tahun itu atau sesudahnya."),
        _l("Setiap lokasi sasaran sudah memiliki komitmen."),
        "target", "finding.read", gaps.targets, _list(gaps.targets, TargetChoice.id, _BY_CODE, (PERIOD,)),
        Step(_l("Usulkan komitmen"), "/komitmen/baru?kawasan={id}", "commitment.suggest"), _AREA),
    Gap("pelatihan-tanpa-pendampingan", _l("Pelatihan tanpa pendampingan"),
        _l("Pelatihan yang selesai lebih dari 30 hari lalu, tanpa pendampingan yang direncanakan atau "
           "terlaksana."),
        _l("Setiap pelatihan sudah didampingi."),
        "heart-handshake", "activity.read", gaps.unaccompanied,
        _list(gaps.unaccompanied, Activity.id, ("-selesai", Activity.ends_on)),
        Step(_l("Rencanakan pendampingan"), "/kegiatan/baru?langkah=following&mengikuti={reference}",
             "activity.manage"), "/kegiatan/{id}"),
    Gap("pemetaan-belum-masuk", _l("Data pemetaan belum masuk"),
        _l("Kelurahan yang belum memiliki pemetaan untuk tahun atau semester itu."),
        _l("Pemetaan semua kelurahan sudah masuk."),
        "map", "mapping.read", gaps.unmapped, _list(gaps.unmapped, Area.id, _BY_CODE, (PERIOD,)),
        Step(_l("Isi pemetaan"), "/kawasan/{id}/pemetaan/baru", "mapping.manage"), _AREA),
    Gap("masalah-tanpa-rencana", _l("Masalah yang belum ditangani rencana aksi"),
        _l("Masalah yang dicatat di suatu kawasan, tanpa satu pun aksi di rencana aksi yang menanganinya."),
        _l("Setiap masalah yang dicatat sudah ditangani rencana aksi."),
        "alert-triangle", "finding.read", gaps.unplanned, _list(gaps.unplanned, Finding.id, _BY_CODE),
        Step(_l("Kaitkan dengan aksi"), "/rencana-aksi", "plan.manage"), "/kawasan/{area_id}/potensi",
        other=Step(_l("Usulkan komitmen"), "/komitmen/baru?kawasan={area_id}", "commitment.suggest")),
    Gap("minat-tanpa-pelatihan", _l("Minat tanpa pelatihan"),
        _l("Minat yang dicatat di suatu kawasan, tanpa pelatihan keterampilan itu di kawasan yang sama, di dalamnya, "
           "atau di sekelilingnya."),
        _l("Setiap minat yang dicatat sudah ditindaklanjuti dengan pelatihan."),
        "bulb", "finding.read", gaps.untrained, _list(gaps.untrained, Finding.id, _BY_CODE),
        Step(_l("Rencanakan pelatihan"), "/kegiatan/baru?langkah=training&kawasan={area_id}", "activity.manage"),
        "/kawasan/{area_id}/potensi"),
    Gap("komitmen-tanpa-kawasan", _l("Komitmen tanpa kawasan"),
        _l("Komitmen terbuka yang tidak menyebut satu kawasan pun, sehingga tidak tampil di peta kerja."),
        _l("Setiap komitmen terbuka menyebut kawasannya."),
        "map-pin", "commitment.read", gaps.placeless,
        _list(gaps.placeless, Commitment.id, ("tenggat", Commitment.due)),
        Step(_l("Sebutkan kawasannya"), "/komitmen/{id}", "commitment.edit"), "/komitmen/{id}"),
)  # fmt: skip
BY_KEY = {gap.key: gap for gap in GAPS}


def known_to(who: Holder) -> list[Gap]:
    """The gaps that this person may see."""
    return [gap for gap in GAPS if can(gap.act, who=who)]


def counts(who: Holder, values: Values) -> list[tuple[Gap, int]]:
    """How many each of them is, counted as far as lists are; one query."""
    known = known_to(who)
    rows = fetch(_counting(who.seats, tuple(values.items()), today())) if known else ()
    return list(zip(known, rows[0], strict=True)) if known else []


@lru_cache(maxsize=64)
def _counting(seats: tuple[Seat, ...], asked: tuple[tuple[str, str], ...], _day: dt.date) -> sa.Select[Any]:
    """Build the query once for the same question on the same day: building it takes longer than asking it."""
    who, values = Viewer(seats), dict(asked)
    gaps = enumerate(known_to(who))
    return sa.select(*(capped_count(gap.question(who, values)).scalar_subquery().label(f"n{n}") for n, gap in gaps))
