"""The demo's series of meetings, and what hangs on them. All of it is invented."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial

from app.demo.meetings import example
from app.demo.stage import SECRETARIAT, Stage, liaison
from app.extensions import db
from app.meetings.agenda import AgendaKind
from app.meetings.models import Meeting, MeetingKind
from app.series import service
from app.series.models import MeetingSeries
from app.series.queries import OPEN

BEGUN = -330  # days from today: before the first meeting that belongs to one
PROPOSER = "dinsos"


@dataclass(frozen=True)
class Chain:
    """A series: its phrases, its agenda template (kind, title, minutes), and its parked topics (day, title, note).

    A topic without day came up half an hour ago, in the meeting that runs now.
    """

    name: str
    phrases: tuple[str, ...]
    items: tuple[tuple[AgendaKind, str, int], ...]
    parked: tuple[tuple[int | None, str, str], ...] = ()


SERIES = {
    MeetingKind.COORDINATION: Chain(
        "Rapat koordinasi triwulan",
        (
            "Rapat menyepakati hal berikut.",
            "Instansi yang belum melaporkan menyampaikan laporannya paling lambat akhir bulan ini.",
            "Hal ini dibahas kembali pada rapat koordinasi berikutnya.",
        ),
        (
            (AgendaKind.OPENING, "Pembukaan", 15),
            (AgendaKind.DISCUSSION, "Perkembangan komitmen", 45),
            (AgendaKind.DECISION, "Komitmen baru dan tugas bersama", 60),
            (AgendaKind.CLOSING, "Penutup", 10),
        ),
        (
            (-75, "Gudang bersama untuk hasil produksi", "Menunggu kepastian pemakaian gedung."),
            (None, "Pembagian jadwal pelatih tahun depan", "Perlu kehadiran perguruan tinggi mitra."),
        ),
    ),
    MeetingKind.EVALUATION: Chain(
        "Monitoring dan evaluasi",
        (
            "Capaian dicatat sebagaimana terverifikasi sampai hari rapat.",
            "Kendala disampaikan beserta usul penyelesaiannya.",
        ),
        (
            (AgendaKind.OPENING, "Pembukaan", 15),
            (AgendaKind.PRESENTATION, "Pemaparan capaian tiap instansi", 60),
            (AgendaKind.DISCUSSION, "Pembahasan kendala", 45),
            (AgendaKind.DECISION, "Kesimpulan dan tindak lanjut", 45),
            (AgendaKind.CLOSING, "Penutup", 10),
        ),
    ),
}


def plan_series(stage: Stage) -> None:
    """Plan both series, the topics parked in their meetings, and one proposal for the meeting to come."""
    recent = stage.timeline.started - dt.timedelta(minutes=30)
    for kind, chain in SERIES.items():
        stage.timeline.add(stage.timeline.moment(BEGUN), SECRETARIAT, partial(_begin, stage, kind, chain))
        for day, title, note in chain.parked:
            instant = recent if day is None else stage.timeline.moment(day, 120)
            stage.timeline.add(instant, SECRETARIAT, partial(_park, stage, kind, title, note))
    stage.timeline.add(recent, liaison(PROPOSER), partial(_propose, stage))


def _begin(stage: Stage, kind: MeetingKind, chain: Chain) -> None:
    series = MeetingSeries(name=example(chain.name))
    db.session.add(series)
    for text in chain.phrases:
        series.add_phrase(example(text))
    for item_kind, title, minutes in chain.items:
        series.add_item(kind=item_kind, title=title, presenter="", planned_minutes=minutes)
    db.session.flush()
    stage.series[kind] = series


def _park(stage: Stage, kind: MeetingKind, title: str, note: str) -> None:
    who = stage.actor(SECRETARIAT).name
    service.park(_open(stage, kind), example(title), example(note), who)


def _propose(stage: Stage) -> None:
    who = stage.actor(liaison(PROPOSER)).name
    meeting = _open(stage, MeetingKind.EVALUATION)
    values = {"title": example("Data penerima manfaat yang ganda"), "planned_minutes": 20}
    reason = example("Sebagian nama tercatat di dua instansi, jadi perlu satu daftar bersama.")
    service.propose(meeting, stage.offices[PROPOSER].id, who, reason=reason, **values)


def _open(stage: Stage, kind: MeetingKind) -> Meeting:
    """The newest meeting of a kind that is still to be held or runs."""
    return next(each for each in reversed(stage.meetings) if each.kind is kind and each.state in OPEN)
