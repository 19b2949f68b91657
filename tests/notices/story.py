"""What happens in the small city in a year: promises, tasks, meetings, and people who come and go."""

from __future__ import annotations

from functools import partial

from app.commitments.states import Reason, Rhythm
from app.demo.timeline import Actor
from app.meetings.service import call_off
from tests.notices.city import City, P, change_holder, join, redate, stand_in
from tests.notices.meetings_of_year import tell_meetings

BY = Actor(None, "Sekar")


def tell(city: City) -> None:
    """Plan the year."""
    for chapter in (_kept, _silent, _monthly, _moved, _merged, _vacant, _cancelled, _shared, _delivered, _withdrawn):
        chapter(city)
    tell_meetings(city, call_off)
    city.acts.sort(key=lambda act: act.at)


def _kept(city: City) -> None:
    """A promise as it should be, told of before its day; nobody has to be reminded of the second one's -3 and -1."""
    on = city.on
    on("01-06 09.00", "Sekar", "mencatat komitmen Dinas Sosial, tenggat 31 Maret",
       partial(city.promise, "tempat", "dinsos", "03-31", "Menyediakan 40 tempat pelatihan"))  # fmt: skip
    on("01-07 09.00", "Ani", "menyetujui komitmen itu", partial(city.accept, "tempat"))
    on("03-20 10.00", "Ani", "melaporkan 40 dari 40", partial(city.report, "tempat", 40))
    on("03-24 10.00", "Rina", "memverifikasi 40", partial(city.verify, "tempat", 40))
    on("06-01 09.00", "Sekar", "mencatat komitmen Dinas Sosial, tenggat 20 Juli",
       partial(city.promise, "posko", "dinsos", "07-20", "Membuka 40 posko layanan"))  # fmt: skip
    on("06-02 09.00", "Ani", "menyetujui komitmen itu", partial(city.accept, "posko"))
    on("07-10 08.00", "Sekar", "menyerahkan jabatan narahubung Dinas Sosial dari Ani kepada Fajar",
       partial(change_holder, city, "Ani", "Fajar"))  # fmt: skip
    on("07-15 13.00", "Fajar", "melaporkan 40 dari 40", partial(city.report, "posko", 40))
    on("07-22 13.00", "Rina", "memverifikasi 40", partial(city.verify, "posko", 40))


def _silent(city: City) -> None:
    """A promise that nobody tells of for weeks, is returned, told of again in part, and at last kept."""
    on, c = city.on, city.promises
    on("01-06 09.10", "Sekar", "mencatat komitmen Dinas Kesehatan, tenggat 15 April",
       partial(city.promise, "periksa", "dinkes", "04-15", "Memeriksa 40 siswa baru"))  # fmt: skip
    on("01-08 09.00", "Citra", "menyetujui komitmen itu", partial(city.accept, "periksa"))
    on("05-02 09.00", "Citra", "melaporkan 20 dari 40", partial(city.report, "periksa", 20))
    on("05-06 09.00", "Rina", "mengembalikan laporan",
       lambda: c["periksa"].send_back("Daftar hadir belum ada.", city.people["Rina"].id))  # fmt: skip
    on("05-20 09.00", "Citra", "melaporkan 20 lagi, dengan daftar hadir", partial(city.report, "periksa", 20))
    on("05-22 09.00", "Rina", "memverifikasi 20 dari 40", partial(city.verify, "periksa", 20))
    on("06-02 10.00", "Citra", "melaporkan 40 dari 40", partial(city.report, "periksa", 40))
    on("06-03 10.00", "Rina", "memverifikasi 40", partial(city.verify, "periksa", 40))
    on("10-20 09.00", "Sekar", "mencatat komitmen Dinas Tenaga Kerja, tenggat 1 Desember; tidak pernah dijawab",
       partial(city.promise, "magang", "disnaker", "12-01", "Menempatkan 40 peserta magang"))  # fmt: skip


