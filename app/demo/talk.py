"""What people of the demo say about commitments, whom they mention, and what they watch. All of it is invented."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from app.comments import service
from app.demo.meetings import example
from app.demo.offices import ACCOUNTS
from app.demo.stage import LEADER, REVIEWER, SECRETARIAT, Stage, liaison


@dataclass(frozen=True)
class Remark:
    """Who says what about which commitment and round, so many days from today."""

    key: str
    day: int
    minutes: int
    who: str
    text: str
    round: int | None = None


@dataclass(frozen=True)
class Speaker:
    """An account with its post in words."""

    id: int
    name: str
    position: str


SOCIAL = liaison("dinsos")
REMARKS = (
    Remark("asesmen", -4, 442, REVIEWER,
           "@Dinas Sosial, cukup jumlah per kelurahan tanpa nama keluarga. Tabel satu halaman sudah memadai.", 2),
    Remark("asesmen", -3, 455, SOCIAL,
           "@Hasna Contoh, rekapitulasi per kelurahan sedang dicocokkan dengan catatan pendamping. "
           "Kami lampirkan pada putaran berikutnya.", 2),
    Remark("asesmen", -3, 468, SECRETARIAT, "Terima kasih. Tenggat tetap; bila perlu bantuan, sebut @Rahmi Contoh."),
    Remark("lapak", -1, 30, SECRETARIAT,
           "@Dinas Sosial, kapan sambungan listrik tiga lapak dijadwalkan? Akan ditanyakan dalam rapat berikutnya.", 1),
    Remark("paket", -40, 75, LEADER, "Tahap kedua mohon diselesaikan sebelum tenggat."),
)  # fmt: skip
WATCHED = ((LEADER, "asesmen"), (LEADER, "lapak"), (REVIEWER, "asesmen"))


def plan_talk(stage: Stage) -> None:
    """Plan the remarks, each at its time, and who watches what."""
    for remark in REMARKS:
        stage.timeline.add(stage.timeline.moment(remark.day, remark.minutes), remark.who, partial(_say, stage, remark))
    for who, key in WATCHED:
        stage.timeline.add(stage.timeline.moment(-5, 20), who, partial(_watch, stage, who, key))


def _say(stage: Stage, remark: Remark) -> None:
    service.write(stage.commitments[remark.key], example(remark.text), remark.round, _speaker(stage, remark.who))


def _watch(stage: Stage, who: str, key: str) -> None:
    service.watch(stage.commitments[key], stage.actors[who].id or 0)


def _speaker(stage: Stage, who: str) -> Speaker:
    actor = stage.actors[who]
    account = next(each for each in ACCOUNTS if each.name == actor.name)
    return Speaker(actor.id or 0, actor.name, f"{account.title}, {stage.offices[account.office].name}")
