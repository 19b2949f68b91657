"""The meeting with which the programme began, in the words of the newspaper's report of 25 April 2019.

The report names no commitment, no area and no number, and neither do these minutes. Nobody who is named is made
to say anything. Whatever the report does not tell says "(contoh)".
"""

from __future__ import annotations

import datetime as dt

from app.attendance.models import Presence
from app.demo.shapes import Gathering, Guest, Item, decision, note
from app.meetings.agenda import AgendaKind
from app.meetings.models import MeetingKind

SEED_MEETING = Gathering(
    day=dt.date(2019, 4, 25),
    kind=MeetingKind.WORKING,
    theme="Rapat kerja sinergi program pemberdayaan alternatif dengan stakeholder",
    venue="Hotel Harapan",
    chair="Ismail Husain",
    chair_position="Kepala BNN Kota Palopo",
    minute_taker="Pencatat (contoh)",
    recorded=False,
    guests=(
        Guest("bnn", Presence.PRESENT, "Ismail Husain", "Kepala BNN Kota Palopo"),
        Guest("setda", Presence.REPRESENTED, "Jamaluddin", "Sekretaris Daerah", "Wali Kota Palopo"),
    ),
    items=(
        Item(
            AgendaKind.OPENING, "Pembukaan dan sambutan Kepala BNN Kota Palopo", 20,
            presenter="Ismail Husain",
            lines=(
                note("Rapat kerja dibuka. Kepala BNN Palopo, Ismail Husain, menyampaikan sambutan."),
                note(
                    "Yang hendak dicapai: kesamaan persepsi tentang kawasan rawan narkoba di wilayah perkotaan, dan "
                    "terbangunnya sinergitas antara BNN dan para stakeholder."
                ),
                note(
                    "Keterangan: sumber berita tidak menyebut jam, pimpinan, pencatat, dan daftar undangan. Jam dan "
                    "pencatat di halaman ini hanya contoh, dan yang membuka rapat ditulis sebagai pimpinan. (contoh)"
                ),
            ),
        ),
        Item(
            AgendaKind.OPENING, "Sambutan mewakili Wali Kota Palopo", 20,
            presenter="Jamaluddin, Sekretaris Daerah",
            lines=(note("Sekretaris Daerah Jamaluddin hadir mewakili wali kota."),),
        ),
        Item(
            AgendaKind.PRESENTATION, "Pemaparan narasumber tentang pemberdayaan di kawasan rawan", 40,
            presenter="Narasumber",
            lines=(
                note("Pemaparan dari narasumber tentang pemberdayaan masyarakat di kawasan rawan narkoba."),
                note(
                    "Pemberdayaan dipahami sebagai proses interaktif untuk membangun dan memberdayakan masyarakat, "
                    "dan sebagai salah satu upaya pencegahan."
                ),
            ),
        ),
        Item(
            AgendaKind.DISCUSSION, "Diskusi: data dan informasi hasil pemetaan", 40,
            lines=(
                note("Diskusi membahas data informasi hasil pemetaan kawasan rawan narkoba."),
                note(
                    "Keluaran yang diharapkan: teridentifikasi permasalahan sosial serta penyalahgunaan dan peredaran "
                    "gelap narkoba, dan rencana intervensi program yang tepat."
                ),
            ),
        ),
        Item(
            AgendaKind.DECISION, "Penentuan lokasi sasaran dan calon penerima manfaat", 30,
            lines=(
                decision("Menentukan lokasi sasaran dan calon penerima manfaat."),
                note("Keterangan: sumber berita tidak menyebut nama lokasi dan jumlah orang. (contoh)"),
            ),
        ),
        Item(
            AgendaKind.DECISION, "Rencana kerja dan rencana aksi kegiatan", 30,
            lines=(decision("Menyusun rencana kerja dan rencana aksi kegiatan."),),
        ),
        Item(
            AgendaKind.DISCUSSION, "Rencana intervensi melalui pelatihan atau life skill", 30,
            lines=(
                note("Peningkatan kapasitas melalui pelatihan atau life skill sesuai dengan minat dan kemampuan."),
                note(
                    "Pemberdayaan yang sistematis melalui kerja sama, dengan peran aktif komponen masyarakat, "
                    "berkelanjutan dan tepat sasaran, serta selalu berkoordinasi dengan Pemkot Palopo."
                ),
            ),
        ),
    ),
)  # fmt: skip