def _monthly(city: City) -> None:
    """A report every month; that of March is forgotten."""
    on = city.on
    on("01-06 09.20", "Sekar", "mencatat komitmen Polres dengan laporan bulanan, tenggat 30 Juni",
       partial(city.promise, "patroli", "polres", "06-30", "Menggelar 40 patroli", rhythm=Rhythm.MONTHLY))  # fmt: skip
    on("01-09 09.00", "Budi", "menyetujui komitmen itu", partial(city.accept, "patroli"))
    for told, found, number in (("01-22", "01-29", 8), ("02-26", "03-02", 14), ("04-13", "04-15", 20),
                                ("05-28", "05-29", 34), ("06-25", "06-29", 40)):  # fmt: skip
        on(f"{told} 11.00", "Budi", f"melaporkan {number} dari 40", partial(city.report, "patroli", number))
        on(f"{found} 11.00", "Rina", f"memverifikasi {number}", partial(city.verify, "patroli", number))
    on("04-30 16.00", "Budi", "berhalangan 1 s.d. 20 Mei; Gita menggantikannya",
       partial(stand_in, city, "Budi", "Gita", "05-01", "05-20"))  # fmt: skip
    on("04-01 09.00", "Sekar", "mencatat komitmen Polres, tenggat 15 Mei",
       partial(city.promise, "razia", "polres", "05-15", "Memeriksa 40 titik rawan"))  # fmt: skip
    on("04-02 09.00", "Budi", "menyetujui komitmen itu", partial(city.accept, "razia"))
    on("05-19 09.00", "Budi", "melaporkan 40 dari 40, dari rumah", partial(city.report, "razia", 40))
    on("05-21 09.00", "Rina", "memverifikasi 40", partial(city.verify, "razia", 40))


def _moved(city: City) -> None:
    """Re-dated five days before its day, laid to rest, taken up again; and one that goes to another agency."""
    on, c = city.on, city.promises
    on("02-03 09.00", "Sekar", "mencatat komitmen Dinas Tenaga Kerja, tenggat 31 Mei",
       partial(city.promise, "kerja", "disnaker", "05-31", "Melatih 40 pencari kerja"))  # fmt: skip
    on("02-04 09.00", "Dedi", "menyetujui komitmen itu", partial(city.accept, "kerja"))
    on("05-26 09.00", "Sekar", "mengubah tenggat menjadi 31 Agustus", partial(redate, city, "kerja", "08-31"))
    on("07-01 09.00", "Sekar", "menangguhkan komitmen itu",
       lambda: c["kerja"].suspend(Reason.BUDGET, "Menunggu anggaran perubahan", BY))  # fmt: skip
    on("08-25 09.00", "Sekar", "melanjutkannya", lambda: c["kerja"].resume(Reason.BUDGET, "Anggaran tersedia", BY))
    on("09-03 09.00", "Dedi", "melaporkan 40 dari 40", partial(city.report, "kerja", 40))
    on("09-07 09.00", "Rina", "memverifikasi 40", partial(city.verify, "kerja", 40))
    on("10-05 09.00", "Sekar", "mencatat komitmen Dinas Kesehatan, tenggat 20 November",
       partial(city.promise, "tes", "dinkes", "11-20", "Menguji 40 sopir angkutan"))  # fmt: skip
    on("10-06 09.00", "Citra", "menyetujui komitmen itu", partial(city.accept, "tes"))
    on("11-16 09.00", "Sekar", "menyerahkan komitmen itu kepada Polres",
       lambda: c["tes"].hand_over(city.agencies["polres"], None, Reason.OFFICE, "Wewenang Polres", BY))  # fmt: skip
    on("11-18 09.00", "Budi", "menyetujuinya", partial(city.accept, "tes"))
    on("11-30 09.00", "Budi", "melaporkan 40 dari 40", partial(city.report, "tes", 40))
    on("12-01 09.00", "Rina", "memverifikasi 40", partial(city.verify, "tes", 40))


