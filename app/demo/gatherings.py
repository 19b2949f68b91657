"""Meetings of the demo after the first one. All of it is invented: people, places, words and figures."""

from __future__ import annotations

from app.attendance.models import Presence
from app.demo.seed_meeting import SEED_MEETING
from app.demo.shapes import Gathering, Guest, Item, Line, decision, job, note, promise
from app.meetings.agenda import AgendaKind
from app.meetings.models import MeetingKind, MeetingState

HALL = "Aula kantor BNN Kota Palopo (contoh)"
AWAY = {
    "bank": Presence.EXCUSED, "kampus": Presence.ABSENT, "lurah": Presence.REPRESENTED, "naker": Presence.EXCUSED,
}  # fmt: skip


def _guests(*offices: str) -> tuple[Guest, ...]:
    return tuple(Guest(office, AWAY.get(office, Presence.PRESENT)) for office in offices)


def _invited(*offices: str) -> tuple[Guest, ...]:
    return tuple(Guest(office, Presence.INVITED) for office in offices)


def _opening(minutes: int = 15) -> Item:
    line = note("Rapat dibuka; tujuan dan susunan acara dibacakan.")
    return Item(AgendaKind.OPENING, "Pembukaan", minutes, (line,), "Pimpinan rapat")


def _closing() -> Item:
    return Item(AgendaKind.CLOSING, "Penutup", 10, (note("Rapat ditutup; notula dibagikan lewat aplikasi ini."),))


def _talk(title: str, *lines: Line) -> Item:
    return Item(AgendaKind.DISCUSSION, title, 45, lines)


def _decide(title: str, *lines: Line) -> Item:
    return Item(AgendaKind.DECISION, title, 60, lines)


