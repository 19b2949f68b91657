"""The history of one object as sentences. Reading it is apart from writing it (`audit`), which knows no model."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from flask import request
from flask_babel import gettext

from app.audit import WHICH, Audited, AuditEvent
from app.columns import Labelled, Quantity
from app.extensions import Base, fetch
from app.formats import date_short, datetime, number
from app.language import Lazy as _l

NEWEST = 12
LONGEST = 500
LONGEST_TITLE = 120

NOUNS = {
    "user": _l("pengguna"), "agency": _l("instansi"), "post": _l("jabatan"), "holding": _l("pemegang jabatan"),
    "meeting": _l("rapat"), "attendance": _l("daftar hadir"), "agenda_item": _l("agenda"),
    "minutes_line": _l("butir notula"), "commitment": _l("komitmen"), "progress_report": _l("laporan"),
    "task": _l("tugas"), "task_part": _l("bagian tugas"),
    "task_file": _l("berkas"), "task_dependency": _l("tugas yang ditunggu"), "minutes_photo": _l("foto butir"),
    "meeting_series": _l("seri rapat"), "series_phrase": _l("kalimat siap pakai"), "series_item": _l("templat acara"),
    "parked_item": _l("bahasan tertunda"), "agenda_proposal": _l("usulan acara"),
    "attendance_scan": _l("pindaian daftar hadir"),
    "correction": _l("usulan perbaikan"), "minutes_version": _l("versi notula"),
    "minutes_signature": _l("tanda tangan"), "signed_scan": _l("naskah bertanda tangan"),
    "invitation_letter": _l("surat undangan"),
    "commitment_change": _l("perubahan"), "comment": _l("komentar"), "evidence": _l("bukti"),
    "letterhead": _l("kop naskah dinas"), "activity_report": _l("laporan kegiatan"),
    "commitment_support": _l("permintaan dukungan"), "milestone": _l("tahapan"), "area": _l("kawasan"),
    "task_template": _l("templat tugas"), "template_item": _l("tugas dalam templat"),
    "task_repetition": _l("pengulangan"), "absence": _l("ketidakhadiran"), "feed": _l("tautan kalender"),
    "agency_message": _l("pesan"),
    "mapping": _l("pemetaan"), "mapping_value": _l("indikator"), "level_decision": _l("penetapan kategori"),
    "mapping_reading": _l("pernyataan sudah membaca"), "mapping_method": _l("metode pemetaan"),
    "mapping_indicator": _l("indikator"), "level_rule": _l("aturan kategori"),
    "action_plan": _l("rencana aksi"), "plan_action": _l("aksi"), "plan_measure": _l("ukuran aksi"),
    "activity": _l("kegiatan"), "activity_session": _l("sesi"), "activity_count": _l("jumlah orang"),
    "activity_file": _l("berkas"), "outcome_indicator": _l("indikator hasil"),
    "outcome_series": _l("indikator hasil"), "outcome_value": _l("nilai indikator"),
    "finding": _l("temuan"), "finding_file": _l("berkas"), "target_choice": _l("lokasi sasaran"),
    "skill": _l("keterampilan"), "beneficiary": _l("penerima manfaat"), "name_switch": _l("pencatatan nama"),
}  # fmt: skip
VERBS = {
    "created": _l("Membuat %(noun)s"),
    "changed": _l("Mengubah %(noun)s"),
    "deleted": _l("Menghapus %(noun)s"),
    "signed_in": _l.pgettext("riwayat", "Masuk"),
    "sign_in_refused": _l("Percobaan masuk ditolak"),
    "sessions_closed": _l("Mengeluarkan dari semua perangkat"),
    "password_changed": _l("Mengganti kata sandi"),
    "merged": _l("Menggabungkan instansi ini ke penerusnya"),
    "absorbed": _l("Menerima gabungan dari %(which)s"),
    "handed_over": _l("Memindahkan %(noun)s ke instansi penerus"),
    "begun": _l("Memulai acara %(which)s"),
    "paused": _l("Menjeda acara %(which)s"),
    "reviewed": _l("Memeriksa %(noun)s sebagai peninjau pertama"),
    "concerns": _l("Menentukan instansi yang terkait dengan keputusan"),
    "created holding": _l("Memberikan jabatan %(which)s"),
    "changed holding": _l("Mengakhiri masa jabatan %(which)s"),
    "created parked_item": _l("Menunda bahasan %(which)s"),
    "created agenda_proposal": _l("Mengusulkan acara %(which)s"),
    "created minutes_photo": _l("Menambahkan foto %(which)s"),
    "created attendance_scan": _l("Menambahkan pindaian daftar hadir %(which)s"),
    "created evidence": _l("Menambahkan bukti %(which)s"),
    "changed evidence": _l("Mengubah bukti %(which)s"),
    "deleted evidence": _l("Menghapus bukti %(which)s dari draf"),
    "checks_added": _l("Menambahkan butir periksa %(which)s"),
    "check_ticked": _l("Mencentang butir periksa %(which)s"),
    "check_unticked": _l("Melepas centang butir periksa %(which)s"),
    "check_reworded": _l("Mengubah butir periksa menjadi %(which)s"),
    "check_removed": _l("Menghapus butir periksa %(which)s"),
    "check_restored": _l("Memulihkan butir periksa %(which)s"),
    "created activity_session": _l("Menambahkan sesi %(which)s"),
    "created activity_count": _l("Mencatat jumlah %(which)s"),
    "created activity_file": _l("Menambahkan berkas %(which)s"),
    "changed activity_file": _l("Menghapus atau memulihkan berkas %(which)s"),
    "created finding_file": _l("Menambahkan berkas %(which)s"),
    "changed finding_file": _l("Menghapus atau memulihkan berkas %(which)s"),
    "created task_file": _l("Menambahkan berkas %(which)s"),
    "changed task_file": _l("Menghapus atau memulihkan berkas %(which)s"),
    "created task_dependency": _l("Menunggu tugas %(which)s"),
    "deleted task_dependency": _l("Tidak lagi menunggu tugas %(which)s"),
    "created series_phrase": _l("Menambahkan kalimat siap pakai"),
    "created series_item": _l("Menambahkan acara ke templat"),
    "template_used": _l("Memakai templat susunan acara seri"),
    "template_saved": _l("Menyimpan susunan acara rapat sebagai templat"),
    "carried_away": _l("Memindahkan acara %(which)s ke rapat lain"),
    "carried_here": _l("Menerima pindahan acara %(which)s"),
    "copied_here": _l("Menerima salinan acara %(which)s"),
    "circulated": _l("Mengedarkan notula"),
    "agreed": _l("Menyetujui notula dengan salinan untuk %(which)s"),
    "link_renewed": _l("Mengganti tautan notula untuk %(which)s"),
    "created correction": _l("Mengusulkan perbaikan butir %(which)s"),
    "changed correction": _l("Memutuskan usulan perbaikan butir %(which)s"),
    "created minutes_version": _l("Membekukan notula sebagai versi %(which)s"),
    "changed minutes_version": _l("Mencoret tanda tangan versi %(which)s"),
    "created minutes_signature": _l("Menandatangani notula versi %(which)s"),
    "created signed_scan": _l("Mengunggah naskah bertanda tangan %(which)s"),
    "support_joined": _l("Menghapus dukungan %(which)s karena penggabungan instansi"),
    "created commitment_change": _l("Mencatat perubahan setelah disepakati"),
    "reminded": _l("Mengingatkan instansi"),
    "reminder_undone": _l("Mengurungkan tanda diingatkan"),
    "created agency_message": _l("Menandai pesan sebagai sudah disampaikan"),
    "changed agency_message": _l("Mengurungkan tanda pesan disampaikan"),
    "created feed": _l("Membuat tautan kalender"),
    "changed feed": _l("Mencabut tautan kalender"),
    "created comment": _l.pgettext("riwayat", "Menulis komentar"),
    "changed comment": _l("Menghapus atau memulihkan komentar"),
    "dated": _l("Mengatur tenggat %(noun)s"),
    "located": _l("Mengubah kawasan"),
    "stakeholders_invited": _l("Mengubah stakeholder yang diundang"),
    "stakeholders_present": _l("Mengubah stakeholder yang hadir"),
    "tabled": _l("Membawa usulan ke rapat"),
    "recorded": _l("Mencatat usulan sebagai butir notula"),
    "created commitment_support": _l("Meminta dukungan %(which)s"),
    "changed commitment_support": _l("Menjawab permintaan dukungan untuk %(which)s"),
    "deleted commitment_support": _l("Menghapus permintaan dukungan %(which)s"),
    "created milestone": _l("Menambahkan tahapan %(which)s"),
    "changed milestone": _l("Mengubah tahapan %(which)s"),
    "deleted milestone": _l("Menghapus tahapan %(which)s"),
    "created template_item": _l("Menambahkan tugas ke templat"),
    "deleted template_item": _l("Menghapus tugas %(which)s dari templat"),
    "created task_repetition": _l("Memulai pengulangan"),
    "shared_out": _l("Mengubah instansi untuk tugas %(which)s"),
    "skipped": _l("Melewatkan tugas yang tertinggal lebih dari 31 hari"),
    "followed_meeting": _l("Tenggat bergeser mengikuti rapat"),
    "withdrawn_with_meeting": _l("Dibatalkan karena rapatnya dibatalkan"),
    "outlives_meeting": _l("Rapatnya dibatalkan; tugas ini dibiarkan karena sudah ada yang menerima"),
    "invitations_sent": _l("Menandai undangan sebagai terkirim"),
    "invitations_unsent": _l("Mengurungkan tanda kirim undangan"),
    "created mapping_value": _l("Mengisi indikator %(which)s"),
    "created level_decision": _l("Menetapkan kategori %(which)s"),
    "created mapping_reading": _l("Menyatakan sudah membaca atas nama %(which)s"),
    "changed mapping_reading": _l("Menyatakan kembali sudah membaca atas nama %(which)s"),
    "created mapping_indicator": _l("Menambahkan indikator %(which)s"),
    "created level_rule": _l("Menambahkan aturan kategori %(which)s"),
    "adopted": _l("Menetapkan rencana aksi"),
    "plan_copied": _l("Menyalin aksi dari %(which)s"),
    "tied": _l("Mengaitkan %(noun)s"),
    "untied": _l("Melepas kaitan %(noun)s"),
    "mappings_exported": _l("Mengekspor pemetaan %(which)s"),
    "absorbed skill": _l("Menggabungkan keterampilan lain ke keterampilan ini"),
    "corrected": _l("Membetulkan data"),
    "erased": _l("Menghapus data orang ini"),
    "purged": _l("Masa simpan berakhir: data orang ini dihapus"),
    "created target_choice": _l("Memilih lokasi sasaran tahun %(which)s"),
    "changed target_choice": _l("Mengubah pilihan lokasi sasaran tahun %(which)s"),
}
# Facts that stand in no column of their own.
FACTS = {
    "address": _l("Alamat jaringan"),
    "agency": _l.pgettext("satu", "Instansi"),
    "posts": _l("Jabatan yang pindah"),
    "commitments": _l("Komitmen yang pindah"),
    "parts": _l("Bagian tugas yang pindah"),
    "supports": _l("Dukungan yang pindah"),
    "channel": _l("Lewat"),
    "meeting": _l("Rapat"),
    "areas": _l("Kawasan"),
    "added": _l("Acara yang ditambahkan"),
    "concerned": _l("Instansi terkait"),
    "copies": _l("Salinan"),
    "invitees": _l("Penerima"),
    "agencies": _l("Instansi"),
    "skipped": _l("Banyaknya"),
    "items": _l("Jumlah"),
    "before": _l("Semula"),
    "thing": _l("Yang terkait"),
    "fields": _l("Isian"),
    "reason": _l("Alasan"),
}
# What names a part of an object: its making is told by this alone.
TITLES = ("text", "title", "narrative", "agency_name")


EVENTS = (
    sa.select(*AuditEvent.__table__.c)
    .where(AuditEvent.root_type == sa.bindparam("kind"), AuditEvent.root_id == sa.bindparam("key", type_=sa.BigInteger))
    .order_by(AuditEvent.id.desc())
    .limit(sa.bindparam("most", type_=sa.Integer))
)


@dataclass(frozen=True)
class Event:
    """One act as people read it."""

    at: dt.datetime
    who: str
    sentence: str
    changes: list[tuple[str, str | None, str | None]]


class Story(list[Event]):
    """Events, newest first. `all_url` leads to the page with all of them, empty when none is left out."""

    all_url = ""


def story_of(obj: Audited) -> Story:
    """Return the newest events of an object and its parts; all (up to 500) when the address asks for that."""
    kind, key = obj.audit_root
    most = LONGEST if request.args.get("riwayat") == "semua" else NEWEST
    events = fetch(EVENTS, kind=kind, key=key, most=most + 1)
    story = Story(told(events[:most]))
    if len(events) > most == NEWEST:
        story.all_url = f"{request.path}?riwayat=semua#riwayat"
    return story


def told(events: Sequence[Any]) -> list[Event]:
    """Return rows of the history as people read them, in the order given."""
    names = _names(events)
    return [_event(event, names) for event in events]


def _event(event: Any, names: dict[tuple[str, int], str]) -> Event:
    noun = NOUNS.get(event.subject_type, event.subject_type)
    which = event.changes.get(WHICH, ["", ""])[1]
    template = VERBS.get(f"{event.action} {event.subject_type}") or VERBS.get(event.action)
    named = f"{noun} {which}".rstrip()
    sentence = str(template) % {"noun": named, "which": which} if template else event.action
    sentence = " ".join(sentence.split())  # without a name a gap stays where it would stand
    columns = _columns(event.subject_type)
    facts = [f"{FACTS[key]}: {pair[1]}" for key, pair in event.changes.items() if key in FACTS and key not in columns]
    sentence = f"{sentence} ({'; '.join(facts)})" if facts else sentence
    changes = [
        (str(column.info["label"]), _text(column, old, names), _text(column, new, names))
        for field, (old, new) in event.changes.items()
        if (column := columns.get(field)) is not None and "label" in column.info
        and not (event.action == "created" and new is False)  # what does not apply yet is no news
    ]  # fmt: skip
    if event.action == "created" and event.subject_type != event.root_type:
        title = next((event.changes[key][1] for key in TITLES if key in event.changes), None)
        if title and title == which:
            changes = [change for change in changes if change[2] != which]  # the sentence names it already
        elif title:
            sentence, changes = f"{sentence}: {_short(title)}", []
    return Event(event.at, event.actor_name or gettext("Sistem"), sentence, changes)


def _short(title: str) -> str:
    """Return the beginning of a text that stands in full elsewhere on the page."""
    return title if len(title) <= LONGEST_TITLE else title[:LONGEST_TITLE].rstrip() + "…"


@lru_cache(maxsize=64)
def _columns(table: str) -> dict[str, Any]:
    found = Base.metadata.tables.get(table)
    return {column.key: column for column in found.columns} if found is not None else {}


def _text(column: Any, value: Any, names: dict[tuple[str, int], str]) -> str | None:
    """Write a stored value for people: an id by the name it stands for, a set's member by its label."""
    if value is None or value == "":
        return None
    if column.foreign_keys:
        return names.get((_target(column), value), f"#{value}")
    kind = column.type
    if isinstance(kind, sa.Enum) and kind.enum_class and issubclass(kind.enum_class, Labelled):
        return str(kind.enum_class(value).label)
    if isinstance(kind, Quantity):
        from decimal import Decimal

        return number(Decimal(value))
    if isinstance(value, bool):
        return gettext("ya") if value else gettext("tidak")
    if kind.python_type is dt.datetime:
        return datetime(dt.datetime.fromisoformat(value))
    return date_short(dt.date.fromisoformat(value)) if kind.python_type is dt.date else str(value)


def _target(column: Any) -> str:
    return str(next(iter(column.foreign_keys)).column.table.name)


def _names(events: Any) -> dict[tuple[str, int], str]:
    """Look up the names behind the ids that the events mention, in one query for all tables."""
    wanted: dict[str, set[int]] = {}
    for event in events:
        for field, column in _columns(event.subject_type).items():
            if column.foreign_keys and "label" in column.info:
                ids = {each for each in event.changes.get(field, ()) if each is not None}
                wanted.setdefault(_target(column), set()).update(ids)
    rows = []
    for table, ids in wanted.items():
        columns = Base.metadata.tables[table].c
        name = columns.get("name", columns.get("reference"))
        if ids and name is not None:
            named = sa.select(sa.literal(table).label("kind"), columns.id, name.label("name"))
            rows.append(named.where(columns.id.in_(ids)))
    return {(row.kind, row.id): row.name for row in fetch(sa.union_all(*rows))} if rows else {}
