"""Who may do what: one table, one question (`can`), one guard (`requires`).

Rights come from the posts that a person holds now, never from the person. A view that declares neither
`public`, `signed_in` nor `requires` is closed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Any, NamedTuple, Protocol, TypeVar

from flask import abort, current_app, g, request
from flask_login import current_user
from sqlalchemy import BigInteger, bindparam

from app.columns import Labelled
from app.extensions import SAFE_METHODS, db
from app.language import Lazy as _l

View = TypeVar("View", bound=Callable[..., Any])


class Role(Labelled):
    """What a post is there for."""

    SECRETARIAT = "secretariat", _l("Sekretariat")
    LIAISON = "liaison", _l("Narahubung instansi")
    REVIEWER = "reviewer", _l("Peninjau Pemkot")
    LEADER = "leader", _l("Pimpinan")
    ADMIN = "admin", _l("Pengelola sistem")


@dataclass(frozen=True)
class Seat:
    """One post held now."""

    post_id: int
    role: Role
    title: str
    agency_id: int
    agency_name: str


class Holder(Protocol):
    """Anyone who may be asked about: the signed-in identity, or a person in a test."""

    @property
    def seats(self) -> tuple[Seat, ...]:
        """The posts held now."""


@dataclass(frozen=True)
class Condition:
    """When a role's right applies to an object. `label` is what the page of rights prints."""

    label: Any
    test: Callable[[Holder, Seat, Any], bool]


def _liaises(who: Holder, agency_id: int) -> bool:
    return any(held.role is Role.LIAISON and held.agency_id == agency_id for held in who.seats)


ALWAYS = Condition(_l("ya"), lambda who, seat, obj: True)
OWN = Condition(_l("hanya milik instansinya"), lambda who, seat, obj: obj.responsible_agency_id == seat.agency_id)
NOT_OWN = Condition(
    _l("kecuali milik instansinya"),
    lambda who, seat, obj: all(obj.responsible_agency_id != held.agency_id for held in who.seats),
)
OWN_SUGGESTION = Condition(
    _l("hanya usulan instansinya yang belum tercatat di notula"),
    lambda who, seat, obj: obj.responsible_agency_id == seat.agency_id and obj.is_suggestion,
)
OWN_FRESH = Condition(
    _l("hanya komentarnya sendiri, dalam 15 menit"),
    lambda who, seat, obj: obj.is_fresh_of(getattr(who, "id", None)),
)
ISSUED = Condition(_l("hanya yang dibuat instansinya"), lambda who, seat, obj: obj.issuer_agency_id == seat.agency_id)
NOT_DOING = Condition(
    _l("kecuali bila ia narahubung instansi itu"),
    lambda who, seat, obj: not _liaises(who, obj.responsible_agency_id),
)
ISSUED_NOT_DOING = Condition(
    _l("hanya yang dibuat instansinya, kecuali bagiannya sendiri"),
    lambda who, seat, obj: obj.issuer_agency_id == seat.agency_id and not _liaises(who, obj.responsible_agency_id),
)
KEEPING = Condition(
    _l("hanya tugas yang dibuat instansinya dan bagiannya sendiri"),
    lambda who, seat, obj: seat.agency_id in obj.keeper_ids,
)
DOING = Condition(
    _l("bila instansinya mengerjakan atau membuatnya; butir bagian hanya oleh instansinya"),
    lambda who, seat, obj: seat.agency_id in obj.doer_ids,
)
ON_HAND = Condition(
    _l("bila instansinya mengerjakan atau membuatnya"),
    lambda who, seat, obj: seat.agency_id in obj.doer_ids | obj.keeper_ids,
)
OF_WHOLE = Condition(_l("hanya butir tugas seluruhnya"), lambda who, seat, obj: obj.is_whole)
SHARED = Condition(_l("hanya yang sudah dibagikan kepada instansi"), lambda who, seat, obj: obj.is_shared)
INVITED = Condition(_l("bila instansinya diundang"), lambda who, seat, obj: seat.agency_id in obj.invited_agency_ids)


