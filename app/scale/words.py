"""Indonesian texts put together by chance: invented, and never about a real place or person."""

from __future__ import annotations

from random import Random

ACTS = (
    "Menyelenggarakan", "Menyediakan", "Mendampingi", "Menyalurkan", "Menyusun", "Membuka", "Melaksanakan",
    "Menyiapkan", "Mengadakan", "Menyerahkan",
)  # fmt: skip
THINGS = (
    "pelatihan pengolahan pangan", "kursus menjahit", "kursus perbengkelan", "pendampingan kelompok usaha",
    "paket perlengkapan kerja", "alat pengemasan produk", "pertemuan ketahanan keluarga", "lapak percontohan",
    "konsultasi modal usaha", "penyuluhan hukum", "skrining kesehatan", "bahan baku olahan ikan",
    "rumah produksi bersama", "jadwal kunjungan pendamping", "ringkasan hasil pemetaan", "izin dan label kemasan",
)  # fmt: skip
FOR_WHOM = (
    "bagi calon penerima manfaat", "bagi kelompok usaha", "bagi keluarga penerima manfaat", "bagi lulusan pelatihan",
    "bagi kelompok pemuda", "di lokasi sasaran", "bersama kecamatan dan kelurahan", "bersama perangkat daerah terkait",
)  # fmt: skip
UNITS = ("orang", "paket", "kegiatan", "kelompok", "keluarga", "pertemuan")
PROOFS = ("Daftar hadir bertanda tangan", "Berita acara serah terima", "Foto kegiatan", "Rekapitulasi tanpa nama")
RESULTS = (
    "Tahap ini selesai sesuai jadwal.", "Kegiatan berjalan dan diikuti peserta yang didata bersama kelurahan.",
    "Serah terima dilakukan di hadapan perwakilan kecamatan.", "Sebagian peserta menyusul pada tahap berikutnya.",
    "Pelaksanaan bergeser satu pekan karena tempat dipakai.",
)  # fmt: skip
OBSTACLES = (
    "", "", "Pengadaan menunggu perubahan anggaran.", "Pelatih hanya tersedia dua hari dalam sepekan.",
    "Tanda terima dua kelompok belum ada.",
)  # fmt: skip
REASONS = (
    "Mohon lampirkan daftar hadir yang sudah ditandatangani.", "Jumlah pada rekapitulasi berbeda dengan laporan.",
    "Berita acara belum memuat tanggal serah terima.",
)  # fmt: skip
REMARKS = (
    "Minat terbanyak: pengolahan pangan, menjahit, dan perbengkelan.",
    "Pelatihan perlu diikuti pendampingan usaha paling sedikit enam bulan.",
    "Tiap instansi menyampaikan yang dilaporkan dan yang terverifikasi.",
    "Kunjungan pendamping diatur supaya tidak bertumpuk di hari yang sama.",
    "Data disampaikan sebagai jumlah, bukan nama.",
)  # fmt: skip
DECISIONS = (
    "Setiap komitmen memuat satu penanggung jawab, tenggat, dan bukti yang diterima.",
    "Rapat berikutnya membahas komitmen yang lewat tenggat.",
    "Laporan disampaikan paling lambat tanggal lima tiap bulan.",
)  # fmt: skip
NOTES = ("Berkas sedang diperiksa.", "Peserta sedang didata.", "Menunggu jadwal bersama.", "Bahan sudah dikirim.")
THEMES = (
    "Rapat koordinasi pemberdayaan alternatif", "Rapat kerja sinergi program", "Monitoring dan evaluasi triwulan",
    "Bimbingan teknis pendamping", "Pembahasan rencana aksi",
)  # fmt: skip
AGENDA = ("Pembukaan", "Pemaparan capaian", "Pembahasan kendala", "Komitmen dan tugas", "Penutup")
NAMES = (
    "Ahmad", "Andi", "Asri", "Budi", "Citra", "Darma", "Dewi", "Fitri", "Hasna", "Indra", "Iwan", "Lestari", "Nur",
    "Putri", "Rahmi", "Rizal", "Salim", "Sari", "Tuti", "Wahyu",
)  # fmt: skip


def statement(chance: Random, number: int) -> str:
    """What an agency promises, or what is to be done."""
    return f"{chance.choice(ACTS)} {chance.choice(THINGS)} {chance.choice(FOR_WHOM)} tahap {number % 9 + 1} (contoh)"


def person(number: int) -> str:
    """The name of an invented person."""
    return f"{NAMES[number % len(NAMES)]} Contoh {number}"
