"""How the programme's moments in an area are told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext, ngettext

from app.activities.steps import ActivityState, ActivityStep
from app.areas.models import AreaKind
from app.findings.models import FindingKind
from app.formats import number
from app.mapping.levels import Level
from app.outcomes.states import Span
from app.periods import Half, period_of
from app.plans.models import PlanState
from app.story.events import Moment
from app.tasks.states import TaskState

Told = tuple[str, str, str, str]  # the sentence, its icon and tone, and the address


def programme_moment(row: Any) -> Moment:
    """The moment that a row tells."""
    sentence, icon, tone, href = TELLERS[row.kind](row)
    moment = Moment(row.kind, row.at, sentence, row.who, None, icon, tone, href=href)
    about = " · ".join(part for part in (_place(row), _what(row)) if part)
    moment.about = about, href
    if row.kind == "decided":
        moment.level = Level(row.state), bool(row.is_released)
    moment.has_time = row.kind not in ("held", "planned")
    return moment


def _what(row: Any) -> str:
    """What it is about; the sentence about a result names its indicator itself."""
    return str(row.title) if row.kind == "result" else f"{row.reference} {row.title}".strip()


def _place(row: Any) -> str:
    return AreaKind(row.place_kind).named(row.place) if row.place else ""


def _period(row: Any) -> str:
    return period_of(row.number, Half(row.state))


def _mapped(row: Any) -> Told:
    return gettext("Pemetaan %(period)s dibuat", period=_period(row)), "map", "neutral", f"/pemetaan/{row.id}"


def _shared(row: Any) -> Told:
    sentence = gettext("Pemetaan %(period)s dibagikan kepada instansi", period=_period(row))
    return sentence, "send", "info", f"/pemetaan/{row.id}"


def _decided(row: Any) -> Told:
    return gettext("Kategori kawasan ditetapkan"), "gavel", "info", f"/pemetaan/{row.id}"


def _found(row: Any) -> Told:
    kind = FindingKind(row.state)
    sentence = gettext("Dicatat: %(kind)s", kind=str(kind.label))
    return sentence, kind.icon, kind.tone, f"/kawasan/{row.place_id}/potensi"


def _removed(row: Any) -> Told:
    kind = FindingKind(row.state)
    sentence = gettext("Catatan dihapus: %(kind)s", kind=str(kind.label))
    return sentence, "trash", "neutral", f"/kawasan/{row.place_id}/potensi"


def _chosen(row: Any) -> Told:
    sentence = gettext("Dipilih sebagai lokasi sasaran %(year)s", year=row.number)
    return sentence, "target", "ok", f"/kawasan/lokasi-sasaran/{row.id}"


def _withdrawn(row: Any) -> Told:
    sentence = gettext("Pilihan sebagai lokasi sasaran %(year)s dicabut", year=row.number)
    return sentence, "ban", "warn", f"/kawasan/lokasi-sasaran/{row.id}"


def _plan(row: Any) -> Told:
    page = f"/rencana-aksi/{row.id}"
    if row.state == PlanState.CLOSED:
        return gettext("Rencana aksi ditutup"), "lock", "neutral", page
    return gettext("Rencana aksi dibuka kembali"), "lock-open", "warn", page


def _planned(row: Any) -> Told:
    sentence = ngettext(
        "Rencana aksi ditetapkan, dengan %(num)s aksi untuk kawasan ini",
        "Rencana aksi ditetapkan, dengan %(num)s aksi untuk kawasan ini",
        row.number,
    )
    return sentence, "circle-check", "ok", f"/rencana-aksi/{row.id}"


def _activity(row: Any) -> Told:
    step = ActivityStep(row.state)
    sentence = gettext("Kegiatan dicatat: %(step)s", step=str(step.label))
    return sentence, step.icon, "neutral", f"/kegiatan/{row.id}"


def _held(row: Any) -> Told:
    step = ActivityStep(row.state)
    return gettext("%(step)s terlaksana", step=str(step.label)), step.icon, "ok", f"/kegiatan/{row.id}"


def _cancelled(row: Any) -> Told:
    step = ActivityStep(row.state)
    sentence = gettext("%(step)s dibatalkan", step=str(step.label))
    return sentence, ActivityState.CANCELLED.icon, "neutral", f"/kegiatan/{row.id}"


def _counted(row: Any) -> Told:
    said = ngettext("Peserta dicatat: %(num)s orang", "Peserta dicatat: %(num)s orang", row.number)
    said = said if row.number else gettext("Jumlah orang dicatat")
    return said, "users-group", "info", f"/kegiatan/{row.id}"


def _told_result(row: Any) -> Told:
    return gettext("Hasil kegiatan dicatat"), "note", "info", f"/kegiatan/{row.id}"


def _read(row: Any) -> Told:
    sentence = gettext(
        "%(agency)s menyatakan sudah membaca pemetaan %(period)s", agency=row.agency, period=_period(row)
    )
    return sentence, "eye", "ok", f"/pemetaan/{row.id}"


def _task(row: Any) -> Told:
    return gettext("Tugas bersama diberikan"), "checklist", "neutral", f"/tugas/{row.id}"


def _task_end(row: Any) -> Told:
    state = TaskState(row.state)
    done = gettext("Tugas bersama selesai") if state is TaskState.DONE else gettext("Tugas bersama dibatalkan")
    return done, state.icon, state.tone, f"/tugas/{row.id}"


def _result(row: Any) -> Told:
    value = f"{number(row.quantity)} {row.unit}".strip()
    period = Span(row.state).of(row.number)
    sentence = gettext("%(indicator)s %(period)s: %(value)s", indicator=row.reference, period=period, value=value)
    return sentence, "chart-bar", "info", f"/hasil/{row.id}"


def _meeting(row: Any) -> Told:
    return gettext("Rapat memutuskan tentang kawasan ini"), "users", "info", f"/rapat/{row.id}"


TELLERS: dict[str, Callable[[Any], Told]] = {
    "mapped": _mapped, "shared": _shared, "decided": _decided, "found": _found, "chosen": _chosen,
    "planned": _planned, "activity": _activity, "held": _held, "cancelled": _cancelled, "result": _result,
    "meeting": _meeting, "read": _read, "removed": _removed, "withdrawn": _withdrawn, "plan": _plan,
    "counted": _counted, "told": _told_result, "task": _task, "task_end": _task_end,
}  # fmt: skip