@dataclass(frozen=True)
class Rule:
    """One act: what people call it, and which roles may do it under which condition."""

    label: Any
    grants: dict[Role, Condition]


S, L, R, P, A = Role.SECRETARIAT, Role.LIAISON, Role.REVIEWER, Role.LEADER, Role.ADMIN
EVERYONE = {role: ALWAYS for role in Role}

POLICY: dict[str, Rule] = {
    "meeting.read": Rule(_l("Membaca rapat dan notula yang sudah diumumkan"), EVERYONE),
    "meeting.read_draft": Rule(_l("Membaca rapat yang masih draf"), {S: ALWAYS}),
    "meeting.manage": Rule(_l("Menyusun rapat, agenda, dan daftar hadir; memulai dan menutup rapat"), {S: ALWAYS}),
    "agenda.propose": Rule(_l("Mengusulkan acara untuk rapat yang sudah diumumkan"), {L: INVITED}),
    "invitation.answer": Rule(_l("Menjawab undangan rapat"), {L: OWN}),
    "minutes.write": Rule(_l("Mengetik butir notula"), {S: ALWAYS}),
    "minutes.circulate": Rule(
        _l("Mengedarkan notula, memutuskan usulan perbaikan, dan membuka kembali notula"), {S: ALWAYS}
    ),
    "minutes.sign_as_taker": Rule(_l("Menandatangani notula sebagai pencatat"), {S: ALWAYS}),
    "minutes.sign_as_chair": Rule(_l("Menandatangani notula sebagai pimpinan rapat"), {P: ALWAYS}),
    "letterhead.manage": Rule(_l("Mengatur kop naskah dinas instansi"), {A: ALWAYS, S: ALWAYS}),
    "commitment.read": Rule(_l("Membaca komitmen dan laporannya"), EVERYONE),
    "commitment.suggest": Rule(_l("Mengusulkan komitmen di luar rapat"), {S: ALWAYS, L: ALWAYS}),
    "commitment.edit": Rule(_l("Mengubah komitmen yang masih diusulkan"), {S: ALWAYS, L: OWN_SUGGESTION}),
    "commitment.table": Rule(_l("Membawa usulan komitmen ke rapat"), {S: ALWAYS}),
    "commitment.waive": Rule(_l("Mengecualikan komitmen yang belum dapat diperiksa"), {S: ALWAYS}),
    "commitment.amend": Rule(
        _l("Mengubah tenggat atau isi, menyerahkan, dan menangguhkan komitmen, dengan alasan"), {S: ALWAYS}
    ),
    "commitment.cancel": Rule(_l("Membatalkan komitmen dengan alasan"), {S: ALWAYS}),
    "commitment.remind": Rule(_l("Menandai instansi sebagai sudah diingatkan"), {S: ALWAYS}),
    "commitment.accept": Rule(_l("Menyetujui komitmen"), {L: OWN}),
    "commitment.report": Rule(_l("Melaporkan perkembangan komitmen dan mengunggah buktinya"), {L: OWN}),
    "commitment.verify": Rule(_l("Memverifikasi atau mengembalikan laporan"), {R: NOT_OWN}),
    "commitment.reopen": Rule(_l("Membuka kembali hasil pemeriksaan dengan alasan"), {R: NOT_OWN}),
    "support.answer": Rule(_l("Menjawab permintaan dukungan"), {L: OWN}),
    "comment.write": Rule(_l("Menulis komentar"), {S: ALWAYS, L: ALWAYS, R: ALWAYS, P: ALWAYS}),
    "comment.remove": Rule(
        _l("Menghapus komentar dan memulihkannya"), {S: ALWAYS, L: OWN_FRESH, R: OWN_FRESH, P: OWN_FRESH}
    ),
    "area.read": Rule(_l("Membaca daftar wilayah"), EVERYONE),
    "area.manage": Rule(_l("Mengimpor daftar wilayah dan batasnya, mencatat nama lain"), {A: ALWAYS, S: ALWAYS}),
    "mapping.read": Rule(_l("Membaca pemetaan kawasan dan kategorinya"), {S: ALWAYS, L: SHARED, R: ALWAYS, P: ALWAYS}),
    "mapping.read_all": Rule(
        _l("Membaca pemetaan yang belum dibagikan kepada instansi"), {S: ALWAYS, R: ALWAYS, P: ALWAYS}
    ),
    "mapping.manage": Rule(_l("Mengisi, mengimpor, dan membagikan pemetaan kawasan"), {S: ALWAYS}),
    "mapping.decide": Rule(
        _l("Menetapkan kategori kawasan dan mengizinkan pencetakannya untuk umum"), {S: ALWAYS, P: ALWAYS}
    ),
    "mapping.confirm": Rule(_l("Menyatakan sudah membaca pemetaan atas nama instansi"), {L: SHARED}),
    "mapping.method": Rule(_l("Mengatur metode, indikator, dan aturan kategori"), {A: ALWAYS}),
    "finding.read": Rule(_l("Membaca permasalahan, potensi, dan lokasi sasaran kawasan"), EVERYONE),
    "finding.manage": Rule(_l("Mencatat permasalahan dan potensi kawasan"), {S: ALWAYS, L: OWN}),
    "target.choose": Rule(_l("Mencatat pilihan lokasi sasaran"), {S: ALWAYS}),
    "plan.read": Rule(_l("Membaca rencana aksi"), EVERYONE),
    "plan.manage": Rule(_l("Menyusun, menetapkan, dan mengimpor rencana aksi"), {S: ALWAYS}),
    "plan.fill": Rule(_l("Mengisi baris rencana aksi"), {S: ALWAYS, L: OWN}),
    "activity.read": Rule(_l("Membaca kegiatan"), EVERYONE),
    "activity.manage": Rule(_l("Mencatat kegiatan dan jumlah pesertanya"), {S: ALWAYS, L: OWN}),
    "outcome.read": Rule(_l("Membaca indikator hasil"), EVERYONE),
    "outcome.manage": Rule(_l("Mencatat nilai indikator hasil"), {S: ALWAYS}),
    "outcome.define": Rule(_l("Menyusun daftar indikator hasil"), {A: ALWAYS, S: ALWAYS}),
    "beneficiary.switch": Rule(_l("Menyalakan dan mematikan pencatatan nama penerima manfaat"), {A: ALWAYS}),
    "beneficiary.read": Rule(_l("Membaca daftar penerima manfaat yang disamarkan"), {S: ALWAYS}),
    "beneficiary.manage": Rule(_l("Mencatat, membetulkan, dan menghapus data penerima manfaat"), {S: ALWAYS}),
    "beneficiary.reveal": Rule(
        _l("Melihat dan mengekspor data lengkap penerima manfaat, dengan alasan yang dicatat"), {S: ALWAYS}
    ),
    "beneficiary.log": Rule(_l("Membaca catatan siapa melihat data lengkap penerima manfaat"), {A: ALWAYS, S: ALWAYS}),
    "coverage.read": Rule(_l("Membaca peta kerja: siapa mengerjakan apa di mana"), EVERYONE),
    "task.read": Rule(_l("Membaca tugas bersama"), EVERYONE),
    "task.create": Rule(_l("Membuat tugas bersama"), {S: ALWAYS, L: ALWAYS}),
    "task.edit": Rule(
        _l("Mengubah dan membuang tugas bersama, menambah dan membebaskan bagian"), {S: ALWAYS, L: ISSUED}
    ),
    "task.checklist": Rule(_l("Menyusun daftar periksa tugas"), {S: ALWAYS, L: KEEPING}),
    "task.tick": Rule(_l("Mencentang butir daftar periksa tugas"), {S: OF_WHOLE, L: DOING}),
    "task.attach": Rule(_l("Melampirkan dan menghapus berkas tugas"), {S: ALWAYS, L: ON_HAND}),
    "template.use": Rule(_l("Memakai templat tugas"), {S: ALWAYS, L: ALWAYS}),
    "template.manage": Rule(_l("Menyusun templat tugas dan mengatur pengulangan"), {S: ALWAYS}),
    "part.update": Rule(_l("Memperbarui bagian tugas"), {L: OWN}),
    "part.hand_over": Rule(_l("Menyerahkan atau membagi bagian tugas"), {S: ALWAYS, L: OWN}),
    "part.confirm": Rule(
        _l("Mengonfirmasi atau mengembalikan bagian tugas yang selesai"), {S: NOT_DOING, L: ISSUED_NOT_DOING}
    ),
    "agency.read": Rule(_l("Membaca daftar instansi dan jabatannya"), EVERYONE),
    "feed.manage": Rule(_l("Membuat dan mencabut tautan kalender instansi"), {S: ALWAYS, L: OWN}),
    "agency.manage": Rule(_l("Menambah, mengganti nama, dan menggabungkan instansi"), {A: ALWAYS, S: ALWAYS}),
    "post.manage": Rule(_l("Membuat jabatan dan mengganti pemegangnya"), {A: ALWAYS}),
    "system.read": Rule(_l("Melihat kesehatan sistem: ruang simpan, cadangan, dan percobaan masuk"), {A: ALWAYS}),
    "delivery.manage": Rule(_l("Mengawasi kiriman surel: antrean, kegagalan, alamat yang dijeda"), {A: ALWAYS}),
    "user.manage": Rule(_l("Membuat dan menonaktifkan pengguna"), {A: ALWAYS}),
}


