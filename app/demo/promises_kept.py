"""Commitments of the demo that have come to an end: verified, or cancelled with a reason."""

from __future__ import annotations

from app.demo.shapes import Promise, Report, Review

KEPT = {
    "lifeskill": Promise(
        "bnn", "Menyelenggarakan bimbingan teknis life skill bagi calon penerima manfaat",
        due=-250, target=60, unit="orang", indicator="Peserta yang menyelesaikan bimbingan teknis",
        proof="Daftar hadir bertanda tangan dan foto kegiatan", accepted=-407,
        reports=(
            Report(-330, 30, "Angkatan pertama selesai dengan 30 peserta.", review=Review(-325, 30)),
            Report(
                -262, 60, "Angkatan kedua selesai; jumlah seluruhnya 60 peserta.",
                "Jadwal bergeser satu pekan karena gedung dipakai.", Review(-257, 60),
            ),
        ),
    ),
    "rujukan": Promise(
        "dinsos", "Menyediakan layanan rujukan rehabilitasi sosial bagi warga yang datang sukarela",
        due=-220, target=20, unit="orang", indicator="Warga yang dirujuk",
        proof="Rekapitulasi rujukan tanpa nama", accepted=-405,
        reports=(
            Report(
                -240, 22, "Sebanyak 22 warga dirujuk.", "Rekapitulasi dua bulan terakhir belum dilampirkan.",
                Review(-236, None, "Rekapitulasi baru sampai bulan ketiga. Mohon lengkapi dua bulan terakhir."),
            ),
            Report(-229, 21, "Rekapitulasi dilengkapi; satu rujukan tercatat dua kali.", "", Review(-225, 21)),
        ),
    ),
    "pendamping": Promise(
        "polres", "Menugaskan Bhabinkamtibmas sebagai pendamping kelompok usaha",
        due=-200, target=8, unit="petugas", indicator="Petugas yang ditugaskan",
        proof="Surat perintah tugas", accepted=-404,
        reports=(Report(-215, 8, "Delapan petugas ditugaskan sebagai pendamping.", "", Review(-211, 8)),),
    ),
    "alat": Promise(
        "koperasi", "Menyerahkan alat pengemasan bagi kelompok usaha hasil pelatihan",
        due=-120, target=10, unit="paket", indicator="Paket alat yang diserahkan",
        proof="Berita acara serah terima", accepted=-395,
        reports=(
            Report(-170, 6, "Enam paket diserahkan.", "Empat paket menunggu pengadaan.", Review(-165, 6)),
            Report(-128, 10, "Empat paket sisanya diserahkan.", "", Review(-122, 10)),
        ),
    ),
    "skrining": Promise(
        "dinkes", "Melaksanakan skrining kesehatan bagi peserta pelatihan",
        due=-40, target=60, unit="orang", indicator="Peserta yang diskrining",
        proof="Rekapitulasi layanan tanpa nama", accepted=-150,
        reports=(Report(-52, 60, "Seluruh peserta sudah diskrining di puskesmas.", "", Review(-47, 60)),),
    ),
    "pemetaan": Promise(
        "bnn", "Membagikan ringkasan metode pemetaan kepada semua instansi peserta rapat",
        due=-60, target=None, unit="instansi", indicator="Instansi yang menerima", proof="Tanda terima", accepted=-157,
        reports=(Report(-66, 16, "Ringkasan metode dibagikan kepada semua instansi peserta.", "", Review(-63, 16)),),
    ),
    "bengkel": Promise(
        "naker", "Menyediakan tempat kursus bengkel bagi penerima manfaat",
        due=-30, target=15, unit="orang", indicator="Peserta kursus", proof="Sertifikat kursus", accepted=-150,
        cancelled=(-70, "Kursus bengkel digabungkan dengan kursus menjahit dan pengolahan pangan tahun ini."),
    ),
}  # fmt: skip