def _merged(city: City) -> None:
    """An agency becomes part of another; its liaison goes along and keeps the post."""
    on = city.on
    on("03-02 09.00", "Sekar", "mencatat komitmen Dinas Koperasi, tenggat 15 Agustus",
       partial(city.promise, "usaha", "koperasi", "08-15", "Mendampingi 40 usaha kecil"))  # fmt: skip
    on("03-03 09.00", "Eka", "menyetujui komitmen itu", partial(city.accept, "usaha"))
    on("06-15 09.00", "Sekar", "membagikan tugas kepada Dinas Tenaga Kerja dan Dinas Koperasi, tenggat 10 Juli",
       partial(city.task, "pasar", "07-10", "Menata pasar murah", "disnaker", "koperasi"))  # fmt: skip
    on("07-06 09.00", "Sekar", "menggabungkan Dinas Koperasi ke Dinas Tenaga Kerja",
       partial(join, city, "koperasi", "disnaker"))  # fmt: skip
    on("07-08 10.00", "Dedi", "menerima bagiannya", lambda: city.part("pasar", "disnaker").update(P.ACCEPTED, ""))
    on("07-13 10.00", "Dedi", "menyelesaikan bagiannya", lambda: city.part("pasar", "disnaker").update(P.DONE, ""))
    on("08-17 09.00", "Eka", "melaporkan 40 dari 40", partial(city.report, "usaha", 40))
    on("08-18 09.00", "Rina", "memverifikasi 40", partial(city.verify, "usaha", 40))


def _vacant(city: City) -> None:
    """Nobody speaks for the ward until Hasan does."""
    on = city.on
    on("08-10 09.00", "Sekar", "mencatat komitmen Kelurahan Salekoe, yang tanpa narahubung, tenggat 1 Oktober",
       partial(city.promise, "ronda", "lurah", "10-01", "Menghidupkan 40 pos ronda"))  # fmt: skip
    on("09-26 09.00", "Sekar", "memberi Hasan jabatan narahubung Kelurahan Salekoe",
       partial(change_holder, city, "lurah", "Hasan"))  # fmt: skip
    on("09-29 09.00", "Hasan", "menyetujui komitmen itu", partial(city.accept, "ronda"))
    on("10-05 10.00", "Hasan", "melaporkan 40 dari 40", partial(city.report, "ronda", 40))
    on("10-06 10.00", "Rina", "memverifikasi 40", partial(city.verify, "ronda", 40))


def _cancelled(city: City) -> None:
    """One given up before its day, and a suggestion that no meeting takes up: nobody is reminded of either."""
    on, c = city.on, city.promises
    on("09-01 09.00", "Sekar", "mencatat komitmen Dinas Kesehatan, tenggat 5 Oktober",
       partial(city.promise, "senam", "dinkes", "10-05", "Mengadakan 40 senam pagi"))  # fmt: skip
    on("10-01 09.00", "Sekar", "membatalkan komitmen itu",
       lambda: c["senam"].cancel("Digabung dengan kegiatan lain", Reason.MERGED, BY))  # fmt: skip
    on("09-01 09.10", "Ani", "mengusulkan komitmen Polres, tenggat 30 November; tidak dibawa ke rapat",
       partial(city.promise, "lampu", "polres", "11-30", "Memasang 40 lampu jalan", suggested_name="Ani"))  # fmt: skip


