"""What people are told of, and how soon by mail when they have chosen nothing themselves."""

from __future__ import annotations

from app.columns import Labelled
from app.language import Lazy as _l


class Event(Labelled):
    """What happened. All of it stands in the inbox; by mail goes what the person's `Cadence` for it says."""

    ASSIGNED = "assigned", _l("Komitmen atau tugas baru bagi instansi Anda"), "send", "info"
    DUE_SOON = "due_soon", _l("Mendekati tenggat (7, 3, dan 1 hari sebelumnya)"), "clock", "warn"
    OVERDUE = "overdue", _l("Lewat tenggat (setiap minggu sampai ada perkembangan)"), "alert-triangle", "danger"
    CHANGED = "changed", _l("Pekerjaan instansi Anda diubah, ditangguhkan, atau dibatalkan"), "pencil", "warn"
    RETURNED = "returned", _l("Dikembalikan untuk diperbaiki"), "arrow-back-up", "danger"
    TO_VERIFY = "to_verify", _l("Laporan atau bagian tugas yang menunggu pemeriksaan Anda"), "hourglass", "warn"
    VERIFIED = "verified", _l("Laporan atau bagian tugas instansi Anda diterima"), "circle-check", "ok"
    MENTIONED = "mentioned", _l("Anda disebut dalam komentar"), "message", "info"
    INVITED = "invited", _l("Undangan rapat, perubahan, dan pembatalannya"), "calendar", "info"
    CORRECTIONS_OPEN = "corrections_open", _l("Notula dapat dikoreksi"), "pencil", "info"
    MINUTES_SIGNED = "minutes_signed", _l("Notula ditandatangani"), "file-text", "ok"
    HOLDER_CHANGED = "holder_changed", _l("Pemegang jabatan berganti"), "users", "info"
    SHARED = "shared", _l("Pemetaan kawasan dibagikan atau ditetapkan kategorinya"), "map", "info"
    WATCHED = "watched", _l("Perkembangan yang Anda pantau"), "eye", "neutral"


class Cadence(Labelled):
    """How soon a person is mailed about an event. A digest gathers what came since the last one."""

    IMMEDIATE = "immediate", _l("Segera")
    DAILY = "daily", _l("Ringkasan harian")
    WEEKLY = "weekly", _l("Ringkasan mingguan")
    NEVER = "never", _l("Tidak lewat surel")


USUAL: dict[Event, Cadence] = dict.fromkeys(Event, Cadence.DAILY) | {
    Event.ASSIGNED: Cadence.IMMEDIATE,
    Event.RETURNED: Cadence.IMMEDIATE,
    Event.MENTIONED: Cadence.IMMEDIATE,
    Event.INVITED: Cadence.IMMEDIATE,
    Event.HOLDER_CHANGED: Cadence.IMMEDIATE,
    Event.WATCHED: Cadence.NEVER,
}
