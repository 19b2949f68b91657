"""The matrix as files for other systems: one row for each agency, area and kind of support, by official codes.

Levels of areas are in neither of them, whoever asks: what leaves the house says nothing about how prone an area is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.agencies.queries import agency_choices
from app.clock import local, now
from app.coverage.asking import KINDS
from app.coverage.cube import Figures, fine_cells
from app.coverage.queries import EVERYWHERE, area_rows
from app.extensions import fetch
from app.language import Lazy as _l
from app.listing import Values
from app.policy import Holder
from app.spreadsheets.writing import csv_file

# What each field says; the names are the heads of the CSV file and the keys of the JSON file.
FIELDS = {
    "agency_id": _l("Nomor instansi di sistem ini"),
    "agency": _l("Nama instansi sekarang"),
    "area_code": _l("Kode wilayah resmi; kosong berarti di mana pun, termasuk yang tidak menyebut kawasan"),
    "area": _l("Nama wilayah"),
    "area_kind": _l("Jenis wilayah: kota, kecamatan, kelurahan, atau bagian. Wilayah yang lebih besar ikut menghitung "
                    "yang ada di dalamnya, jadi jangan menjumlahkan antarjenis"),
    "support_kind": _l("Jenis dukungan: goods (sarana produksi), people (SDM), other (lainnya), unspecified (belum "
                       "disebut)"),
    "commitments": _l("Komitmen yang dipimpin instansi ini: disepakati, tidak dibatalkan"),
    "claimed_percent": _l("Rata-rata yang dilaporkan, dalam persen"),
    "verified_percent": _l("Rata-rata yang terverifikasi, dalam persen"),
    "unit": _l("Satuan, bila semua komitmen di baris ini memakai satu satuan dan memiliki target"),
    "target": _l("Jumlah target dalam satuan itu"),
    "claimed": _l("Jumlah yang dilaporkan"),
    "verified": _l("Jumlah yang terverifikasi"),
    "supported": _l("Komitmen instansi lain yang didukung instansi ini"),
    "activities": _l("Kegiatan yang diselenggarakan: direncanakan atau terlaksana"),
    "updated": _l("Perubahan terakhir, waktu UTC"),
}  # fmt: skip


def rows_of(who: Holder, values: Values) -> Iterator[dict[str, Any]]:
    """Every agency in every area with what it does there of each kind; what is nowhere or everywhere has no code."""
    values = dict(values) | {EVERYWHERE: "1"}
    cells, areas = fine_cells(who, values), {area.id: area for area in fetch(area_rows(values))}
    names = dict(agency_choices(current=False))
    order = {key: place for place, key in enumerate(names)}
    kinds = [key for key, _label in KINDS]
    code = {key: area.code for key, area in areas.items()}
    for key in sorted(cells, key=lambda k: (code.get(k[0], ""), order[k[1]], kinds.index(k[2]))):
        area, agency, kind = key
        yield _row(areas.get(area), (agency, names[agency]), kind, cells[key])


def _row(area: Any, agency: tuple[int, str], kind: str, f: Figures) -> dict[str, Any]:
    amount = f.amount if f.has_amount else None
    return {
        "agency_id": agency[0], "agency": agency[1], "area_code": area.code if area else "",
        "area": area.name if area else "", "area_kind": area.kind.value if area else "",
        "support_kind": "unspecified" if kind == KINDS[-1][0] else kind, "commitments": f.number,
        "claimed_percent": f.claimed_percent if f.number else None,
        "verified_percent": f.verified_percent if f.number else None, "unit": amount.unit if amount else None,
        "target": _plain(amount.target) if amount else None, "claimed": _plain(amount.claimed) if amount else None,
        "verified": _plain(amount.verified) if amount else None, "supported": f.supported,
        "activities": f.activities, "updated": f.updated.isoformat(timespec="seconds") if f.updated else None,
    }  # fmt: skip


def _plain(quantity: Any) -> int | float:
    return int(quantity) if quantity == int(quantity) else float(quantity)


def as_csv(rows: Iterator[dict[str, Any]]) -> bytes:
    """A table with a head."""
    return csv_file(list(FIELDS), (list(row.values()) for row in rows))


def described(rows: Iterator[dict[str, Any]], asked: dict[str, str]) -> dict[str, Any]:
    """The same with what each field means, when it was made and what was asked."""
    return {
        "title": "Peta kerja: siapa mengerjakan apa di mana", "made_at": local(now()).isoformat(timespec="seconds"),
        "asked": asked, "fields": {key: str(label) for key, label in FIELDS.items()}, "rows": list(rows),
    }  # fmt: skip
