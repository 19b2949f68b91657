"""Shared tasks of the demo: each agency with a part of its own, in different states."""

from __future__ import annotations

from app.demo.shapes import Job, Step
from app.tasks.states import PartState, Priority

ACCEPTED, DOING, BLOCKED = PartState.ACCEPTED, PartState.DOING, PartState.BLOCKED
DONE, DECLINED = PartState.DONE, PartState.DECLINED

JOBS = {
    "persiapan": Job(
        "Menyiapkan pelatihan life skill angkatan ketiga",
        "BNN menyiapkan modul dan pelatih, Dinas Sosial menyiapkan peserta, Polres menyiapkan pendamping.",
        due=5, offices=("bnn", "dinsos", "polres"), priority=Priority.HIGH,
        steps=(
            Step(-25, "bnn", ACCEPTED), Step(-24, "dinsos", ACCEPTED),
            Step(-20, "bnn", DOING, "Modul sedang disusun."),
            Step(-12, "dinsos", DOING, "Calon peserta sedang didata bersama kelurahan."),
            Step(-6, "bnn", DONE, "Modul dan pelatih siap."),
        ),
    ),
    "pendampingan": Job(
        "Menyusun jadwal pendampingan kelompok usaha",
        "Satu jadwal bersama agar kunjungan tidak bertumpuk di hari yang sama.",
        due=-4, offices=("bnn", "camat", "lurah"),
        steps=(
            Step(-25, "bnn", ACCEPTED), Step(-24, "camat", ACCEPTED, "Menunggu usulan hari dari BNN."),
            Step(-15, "bnn", DOING, "Usulan hari kunjungan sudah dikirim."),
        ),
    ),
    "produksi": Job(
        "Melengkapi rumah produksi percontohan",
        "Alat, modal awal, dan pengaturan pemakaian bersama.",
        due=12, offices=("koperasi", "bank", "dinsos"), priority=Priority.HIGH,
        steps=(
            Step(-66, "koperasi", ACCEPTED), Step(-64, "bank", ACCEPTED), Step(-60, "dinsos", ACCEPTED),
            Step(-40, "bank", DOING, "Berkas dua kelompok sedang diperiksa."),
            Step(-18, "koperasi", BLOCKED, "Pengadaan alat menunggu perubahan anggaran."),
        ),
    ),
    "sosialisasi": Job(
        "Menyosialisasikan program kepada warga di lokasi sasaran",
        "Pertemuan warga di balai pertemuan; undangan dibagikan lewat RT dan RW.",
        due=-90, offices=("bnn", "lurah", "pkk"),
        steps=(
            Step(-150, "bnn", ACCEPTED), Step(-150, "lurah", ACCEPTED), Step(-149, "pkk", ACCEPTED),
            Step(-130, "pkk", DOING), Step(-110, "lurah", DONE, "Tempat dan undangan beres."),
            Step(-105, "pkk", DONE, "Dua pertemuan diadakan."), Step(-100, "bnn", DONE, "Materi disampaikan."),
        ),
    ),
    "kuliah": Job(
        "Menempatkan mahasiswa kuliah kerja nyata sebagai pendamping",
        "Penempatan menurut minat kelompok usaha.",
        due=20, offices=("kampus", "bappeda", "camat"),
        steps=(
            Step(-70, "kampus", ACCEPTED), Step(-69, "camat", ACCEPTED),
            Step(-50, "bappeda", DECLINED, "Penempatan mahasiswa bukan kewenangan kami; mohon ditinjau lagi."),
            Step(-44, "bappeda", None), Step(-30, "kampus", DOING, "Dua puluh mahasiswa sudah mendaftar."),
        ),
    ),
    "kemasan": Job(
        "Membantu izin dan label kemasan produk kelompok usaha",
        "Label memuat nama kelompok, berat bersih, dan tanggal produksi.",
        due=-12, offices=("koperasi", "dinkes", "perikanan"),
        steps=(
            Step(-66, "koperasi", ACCEPTED), Step(-60, "dinkes", ACCEPTED),
            Step(-45, "koperasi", DOING, "Tiga kelompok sudah mengisi berkas."),
            Step(-33, "dinkes", DONE, "Penyuluhan keamanan pangan selesai."),
            Step(-22, "perikanan", DECLINED, "Produk kelompok ini bukan olahan ikan; mohon dialihkan."),
        ),
    ),
    "undangan": Job(
        "Menyiapkan bahan rapat monitoring dan evaluasi",
        "Tiap instansi menyiapkan satu halaman: dijanjikan, dilaporkan, terverifikasi, kendala.",
        due=6, offices=("bnn", "dinsos", "polres", "bappeda"),
    ),
    "gudang": Job(
        "Mencari gudang bersama untuk bahan baku",
        "Dibatalkan: bahan baku kini disimpan di rumah produksi.",
        due=-20, offices=("perikanan", "koperasi"), priority=Priority.LOW, cancelled=-40,
        steps=(Step(-62, "perikanan", ACCEPTED),),
    ),
}  # fmt: skip
