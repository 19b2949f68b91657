"""The ways through the programme: from its front pages to each other, and between the pages of one area."""

from __future__ import annotations

from typing import Any, NamedTuple

from app.language import Lazy as _l
from app.policy import can


class Tab(NamedTuple):
    """One page: what it is called, where it is, and who may read it."""

    label: Any
    path: str
    act: str


# The front pages of the programme, in the order of the yearly chain.
PROGRAMME = [
    Tab(_l("Daftar kawasan"), "/kawasan", "area.read"),
    Tab(_l("Peta"), "/kawasan/peta", "area.read"),
    Tab(_l("Pemetaan"), "/pemetaan", "mapping.read"),
    Tab(_l("Metode pemetaan"), "/pemetaan/metode", "mapping.method"),
    Tab(_l("Lokasi sasaran"), "/kawasan/lokasi-sasaran", "finding.read"),
    Tab(_l("Rencana aksi"), "/rencana-aksi", "plan.read"),
    Tab(_l("Kegiatan"), "/kegiatan", "activity.read"),
    Tab(_l("Hasil"), "/hasil", "outcome.read"),
    Tab(_l("Peta kerja"), "/peta-kerja", "coverage.read"),
]
# The pages of one area; each path goes on after the area's own.
OF_AREA = [
    Tab(_l("Ringkasan"), "", "area.read"),
    Tab(_l("Pemetaan"), "/pemetaan", "mapping.read"),
    Tab(_l("Masalah dan potensi"), "/potensi", "finding.read"),
    Tab(_l("Kegiatan dan hasil"), "/kegiatan", "activity.read"),
    Tab(_l("Cerita"), "/cerita", "commitment.read"),
]


def programme_tabs() -> list[Tab]:
    """The front pages that the signed-in person may read."""
    return [tab for tab in PROGRAMME if can(tab.act)]


def area_tabs(area_id: int) -> list[Tab]:
    """The pages of one area that the signed-in person may read."""
    return [tab._replace(path=f"/kawasan/{area_id}{tab.path}") for tab in OF_AREA if can(tab.act)]
