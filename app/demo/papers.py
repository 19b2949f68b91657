"""The demo's letterhead, and the activity report of the meeting of 2019: facts of the newspaper's report alone.

Whatever that report does not tell says "(contoh)".
"""

from __future__ import annotations

from functools import partial

from app.demo.stage import ADMIN, IN_USE_SINCE, SECRETARIAT, Stage
from app.documents.models import ActivityReport, Letterhead
from app.documents.reporting import first_texts
from app.extensions import db
from app.minutes.record import record_of

CONVENER = "bnn"
REPORTED = -420  # days from today: when the accounts had just been opened
FACTS = {
    "general": (
        "Pada hari Kamis, 25 April 2019, BNN Kota Palopo menyelenggarakan rapat kerja sinergi program pemberdayaan "
        "alternatif dengan stakeholder di Hotel Harapan. Kepala BNN Palopo, Ismail Husain, menyampaikan sambutan. "
        "Sekretaris Daerah Jamaluddin hadir mewakili wali kota."
    ),
    "basis": "Dasar penyelenggaraan tidak disebut dalam sumber berita. (contoh)",
    "purpose": (
        "1. Kesamaan persepsi tentang kawasan rawan narkoba di wilayah perkotaan.\n"
        "2. Terbangunnya sinergitas antara BNN dan para stakeholder."
    ),
    "conclusion": (
        "Peningkatan kapasitas dilakukan melalui pelatihan atau life skill sesuai dengan minat dan kemampuan, "
        "berkelanjutan dan tepat sasaran, serta selalu berkoordinasi dengan Pemkot Palopo."
    ),
    "signer": "Pencatat (contoh)",
    "signer_position": "",
    "annexes": "Notula",
}


def plan_papers(stage: Stage) -> None:
    """Plan the letterhead and the report."""
    stage.timeline.add(stage.timeline.moment(IN_USE_SINCE, 60), ADMIN, partial(_set_letterhead, stage))
    stage.timeline.add(stage.timeline.moment(REPORTED), SECRETARIAT, partial(_report, stage))


def _set_letterhead(stage: Stage) -> None:
    row = Letterhead(
        agency_id=stage.offices[CONVENER].id, upper="Badan Narkotika Nasional Republik Indonesia",
        contact="Alamat, telepon, dan surel kantor tercetak di sini (contoh)", city="Palopo",
    )  # fmt: skip
    db.session.add(row)


def _report(stage: Stage) -> None:
    meeting = stage.meetings[0]
    db.session.add(ActivityReport(meeting_id=meeting.id, **(first_texts(record_of(meeting)) | FACTS)))
