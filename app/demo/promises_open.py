"""Commitments of the demo that still wait for someone: the agency, or the reviewer."""

from __future__ import annotations

from app.commitments.states import Reason
from app.demo.shapes import Change, Promise, Report, Review

OPEN = {
    # proposed: the agency has yet to agree
    "bantuan": Promise(
        "dinsos", "Menyalurkan bantuan alat usaha bagi keluarga penerima manfaat",
        due=45, target=25, unit="keluarga", indicator="Keluarga yang menerima bantuan",
        proof="Berita acara serah terima dan foto",
    ),
    "patroli": Promise(
        "polres", "Mendampingi kegiatan malam kelompok pemuda di lokasi sasaran",
        due=30, target=12, unit="kegiatan", indicator="Kegiatan yang didampingi", proof="Laporan kegiatan",
    ),
    "renja": Promise(
        "bappeda", "Mengusulkan kegiatan pemberdayaan alternatif ke dalam Renja tahun depan",
        due=60, target=6, unit="perangkat daerah", indicator="Perangkat daerah yang mengusulkan",
        proof="Salinan rancangan Renja",
    ),
    "sesi": Promise(
        "bnn", "Mengirim narasumber untuk sesi pengenalan program di sekolah",
        due=28, target=10, unit="sekolah", indicator="Sekolah yang dikunjungi", proof="", place="",
    ),
    # agreed, nothing reported yet
    "babinsa": Promise(
        "kodim", "Menugaskan Babinsa untuk kerja bakti rumah produksi",
        due=2, target=4, unit="kegiatan", indicator="Kerja bakti yang dilaksanakan", proof="Foto kegiatan",
        accepted=-70,
    ),
    "modal": Promise(
        "bank", "Membuka konsultasi modal usaha bagi kelompok penerima manfaat",
        due=-4, target=3, unit="kali", indicator="Konsultasi yang diadakan", proof="Daftar hadir",
        accepted=-68,
    ),
    "data": Promise(
        "polres", "Menyampaikan data agregat kejadian per semester untuk bahan pemetaan",
        due=4, target=1, unit="berkas", indicator="Berkas data agregat", proof="Surat pengantar",
        accepted=-69,
    ),
    # underway: part of it is verified
    "paket": Promise(
        "dinsos", "Menyalurkan paket perlengkapan kerja bagi lulusan pelatihan",
        due=3, target=80, unit="paket", indicator="Paket yang diterima lulusan",
        proof="Berita acara serah terima",
        accepted=-152,
        changes=(Change(-88, Reason.BUDGET, "Anggaran bergeser, sehingga paket berkurang.", target=60),),
        reports=(
            Report(
                -50, 25, "Tahap pertama: 25 paket diterima lulusan pelatihan.",
                "Ukuran sebagian perlengkapan perlu ditukar.", Review(-46, 25),
            ),
        ),
    ),
    "kelas": Promise(
        "bnn", "Membuka kelas pengolahan pangan bersama kelompok pengolah",
        due=-58, target=4, unit="kelas", indicator="Kelas yang selesai", proof="Daftar hadir dan modul",
        accepted=-150,
        changes=(
            Change(-61, Reason.STAFF, "Pelatih hanya tersedia dua hari dalam sepekan.", due=-34),
            Change(-36, Reason.PARTNER, "Bahan untuk dua kelas terakhir belum tiba.", due=-9),
        ),
        reports=(
            Report(
                -80, 2, "Dua kelas selesai dengan 24 peserta.", "Pelatih hanya tersedia dua hari dalam sepekan.",
                Review(-74, 2),
            ),
        ),
    ),
    "keluarga": Promise(
        "dp3a", "Mengadakan pertemuan ketahanan keluarga bagi orang tua penerima manfaat",
        due=35, target=6, unit="pertemuan", indicator="Pertemuan yang diadakan", proof="Daftar hadir",
        accepted=-72,
        suspended=(-12, Reason.PARTNER, "Balai pertemuan dipakai untuk keperluan lain sampai bulan depan."),
        reports=(
            Report(
                -35, 4, "Empat pertemuan diadakan, dua di antaranya bersama Tim Penggerak PKK.",
                "Daftar hadir pertemuan keempat belum ditandatangani.", Review(-31, 3),
            ),
        ),
    ),
    # reported: the reviewer's turn
    "lapak": Promise(
        "dinsos", "Menyiapkan lapak percontohan bagi kelompok usaha",
        due=10, target=10, unit="lapak", indicator="Lapak yang siap dipakai", proof="Foto dan berita acara",
        accepted=-71,
        reports=(
            Report(
                -2, 7, "Tujuh lapak siap dipakai di lokasi yang disepakati bersama kecamatan.",
                "Tiga lapak menunggu sambungan listrik.", None, ("foto", "pdf", "docx", "xlsx"),
            ),
        ),
    ),
    "penyuluhan": Promise(
        "polres", "Memberi penyuluhan hukum bagi peserta pelatihan",
        due=-5, target=5, unit="kali", indicator="Penyuluhan yang diadakan", proof="Daftar hadir",
        accepted=-148,
        reports=(Report(-6, 5, "Lima penyuluhan selesai; daftar hadir dilampirkan di berkas kegiatan."),),
    ),
    "bibit": Promise(
        "perikanan", "Menyerahkan bahan baku olahan ikan bagi kelompok pengolah",
        due=6, target=200, unit="kilogram", indicator="Bahan baku yang diserahkan", proof="Tanda terima",
        accepted=-65,
        reports=(
            Report(
                -25, 150, "Sebanyak 150 kilogram bahan baku diserahkan.", "Tanda terima dua kelompok belum ada.",
                Review(-21, None, "Mohon lampirkan tanda terima dari dua kelompok yang belum ada."),
            ),
            Report(-9, 140, "Tanda terima dilengkapi; satu penyerahan ditunda sehingga jumlahnya 140 kilogram."),
        ),
    ),
    "musrenbang": Promise(
        "setda", "Memasukkan usulan lokasi sasaran dalam bahan musyawarah perencanaan",
        due=15, target=3, unit="usulan", indicator="Usulan yang masuk", proof="Berita acara musyawarah",
        accepted=-60,
        changes=(
            Change(-50, Reason.OFFICE, "Bahan disiapkan oleh badan perencanaan.", office="bappeda", accepted=-47),
        ),
        reports=(Report(-3, 3, "Tiga usulan dibahas dan tercantum dalam berita acara."),),
    ),
    # returned: the agency's turn again
    "asesmen": Promise(
        "dinsos", "Melaksanakan asesmen kebutuhan keluarga di lokasi sasaran",
        due=-2, target=40, unit="keluarga", indicator="Keluarga yang diases", proof="Rekapitulasi asesmen",
        accepted=-150,
        reports=(
            Report(
                -90, 18, "Asesmen tahap pertama: 18 keluarga.", "", Review(-85, 18), ("foto", "xlsx"),
            ),
            Report(
                -8, 40, "Asesmen selesai untuk 40 keluarga.", "Rekapitulasi masih dalam penyusunan.",
                Review(-4, None, "Rekapitulasi belum terlampir, jadi tahap kedua belum dapat diperiksa. "
                                 "Mohon lampirkan jumlah per lokasi tanpa nama keluarga."),
                proofs=("foto",),
            ),
        ),
    ),
    "rencana": Promise(
        "kesbangpol", "Menyusun konsep rencana aksi daerah bersama perangkat daerah terkait",
        due=-18, target=1, unit="dokumen", indicator="Konsep yang selesai", proof="Konsep dokumen",
        accepted=-149,
        reports=(
            Report(
                -26, 1, "Konsep sudah disusun dan dibahas satu kali.", "",
                Review(-20, None, "Konsep belum memuat ukuran keberhasilan per triwulan."), ("docx",),
            ),
        ),
    ),
}  # fmt: skip
