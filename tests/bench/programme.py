"""The pages of the programme, with goals of their own: milliseconds with 48 areas, and three times that with 1,000."""

from __future__ import annotations

from tests.bench.server import Server

LEADER, SECRETARIAT = "pimpinan", "sekretariat"
KIND = "programme"
MILLISECONDS, BYTES, GROWTH = 60.0, 40_000, 3.0
SMALL = ("XS", "S")  # sizes with 48 areas
# Of a village, a district, the city, and the newest of ten plans: the same ids at every size.
PAGES = (
    ("kawasan", LEADER, "/kawasan"),
    ("kawasan, peta", LEADER, "/kawasan/peta"),
    ("kawasan, peta kategori", LEADER, "/kawasan/peta?warna=kategori"),
    ("satu kawasan", LEADER, "/kawasan/50"),
    ("kawasan, cerita", LEADER, "/kawasan/50/cerita"),
    ("kota, cerita", LEADER, "/kawasan/1/cerita"),
    ("pemetaan", SECRETARIAT, "/pemetaan"),
    ("pemetaan satu kawasan", SECRETARIAT, "/kawasan/50/pemetaan"),
    ("rencana aksi", LEADER, "/rencana-aksi/10"),
    ("rencana aksi, tabel", LEADER, "/rencana-aksi/10/tabel"),
    ("lokasi sasaran, calon", SECRETARIAT, "/kawasan/lokasi-sasaran/calon"),
    ("masalah dan potensi", LEADER, "/kawasan/50/potensi"),
    ("daftar rencana aksi", LEADER, "/rencana-aksi"),
    ("kegiatan", LEADER, "/kegiatan"),
    ("rantai kegiatan", LEADER, "/kegiatan/rantai"),
    ("kegiatan satu kawasan", LEADER, "/kawasan/50/kegiatan"),
    ("hasil", LEADER, "/hasil"),
    ("peta kerja", LEADER, "/peta-kerja"),
    ("peta kerja, kawasan", LEADER, "/peta-kerja?baris=kawasan"),
    ("peta kerja, satu kecamatan", SECRETARIAT, "/peta-kerja?kawasan=2"),
    ("kesenjangan", SECRETARIAT, "/peta-kerja/kesenjangan/tingkat-4-tanpa-komitmen"),
)


def answered(servers: dict[str, Server]) -> list[tuple[str, str, str]]:
    """Those pages that there are at every size."""
    return [
        (name, who, path)
        for name, who, path in PAGES
        if all(server.ask(path, who).status == 200 for server in servers.values())
    ]


def factor(size: str) -> float:
    """How many times the goals may be taken at a size."""
    return 1.0 if size in SMALL else GROWTH
