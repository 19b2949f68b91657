"""What leaves the house with a name on it: one person's own data, and the rows of a list. A NIK is in neither."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.beneficiaries.models import Beneficiary

CELLS = (
    "nomor", "nama", "kelompok", "kode wilayah", "kawasan", "kegiatan", "minat", "keterampilan",
    "tanggal persetujuan", "disimpan sampai",
)  # fmt: skip


def row_of(row: Any) -> tuple[Any, ...]:
    """One person of a list as cells of a CSV file."""
    return (
        row.id, row.name, row.people_of.label, row.code, row.area, row.reference or "", row.interest, row.skill or "",
        row.consented_on, row.keep_until,
    )  # fmt: skip


def told_of(person: Beneficiary, views: Iterable[Any]) -> dict[str, Any]:
    """All that is kept about one person, in words that this person reads; and who has looked at it."""
    return {
        "nama": person.name,
        "kelompok": str(person.group.label),
        "kawasan": person.area.full_name,
        "kegiatan": person.activity.title if person.activity else None,
        "minat": person.interest,
        "keterampilan": person.skill_name or None,
        "tanggal_persetujuan": person.consented_on.isoformat(),
        "cara_persetujuan": person.consent_note,
        "disimpan_sampai": person.keep_until.isoformat(),
        "dicatat": person.created_at.isoformat(),
        "nik_diperiksa": person.nik_key is not None,
        "dilihat_atau_diekspor": [
            {"tindakan": str(view.kind.label), "pada": view.at.isoformat(), "oleh": view.by_name, "alasan": view.reason}
            for view in views
        ],
    }