GATHERINGS = (
    SEED_MEETING,
    Gathering(
        -410, MeetingKind.WORKING, "Rapat kerja sinergi program pemberdayaan alternatif tahun lalu", HALL,
        (
            _opening(),
            _talk(
                "Pembahasan kebutuhan pelatihan",
                note("Minat terbanyak: pengolahan pangan, menjahit, dan perbengkelan."),
                note("Pelatihan perlu diikuti pendampingan usaha paling sedikit enam bulan."),
            ),
            _decide(
                "Komitmen instansi",
                decision("Setiap komitmen memuat satu penanggung jawab, tenggat, dan bukti yang diterima."),
                promise("lifeskill"), promise("rujukan"), promise("pendamping"), promise("alat"),
            ),
            _closing(),
        ),
        _guests("bnn", "setda", "bappeda", "dinsos", "koperasi", "perdagangan", "polres", "kodim", "camat", "lurah"),
        letter="UND/01/RAKER/CONTOH",
    ),
    Gathering(
        -290, MeetingKind.EVALUATION, "Monitoring dan evaluasi program tahun lalu", HALL,
        (
            _opening(),
            _talk(
                "Capaian dan kendala",
                note("Angkatan pertama life skill selesai dan terverifikasi."),
                note("Serah terima alat menunggu pengadaan."),
            ),
            _decide("Kesimpulan", decision("Laporan berikutnya memuat jumlah, bukan nama penerima manfaat.")),
            _closing(),
        ),
        _guests("bnn", "setda", "bappeda", "dinsos", "koperasi", "polres", "camat"),
        letter="UND/02/MONEV/CONTOH",
    ),
    Gathering(
        -160, MeetingKind.WORKING, "Rapat kerja sinergi program pemberdayaan alternatif tahun ini", HALL,
        (
            _opening(),
            Item(
                AgendaKind.PRESENTATION, "Pemaparan metode pemetaan", 40,
                (note("Metode pemetaan dipaparkan tanpa menyebut kategori kawasan mana pun."),), "Narasumber (contoh)",
            ),
            _decide(
                "Komitmen instansi",
                decision("Setiap instansi melaksanakan dan melaporkan komitmennya masing-masing."),
                promise("pemetaan"), promise("skrining"), promise("paket"), promise("kelas"), promise("asesmen"),
                promise("penyuluhan"), promise("rencana"), promise("bengkel"), job("sosialisasi"),
            ),
            _closing(),
        ),
        _guests("bnn", "setda", "kesbangpol", "bappeda", "koperasi", "naker", "dinsos", "dinkes", "dp3a",
                "polres", "kodim", "camat", "lurah", "pkk", "kampus", "bank"),
        letter="UND/03/RAKER/CONTOH",
    ),
    Gathering(
        -75, MeetingKind.COORDINATION, "Rapat koordinasi triwulan", "Ruang rapat Sekretariat Daerah (contoh)",
        (
            _opening(),
            _talk("Perkembangan komitmen", note("Tiap instansi menyampaikan yang dilaporkan dan yang terverifikasi.")),
            _decide(
                "Komitmen tambahan dan tugas bersama",
                decision("Tugas bersama dikerjakan menurut bagian tiap instansi."),
                promise("keluarga"), promise("lapak"), promise("bibit"), promise("musrenbang"), promise("babinsa"),
                promise("modal"), promise("data"), job("produksi"), job("kuliah"), job("kemasan"), job("gudang"),
            ),
            _closing(),
        ),
        _guests("bnn", "setda", "bappeda", "koperasi", "dinsos", "dinkes", "dp3a", "perikanan", "polres", "kodim",
                "camat", "kampus", "bank"),
        letter="UND/04/RAKOR/CONTOH",
    ),
    Gathering(
        -28, MeetingKind.GUIDANCE, "Bimbingan teknis bagi pendamping", "Balai pertemuan kecamatan (contoh)",
        (
            _opening(),
            _talk("Tata cara melaporkan perkembangan", note("Yang dilaporkan adalah jumlah sampai tanggal laporan.")),
            _decide(
                "Tugas bersama", decision("Pendampingan dimulai bulan ini."),
                job("persiapan"), job("pendampingan"), promise("patroli"), promise("sesi"),
            ),
            _closing(),
        ),
        _guests("bnn", "dinsos", "polres", "camat", "lurah", "pkk"),
        letter="UND/05/BIMTEK/CONTOH",
    ),
    Gathering(
        -14, MeetingKind.COORDINATION, "Rapat koordinasi sarana rumah produksi", HALL, (_opening(),),
        _invited("bnn", "koperasi", "bank"), state=MeetingState.CANCELLED,
        reason="Digabungkan dengan rapat koordinasi berikutnya.", letter="UND/06/RAKOR/CONTOH",
    ),
    Gathering(
        0, MeetingKind.COORDINATION, "Rapat koordinasi persiapan akhir tahun", HALL,
        (
            _opening(5),
            Item(
                AgendaKind.FOLLOW_UP, "Tindak lanjut rapat", 45,
                (
                    note("Kelas pengolahan pangan perlu dua kali lagi; pelatih pengganti sedang dicari."),
                    note("Konsep rencana aksi daerah dilengkapi ukuran keberhasilan per triwulan."),
                ),
            ),
            _decide("Komitmen tambahan dan tugas bersama", promise("bantuan"), promise("renja"), job("undangan")),
            Item(AgendaKind.CLOSING, "Penutup", 10),
        ),
        _guests("bnn", "setda", "kesbangpol", "bappeda", "dinsos", "polres", "camat", "bank")
        + _invited("dinkes", "kodim"),
        state=MeetingState.RUNNING, letter="UND/07/RAKOR/CONTOH", goes_on=True,
    ),
    Gathering(
        7, MeetingKind.EVALUATION, "Monitoring dan evaluasi akhir tahun", HALL,
        (
            Item(AgendaKind.OPENING, "Pembukaan", 15),
            Item(AgendaKind.PRESENTATION, "Pemaparan capaian tiap instansi", 60),
            Item(AgendaKind.DISCUSSION, "Pembahasan kendala", 45),
            Item(AgendaKind.DECISION, "Kesimpulan dan tindak lanjut", 45),
            Item(AgendaKind.CLOSING, "Penutup", 10),
        ),
        _invited("bnn", "setda", "bappeda", "dinsos", "koperasi", "dinkes", "polres", "kodim", "camat", "lurah"),
        state=MeetingState.ANNOUNCED, letter="UND/08/MONEV/CONTOH",
    ),
    Gathering(
        30, MeetingKind.WORKING, "Rapat kerja sinergi tahun depan", HALL, (Item(AgendaKind.OPENING, "Pembukaan", 15),),
        _invited("bnn", "setda", "bappeda"), state=MeetingState.DRAFT,
    ),
)  # fmt: skip