def _shared(city: City) -> None:
    """Three agencies in one task: one is quick, one is blocked, one is silent for a while."""
    on = city.on
    on("01-12 09.00", "Sekar", "membagikan tugas kepada Dinas Sosial, Dinas Kesehatan, dan Polres, tenggat 20 Februari",
       partial(city.task, "data", "02-20", "Menyatukan data penerima", "dinsos", "dinkes", "polres"))  # fmt: skip
    for day, who, agency in (("01-13", "Ani", "dinsos"), ("01-14", "Citra", "dinkes"), ("01-15", "Budi", "polres")):
        on(f"{day} 09.00", who, "menerima bagiannya", partial(_update, city, "data", agency, P.ACCEPTED))
    on("02-10 09.00", "Ani", "menyelesaikan bagiannya", partial(_update, city, "data", "dinsos", P.DONE))
    on("02-18 09.00", "Citra", "mengatakan bagiannya terhambat",
       partial(_update, city, "data", "dinkes", P.BLOCKED, "Menunggu data Polres"))  # fmt: skip
    on("03-02 09.00", "Budi", "menulis catatan", partial(_update, city, "data", "polres", P.DOING, "Separuh selesai"))
    on("03-12 09.00", "Budi", "menyelesaikan bagiannya", partial(_update, city, "data", "polres", P.DONE))
    on("03-13 09.00", "Citra", "menyelesaikan bagiannya", partial(_update, city, "data", "dinkes", P.DONE))


def _update(city: City, key: str, agency: str, state: P, note: str = "") -> None:
    city.part(key, agency).update(state, note)


def _delivered(city: City) -> None:
    """What is delivered waits for the secretariat; what is given back after its day is late again a week later."""
    on = city.on
    on("04-06 09.00", "Sekar", "membagikan tugas kepada Dinas Sosial yang perlu dikonfirmasi, tenggat 30 April",
       partial(_with_confirmation, city))  # fmt: skip
    on("04-07 09.00", "Ani", "menerima bagiannya", partial(_update, city, "panduan", "dinsos", P.ACCEPTED))
    on("04-28 09.00", "Ani", "menyerahkan hasilnya", partial(_update, city, "panduan", "dinsos", P.DELIVERED))
    on("05-05 09.00", "Sekar", "mengembalikannya",
       lambda: city.part("panduan", "dinsos").give_back("Bab dua belum ada."))  # fmt: skip
    on("05-14 09.00", "Ani", "menyerahkan hasilnya lagi", partial(_update, city, "panduan", "dinsos", P.DELIVERED))
    on("05-15 09.00", "Sekar", "mengonfirmasi", lambda: city.part("panduan", "dinsos").confirm())
    on("11-02 09.00", "Sekar", "membagikan tugas kepada Dinas Sosial (tenggat sendiri 10 Desember) dan Polres, tenggat "
       "20 Desember", partial(_with_own_due, city))  # fmt: skip
    on("11-03 09.00", "Budi", "menolak bagiannya",
       partial(_update, city, "laporan", "polres", P.DECLINED, "Sudah ada di laporan lain"))  # fmt: skip
    on("12-11 09.00", "Fajar", "menerima bagiannya", partial(_update, city, "laporan", "dinsos", P.ACCEPTED))
    on("12-17 09.00", "Fajar", "menyelesaikan bagiannya", partial(_update, city, "laporan", "dinsos", P.DONE))


def _with_confirmation(city: City) -> None:
    city.task("panduan", "04-30", "Menyusun buku panduan", "dinsos").parts[0].set_confirmation(True)


def _with_own_due(city: City) -> None:
    task = city.task("laporan", "12-20", "Menyusun laporan tahunan", "dinsos", "polres")
    task.parts[0].set_due(task.due.replace(day=10))


def _withdrawn(city: City) -> None:
    """A task that is called off, and one in the trash: silence, although their days pass."""
    on = city.on
    on("08-03 09.00", "Sekar", "membagikan tugas kepada Kelurahan Salekoe, tenggat 1 September",
       partial(city.task, "kerja bakti", "09-01", "Kerja bakti", "lurah"))  # fmt: skip
    on("08-26 09.00", "Sekar", "membatalkan tugas itu", partial(_cancel, city, "kerja bakti"))
    on("09-21 09.00", "Sekar", "membagikan tugas kepada Dinas Kesehatan, tenggat 12 Oktober",
       partial(city.task, "salah", "10-12", "Tugas yang salah ketik", "dinkes"))  # fmt: skip
    on("10-06 09.00", "Sekar", "membuang tugas itu", lambda: city.tasks["salah"].trash("Sekar"))


def _cancel(city: City, key: str) -> None:
    city.tasks[key].cancel()