def can(action: str, obj: Any = None, who: Holder | None = None) -> bool:
    """Tell whether `who` (default: the signed-in person) may do `action` to `obj`.

    Without an object the answer is whether the person's roles grant the act for some object.
    An action that POLICY does not list is a programming error: KeyError.
    """
    person: Any = who if who is not None else current_user
    grants = POLICY[action].grants
    for seat in getattr(person, "seats", ()):
        condition = grants.get(seat.role)
        if condition and (obj is None or condition.test(person, seat, obj)):
            return True
    return False


def public(view: View) -> View:
    """Declare that anyone may open this view."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Declare that any signed-in person may open this view, with or without a post."""
    view.access = "signed_in"  # type: ignore[attr-defined]
    return view


def quiet(view: View) -> View:
    """Declare that a page asks this view again and again by itself: that does not keep its session awake."""
    view.quiet = True  # type: ignore[attr-defined]
    return view


def requires(action: str, model: Any = None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Guard a view by one row of POLICY.

    With `model`, the view's `id` is loaded from the rows that the person may see (404 otherwise; locked for
    the rest of the transaction when the request writes), asked about (403), and handed to the view.
    """
    if action not in POLICY:
        raise KeyError(action)

    def guard(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(*args: Any, **values: Any) -> Any:
            if model is None:
                return view(*args, **values) if can(action) else abort(403)
            obj = _load(model, values.pop("id"))
            if not can(action, obj):
                abort(403)
            g.subject = obj
            return view(obj, *args, **values)

        guarded.access = action  # type: ignore[attr-defined]
        return guarded

    return guard


def _load(model: Any, key: int) -> Any:
    rows = _visible(model, current_user.seats, request.method not in SAFE_METHODS)
    return db.session.scalars(rows, {"id": key}).unique().one_or_none() or abort(404)


class Viewer(NamedTuple):
    """A holder reduced to what decides which rows are theirs to see."""

    seats: tuple[Seat, ...]


@lru_cache(maxsize=256)
def _visible(model: Any, seats: tuple[Seat, ...], locking: bool) -> Any:
    """Build the query once for the same posts: building it takes as long as asking it."""
    rows = model.visible_to(Viewer(seats)).where(model.id == bindparam("id", type_=BigInteger))
    return rows.with_for_update(of=model) if locking else rows


def is_quiet() -> bool:
    """Tell whether the present request may come from a page that nobody looks at."""
    return bool(getattr(current_app.view_functions.get(request.endpoint or ""), "quiet", False))


def deny_undeclared() -> Any:
    """Run before each request: close what declares nothing, send the signed-out to the sign-in page."""
    if request.endpoint is None:
        return None  # no such page: the 404 handler answers
    access = getattr(current_app.view_functions[request.endpoint], "access", None)
    if access is None:
        abort(403)
    if access != "public" and not current_user.is_authenticated:
        return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
    return None
